import { Fault } from '../../../openapi/serve/fault.ts';

/** Neutron's exceptions, by the names that its clients print and test for. */
export type NeutronResource =
  | 'network' | 'subnet' | 'port' | 'security group' | 'security group rule' | 'router' | 'floating ip' | 'policy' | 'qos rule' | 'extension' | 'marker' | 'agent' | 'tag' | 'availability';

const exceptionNames: Partial<Record<NeutronResource, string>> = { 'floating ip': 'FloatingIPNotFound', policy: 'QosPolicyNotFound', 'qos rule': 'QosRuleNotFound' };

/** `Network x could not be found.`, also for what is another project's. */
export function networkNotFound(what: NeutronResource, id: string): Fault {
  const camel = what.replaceAll(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase());
  const title = `${what[0]?.toUpperCase() ?? ''}${what.slice(1)}`;
  return new Fault('not-found', `${title} ${id} could not be found.`, { details: { resource: what, id, neutronType: exceptionNames[what] ?? `${camel}NotFound` } });
}

export const refuse = (neutronType: string, message: string, details: Record<string, unknown> = {}): Fault =>
  new Fault('conflict', message, { details: { ...details, neutronType } });

export const invalid = (field: string, message: string, neutronType = 'InvalidInput'): Fault =>
  new Fault('bad-request', `Invalid input for ${field}. Reason: ${message}`, { details: { field, neutronType } });

export const notAllowed = (what: string, why: string): Fault =>
  new Fault('forbidden', `(rule:${what}) is disallowed by policy: ${why}`, { details: { neutronType: 'PolicyNotAuthorized' } });

export const overQuota = (resource: string, limit: number): Fault =>
  new Fault('conflict', `Quota exceeded for resources: ['${resource}']. The project may have ${limit}: delete some, or ask an operator for more.`, {
    details: { neutronType: 'OverQuota', resource, limit },
  });
