import { isIPv4, isIPv6 } from 'node:net';
import { badRequest } from '../../openapi/serve/fault.ts';

/** The addresses that users note on a server for others to reach it by; empty takes one away. */
export interface AccessAddresses {
  accessIPv4?: string;
  accessIPv6?: string;
}

/** Refuses what is no address (400, in Nova's words). */
export function requireAddresses({ accessIPv4 = '', accessIPv6 = '' }: AccessAddresses): void {
  if (accessIPv4 !== '' && !isIPv4(accessIPv4)) throw noAddress('accessIPv4', accessIPv4, 'ipv4');
  if (accessIPv6 !== '' && !isIPv6(accessIPv6)) throw noAddress('accessIPv6', accessIPv6, 'ipv6');
}

const noAddress = (field: string, value: string, form: string) =>
  badRequest(`Invalid input for field/attribute ${field}. Value: ${value.slice(0, 60)}. ${JSON.stringify(value.slice(0, 60))} is not a '${form}'`, { field: `server.${field}` });
