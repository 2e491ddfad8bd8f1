import { Fault, unauthorized } from './fault.ts';
import type { AuthContext } from './handler.ts';

/** What the contract says of an operation by `x-policy`; without it an operation needs a token with any role. */
export type Policy = 'public' | { roles: readonly string[]; scope: 'project' | 'system' | 'any' };

/** The caller of a public operation that showed no token. */
export const anonymous: AuthContext = Object.freeze({
  userId: '',
  userName: '',
  userDomainId: '',
  projectId: null,
  projectName: null,
  projectDomainId: null,
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
  const { roles, scope = 'any' } = Object(extension) as { roles?: unknown; scope?: unknown };
  const sound = Array.isArray(roles) && roles.every((role) => typeof role === 'string');
  if (!sound || (scope !== 'project' && scope !== 'system' && scope !== 'any')) {
    throw new TypeError(`x-policy of ${operationId} is neither "public" nor { roles: [...], scope: project|system|any }`);
  }
  return { roles: roles as string[], scope };
}

/**
 * The one place where roles and scope decide. `roles: []` asks for a token alone; otherwise any of them will do, and
 * tokens already carry implied roles. Whose object it is (ownership) is for the handler to check.
 */
export function applyPolicy(operationId: string, policy: Policy, auth: AuthContext): void {
  if (policy === 'public') return;
  if (auth.token === '') throw unauthorized('The request you have made requires authentication: send a token in X-Auth-Token.');
  if (policy.roles.length > 0 && !policy.roles.some((role) => auth.roles.includes(role))) {
    throw refused(operationId, `needs ${roleWords(policy.roles)}, and the token has ${auth.roles.join(', ') || 'none'}`, policy);
  }
  if (policy.scope === 'project' && auth.projectId === null) {
    throw refused(operationId, 'needs a token scoped to a project; name one when you ask for the token', policy);
  }
  if (policy.scope === 'system' && !auth.system && !auth.isAdmin) {
    throw refused(operationId, 'needs a token scoped to the system', policy);
  }
}

const roleWords = (roles: readonly string[]): string => (roles.length === 1 ? `the role ${roles[0]}` : `one of the roles ${roles.join(', ')}`);

const refused = (operationId: string, why: string, policy: Policy): Fault =>
  new Fault('forbidden', `Policy does not allow ${operationId} to be performed: it ${why}.`, { details: { operation: operationId, policy } });
