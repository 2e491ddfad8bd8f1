/**
 * Who may see and change what. The contract's policy says which roles an operation needs by the scope of the token; here
 * stands how far such a token reaches: an administrator of the cloud (admin in a project or the system) everywhere,
 * a manager or administrator of a domain in that domain alone, and everybody to what is their own.
 *
 * A token of a domain must not become one of the cloud by way of what it manages: it gives no role that means more than
 * the domain, and does not touch users and groups that hold one.
 * Source: Keystone's default policies (domain manager persona, secure RBAC).
 */
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { listGrants } from './assignment-store.ts';
import type { Actor, Grant, Scope } from './assignment-store.ts';
import { actorsOf } from './effective-roles.ts';
import { notPermitted } from './identity-faults.ts';
import { listImplications } from './implied-role-store.ts';
import { withImplied } from './implied-roles.ts';
import { listRoles } from './role-store.ts';

/** The domain to which a list is confined; undefined for everywhere. */
export const listReach = (auth: AuthContext): string | undefined => auth.domainId ?? undefined;

/** Confines a filter by domain: asking for another domain finds nothing, which no domain's id is. */
export function confineDomain(auth: AuthContext, asked: string | undefined): string | undefined {
  const reach = listReach(auth);
  return reach === undefined || asked === undefined || asked === reach ? (reach ?? asked) : '';
}

export interface Target {
  /** Undefined for what is not there: nobody without the right to see all learns that. */
  domainId: string | undefined;
  isOwn?: boolean;
}

/** Administrators, services and readers of the system look at everything; those of a domain into it; others at their own. */
export function mayLook(auth: AuthContext, rule: string, target: Target | boolean): void {
  const { domainId, isOwn } = typeof target === 'boolean' ? { domainId: undefined, isOwn: target } : target;
  if (auth.isAdmin || auth.roles.includes('service') || isOwn === true) return;
  if (auth.system && auth.roles.includes('reader')) return;
  if (auth.domainId !== null && auth.domainId === domainId && auth.roles.includes('reader')) return;
  throw notPermitted(`identity:${rule}`, 'It needs the role admin for what is not your own.');
}

/** For changes, after the contract's policy. */
export function mayManage(auth: AuthContext, rule: string, domainId: string | undefined): void {
  if (auth.isAdmin || (auth.domainId !== null && auth.domainId === domainId)) return;
  throw notPermitted(`identity:${rule}`, 'Your token is for another domain.');
}

/** A domain's manager changes neither users nor groups that have roles beyond what that manager could give. */
export async function mayTouch(db: DbOrTrx, auth: AuthContext, rule: string, actor: Actor): Promise<void> {
  if (auth.isAdmin) return;
  const actors = actor.kind === 'user' ? await actorsOf(db, actor.id) : [actor];
  const grants = await listGrants(db, { actors });
  const beyond = await rolesBeyondDomains(db);
  if (grants.some((grant) => beyond.has(grant.roleId) && !isWithin(auth, grant))) {
    throw notPermitted(`identity:${rule}`, `The ${actor.kind} ${actor.id} has a role that reaches beyond what you manage; it takes an administrator of the cloud.`);
  }
}

/** A domain's manager gives and takes manager, member, reader and what is no more than these; its administrator also admin of the domain. */
export async function mayGrant(db: DbOrTrx, auth: AuthContext, rule: string, grant: Grant): Promise<void> {
  if (auth.isAdmin) return;
  if (grant.scope.kind !== 'system' && (!(await rolesBeyondDomains(db)).has(grant.roleId) || isWithin(auth, grant))) return;
  throw notPermitted(`identity:${rule}`, 'This role reaches beyond your domain; it takes an administrator of the cloud to give or take it.');
}

/** Admin of the very domain is in the gift of an administrator of that domain, and of no mere manager. */
const isWithin = (auth: AuthContext, { scope, inherited }: { scope: Scope; inherited: boolean }): boolean =>
  auth.roles.includes('admin') && scope.kind === 'domain' && scope.id === auth.domainId && !inherited;

/** Ids of roles that are or imply one of the cloud's own. */
async function rolesBeyondDomains(db: DbOrTrx): Promise<Set<string>> {
  const [roles, implications] = [await listRoles(db), await listImplications(db)];
  const powerful = new Set(roles.filter(({ name, domainId }) => domainId === null && ['admin', 'service', 'host'].includes(name)).map(({ id }) => id));
  return new Set(roles.map(({ id }) => id).filter((id) => [...withImplied([id], implications).keys()].some((one) => powerful.has(one))));
}
