/**
 * Roles given and taken: to a user or a group, in a project, a domain or the system, for the scope itself or (OS-INHERIT)
 * for the projects below it. The API has a family of operations for each of these ten combinations; all are made here
 * from one set of four functions. Source: Identity API v3, "Roles" and "OS-INHERIT".
 */
import { isForeignKeyViolation } from '../../openapi/serve/db.ts';
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { addGrant, hasGrant, listGrants, removeGrant, systemScope } from './assignment-store.ts';
import type { Actor, Grant, Scope } from './assignment-store.ts';
import { findDomain } from './domain-store.ts';
import { usersOf } from './effective-roles.ts';
import { findGroup } from './group-store.ts';
import { couldNotFind } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { findProject } from './project-store.ts';
import { mayGrant, mayManage, mayTouch } from './reach.ts';
import type { Revoked } from './revoker.ts';
import { roleBody } from './role-handlers.ts';
import { findRole, listRoles } from './role-store.ts';
import { findUser } from './user-store.ts';
import { listLinks } from './wire.ts';

type Verb = 'list' | 'grant' | 'get' | 'check' | 'revoke';
type Family = `${'Project' | 'Domain' | 'System' | 'InheritedProject' | 'InheritedDomain'}${'User' | 'Group'}`;
type GrantOperation = `${Verb}${Family}${'Role' | 'Roles'}` & keyof Handlers<'identity'>;

export type GrantHandlers = Pick<Handlers<'identity'>, GrantOperation>;

export function grantHandlers(parts: IdentityParts): GrantHandlers {
  const [projectUser, projectGroup] = [family(parts, 'project', 'user', false), family(parts, 'project', 'group', false)];
  const [domainUser, domainGroup] = [family(parts, 'domain', 'user', false), family(parts, 'domain', 'group', false)];
  const [systemUser, systemGroup] = [family(parts, 'system', 'user', false), family(parts, 'system', 'group', false)];
  const [belowProjectUser, belowProjectGroup] = [family(parts, 'project', 'user', true), family(parts, 'project', 'group', true)];
  const [belowDomainUser, belowDomainGroup] = [family(parts, 'domain', 'user', true), family(parts, 'domain', 'group', true)];
  return {
    ...{ listProjectUserRoles: projectUser.list, grantProjectUserRole: projectUser.grant, revokeProjectUserRole: projectUser.revoke },
    ...{ getProjectUserRole: projectUser.check, checkProjectUserRole: projectUser.check },
    ...{ listProjectGroupRoles: projectGroup.list, grantProjectGroupRole: projectGroup.grant, revokeProjectGroupRole: projectGroup.revoke },
    ...{ getProjectGroupRole: projectGroup.check, checkProjectGroupRole: projectGroup.check },
    ...{ listDomainUserRoles: domainUser.list, grantDomainUserRole: domainUser.grant, revokeDomainUserRole: domainUser.revoke },
    ...{ getDomainUserRole: domainUser.check, checkDomainUserRole: domainUser.check },
    ...{ listDomainGroupRoles: domainGroup.list, grantDomainGroupRole: domainGroup.grant, revokeDomainGroupRole: domainGroup.revoke },
    ...{ getDomainGroupRole: domainGroup.check, checkDomainGroupRole: domainGroup.check },
    ...{ listSystemUserRoles: systemUser.list, grantSystemUserRole: systemUser.grant, revokeSystemUserRole: systemUser.revoke },
    ...{ getSystemUserRole: systemUser.check, checkSystemUserRole: systemUser.check },
    ...{ listSystemGroupRoles: systemGroup.list, grantSystemGroupRole: systemGroup.grant, revokeSystemGroupRole: systemGroup.revoke },
    ...{ getSystemGroupRole: systemGroup.check, checkSystemGroupRole: systemGroup.check },
    ...{ listInheritedProjectUserRoles: belowProjectUser.list, grantInheritedProjectUserRole: belowProjectUser.grant, revokeInheritedProjectUserRole: belowProjectUser.revoke },
    ...{ getInheritedProjectUserRole: belowProjectUser.check, checkInheritedProjectUserRole: belowProjectUser.check },
    ...{ listInheritedProjectGroupRoles: belowProjectGroup.list, grantInheritedProjectGroupRole: belowProjectGroup.grant, revokeInheritedProjectGroupRole: belowProjectGroup.revoke },
    ...{ getInheritedProjectGroupRole: belowProjectGroup.check, checkInheritedProjectGroupRole: belowProjectGroup.check },
    ...{ listInheritedDomainUserRoles: belowDomainUser.list, grantInheritedDomainUserRole: belowDomainUser.grant, revokeInheritedDomainUserRole: belowDomainUser.revoke },
    ...{ getInheritedDomainUserRole: belowDomainUser.check, checkInheritedDomainUserRole: belowDomainUser.check },
    ...{ listInheritedDomainGroupRoles: belowDomainGroup.list, grantInheritedDomainGroupRole: belowDomainGroup.grant, revokeInheritedDomainGroupRole: belowDomainGroup.revoke },
    ...{ getInheritedDomainGroupRole: belowDomainGroup.check, checkInheritedDomainGroupRole: belowDomainGroup.check },
  };
}

/** What these operations use of their calls; which ids are there depends on the path. */
interface PartiesCall {
  path: { id?: string; user_id?: string; group_id?: string };
  auth: AuthContext;
  baseUrl: string;
  requestPath: string;
}

