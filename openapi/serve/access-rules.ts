import type { ServiceForm } from '../contracts.ts';
import { forbidden } from './fault.ts';
import type { AuthContext } from './handler.ts';

/** One kind of request that a token of an application credential may make. Source: Identity API v3, "Application credentials". */
export interface AccessRule {
  /** Type of the service in the catalog: `compute`. */
  service: string;
  method: string;
  /** `/v2.1/servers/{id}`; `*` and `{name}` stand for one segment, `**` for any number of them. */
  path: string;
}

export interface RuledRequest {
  service: ServiceForm;
  method: string;
  /** Below the service's endpoint, without the query: `/v2.1/servers`. */
  path: string;
  /** The service's place on its server: rules may be written with it in front of the path. */
  prefix: string;
}

/**
 * The one place where access rules decide, in every service: a token that bears rules is good for nothing else. Asking
 * the identity service about a token is always allowed, as there.
 */
export function applyAccessRules(auth: AuthContext, request: RuledRequest): void {
  const rules = auth.applicationCredential?.rules;
  if (rules === undefined) return;
  const { service, method, path, prefix } = request;
  if (service === 'identity' && method === 'GET' && path === '/v3/auth/tokens') return;
  const fits = (rule: AccessRule): boolean =>
    rule.service === service && rule.method.toUpperCase() === method && (pathFits(rule.path, path) || pathFits(rule.path, `${prefix}${path}`));
  if (rules.some(fits)) return;
  throw forbidden(
    `The access rules of the application credential ${auth.applicationCredential?.name ?? ''} do not allow ${method} ${path} of the service ${service}. ` +
      'Make an application credential with a rule for it.',
  );
}

/** Does a path fit a rule's pattern; a slash at the end of either makes no difference. */
export function pathFits(pattern: string, path: string): boolean {
  const known = patterns.get(pattern) ?? compile(pattern);
  // Patterns come from users by way of their tokens: the memory is bounded.
  if (patterns.size >= 1000) patterns.clear();
  patterns.set(pattern, known);
  return known.test(path);
}

const patterns = new Map<string, RegExp>();

function compile(pattern: string): RegExp {
  const parts = pattern.replace(/\/+$/, '').split(/(\*\*|\*|\{[^}/]*\})/);
  const source = parts.map((part) => (part === '**' ? '.*' : part === '*' || /^\{.*\}$/.test(part) ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${source.join('')}/?$`);
}
