import { Fault, unauthorized } from './fault.ts';
import type { AuthContext } from './handler.ts';

/**
 * What the contract says of an operation by `x-policy`; without it an operation needs a token with any role.
 * `system` and `domain` name the roles that will do in tokens of those scopes instead of `roles`. Without `domain` a
 * token scoped to a domain will not do, so that an administrator of a domain is nobody outside identity.
 */
export type Policy = 'public' | RolePolicy;

export interface RolePolicy {
  roles: readonly string[];
  scope: 'project' | 'system' | 'any';
  system?: readonly string[];
  domain?: readonly string[];
}

/** The caller of a public operation that showed no token. */
export const anonymous: AuthContext = Object.freeze({
  userId: '',
  userName: '',
  userDomainId: '',
  projectId: null,
  projectName: null,
  projectDomainId: null,
  domainId: null,
  roles: [],
  isAdmin: false,
  system: false,
  methods: [],
  auditIds: [],
  issuedAt: new Date(0),
  expiresAt: new Date(0),
  token: '',
});

/** Reads `x-policy`; a form that it does not know is an error of the contract, at start-up. */
export function readPolicy(operationId: string, extension: unknown): Policy {
  if (extension === undefined) return { roles: [], scope: 'any' };
  if (extension === 'public') return 'public';
  const { roles, scope = 'any', system, domain } = Object(extension) as { roles?: unknown; scope?: unknown; system?: unknown; domain?: unknown };
  const sound = isNames(roles) && (system === undefined || isNames(system)) && (domain === undefined || isNames(domain));
  if (!sound || (scope !== 'project' && scope !== 'system' && scope !== 'any')) {
    throw new TypeError(`x-policy of ${operationId} is neither "public" nor { roles: [...], scope: project|system|any, system: [...], domain: [...] }`);
  }
  return { roles, scope, ...(system && { system }), ...(domain && { domain }) };
}

const isNames = (value: unknown): value is string[] => Array.isArray(value) && value.every((role) => typeof role === 'string');

/**
 * The one place where roles and scope decide. `roles: []` asks for a token alone; otherwise any of them will do, and
 * tokens already carry implied roles. Whose object it is (ownership) is for the handler to check.
 */
export function applyPolicy(operationId: string, policy: Policy, auth: AuthContext): void {
  if (policy === 'public') return;
  if (auth.token === '') throw unauthorized('The request you have made requires authentication: send a token in X-Auth-Token.');
  const needed = rolesFor(policy, auth);
  if (!needed) throw refused(operationId, 'needs a token scoped to a project or to the system, and this one is scoped to a domain', policy);
  if (needed.length > 0 && !needed.some((role) => auth.roles.includes(role))) {
    throw refused(operationId, `needs ${roleWords(needed)}, and the token has ${auth.roles.join(', ') || 'none'}`, policy);
  }
  if (policy.scope === 'project' && auth.projectId === null) {
    throw refused(operationId, 'needs a token scoped to a project; name one when you ask for the token', policy);
  }
  if (policy.scope === 'system' && !auth.system && !auth.isAdmin) {
    throw refused(operationId, 'needs a token scoped to the system', policy);
  }
}

/** The roles of which a token of this scope needs one; undefined where its scope will not do at all. */
function rolesFor(policy: RolePolicy, auth: AuthContext): readonly string[] | undefined {
  if (auth.system && policy.system) return policy.system;
  if (auth.domainId === null || policy.roles.length === 0) return policy.roles;
  return policy.domain;
}

const roleWords = (roles: readonly string[]): string => (roles.length === 1 ? `the role ${roles[0]}` : `one of the roles ${roles.join(', ')}`);

const refused = (operationId: string, why: string, policy: Policy): Fault =>
  new Fault('forbidden', `Policy does not allow ${operationId} to be performed: it ${why}.`, { details: { operation: operationId, policy } });