interface GrantCall extends PartiesCall {
  path: PartiesCall['path'] & { role_id: string };
}

function family({ db, revoker }: IdentityParts, scopeKind: Scope['kind'], actorKind: Actor['kind'], inherited: boolean) {
  const partiesOf = ({ path }: PartiesCall): { scope: Scope; actor: Actor } => ({
    scope: scopeKind === 'system' ? systemScope : { kind: scopeKind, id: path.id ?? '' },
    actor: { kind: actorKind, id: (actorKind === 'user' ? path.user_id : path.group_id) ?? '' },
  });
  /** Both parties are there, and within the reach of the caller; one of a domain learns nothing about others. */
  const mustReach = async (call: PartiesCall, rule: string): Promise<{ scope: Scope; actor: Actor }> => {
    const parties = partiesOf(call);
    const scopeDomain = await domainOfScope(db, parties.scope);
    mayManage(call.auth, rule, scopeDomain);
    if (scopeDomain === undefined && scopeKind !== 'system') throw couldNotFind(scopeKind, parties.scope.id);
    const actorDomain = await domainOfActor(db, parties.actor);
    mayManage(call.auth, rule, actorDomain);
    if (actorDomain === undefined) throw couldNotFind(actorKind, parties.actor.id);
    return parties;
  };
  const mustReachGrant = async (call: GrantCall, rule: string): Promise<Grant> => {
    const parties = await mustReach(call, rule);
    const role = await findRole(db, { id: call.path.role_id });
    if (!role) throw couldNotFind('role', call.path.role_id);
    return { ...parties, roleId: role.id, inherited };
  };

  return {
    async list(call: PartiesCall) {
      const { scope, actor } = await (call.auth.isAdmin || !call.auth.system ? mustReach(call, 'list_grants') : Promise.resolve(partiesOf(call)));
      const held = new Set((await listGrants(db, { scope, actors: [actor], inherited })).map(({ roleId }) => roleId));
      const roles = (await listRoles(db)).filter(({ id }) => held.has(id));
      return { status: 200 as const, body: { roles: roles.map((role) => roleBody(role, call.baseUrl)), links: listLinks(call) } };
    },
    async grant(call: GrantCall) {
      const grant = await mustReachGrant(call, 'create_grant');
      await mayGrant(db, call.auth, 'create_grant', grant);
      await fitsDomain(db, grant);
      await addGrant(db, grant).catch((error: unknown) => {
        throw isForeignKeyViolation(error) ? couldNotFind('role', grant.roleId) : error;
      });
      return { status: 204 as const };
    },
    async check(call: GrantCall) {
      const parties = call.auth.isAdmin || !call.auth.system ? await mustReachGrant(call, 'check_grant') : { ...partiesOf(call), roleId: call.path.role_id, inherited };
      if (!(await hasGrant(db, parties))) throw noSuchGrant(parties);
      return { status: 204 as const };
    },
    async revoke(call: GrantCall) {
      const grant = await mustReachGrant(call, 'revoke_grant');
      await mayGrant(db, call.auth, 'revoke_grant', grant);
      if (!call.auth.isAdmin) await mayTouch(db, call.auth, 'revoke_grant', grant.actor);
      await revoker.change(async (trx) => {
        if (!(await removeGrant(trx, grant))) throw noSuchGrant(grant);
        for (const what of await tokensWith(trx, grant)) await revoker.revoke(trx, what);
      });
      return { status: 204 as const };
    },
  };
}

async function domainOfScope(db: DbOrTrx, { kind, id }: Scope): Promise<string | undefined> {
  if (kind === 'project') return (await findProject(db, { id }))?.domainId;
  return kind === 'domain' ? (await findDomain(db, { id }))?.id : undefined;
}

const domainOfActor = async (db: DbOrTrx, { kind, id }: Actor): Promise<string | undefined> =>
  (kind === 'user' ? await findUser(db, { id }) : await findGroup(db, id))?.domainId;

/** A domain's role is given only in that domain and its projects. */
async function fitsDomain(db: DbOrTrx, { scope, roleId }: Grant): Promise<void> {
  const role = await findRole(db, { id: roleId });
  if (!role || role.domainId === null || role.domainId === (await domainOfScope(db, scope))) return;
  throw new Fault('forbidden', `The role ${role.id} belongs to the domain ${role.domainId} and can be given there and in its projects only.`, { details: { resource: 'role', id: role.id } });
}

/**
 * Tokens that may hold a role that was taken. An inherited one held in any project below, so all tokens of the user go.
 * A group is as many events as it has members; a big one takes all tokens of the scope with it, which costs those a login.
 */
async function tokensWith(trx: Trx, { actor, scope, inherited }: Grant): Promise<Revoked[]> {
  const inScope: Revoked = scope.kind === 'project' ? { projectId: scope.id } : scope.kind === 'domain' ? { domainId: scope.id } : {};
  const users = await usersOf(trx, [actor]);
  if (users.length > manyMembers) return [scope.kind === 'project' && inherited ? {} : inScope];
  return users.map((userId) => ({ userId, ...(!inherited && inScope) }));
}

const manyMembers = 500;

const noSuchGrant = ({ actor, scope, roleId }: Grant): Fault =>
  new Fault('not-found', `Could not find role assignment with role: ${roleId}, user or group: ${actor.id}, project, domain, or system: ${scope.id}.`);
