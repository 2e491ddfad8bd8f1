/**
 * What follows from grants. A user has in a scope the roles that were given there to the user or to a group of the user,
 * those inherited from above (in a project: from the projects above it and from its domain), and whatever these roles
 * imply. This is the only place that computes it: tokens, lists and checks ask here.
 *
 * Roles of a domain count for what they imply and are left out themselves, as in Keystone.
 * Source: Identity API v3, "Roles" and "OS-INHERIT".
 */
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { listGrants } from './assignment-store.ts';
import type { Actor, Grant, Scope } from './assignment-store.ts';
import { groupIdsOf, membersOf } from './group-store.ts';
import { listImplications } from './implied-role-store.ts';
import { withImplied } from './implied-roles.ts';
import { ancestorsOf, descendantsOf, findProject, listProjects } from './project-store.ts';
import { listRoles } from './role-store.ts';
import type { Role } from './role-store.ts';

/** The roles of a user in a scope, implied ones included, by name; none where the scope is unknown. */
export async function effectiveRoles(db: DbOrTrx, userId: string, scope: Scope): Promise<Role[]> {
  const above = await scopesAbove(db, scope);
  if (!above) return [];
  const grants = await listGrants(db, { actors: await actorsOf(db, userId), scopeIds: [scope.id, ...above] });
  const held = grants.filter((grant) => (grant.inherited ? above.includes(grant.scope.id) : grant.scope.id === scope.id));
  const ids = withImplied(held.map((grant) => grant.roleId), await listImplications(db));
  return (await listRoles(db)).filter((role) => role.domainId === null && ids.has(role.id));
}

/** The user and the groups in which it is. */
export async function actorsOf(db: DbOrTrx, userId: string): Promise<Actor[]> {
  const groups = await groupIdsOf(db, userId);
  return [{ kind: 'user', id: userId }, ...groups.map((id): Actor => ({ kind: 'group', id }))];
}

export interface UserScopes {
  projectIds: string[];
  domainIds: string[];
  system: boolean;
}

/** Where a user has any role. Whether projects and domains are enabled is for the caller to ask. */
export async function scopesOf(db: DbOrTrx, userId: string): Promise<UserScopes> {
  const grants = await listGrants(db, { actors: await actorsOf(db, userId) });
  const projectIds = new Set<string>();
  for (const grant of grants) {
    for (const scope of await coveredScopes(db, grant)) if (scope.kind === 'project') projectIds.add(scope.id);
  }
  const own = (kind: Scope['kind']): string[] => [...new Set(grants.filter(({ scope, inherited }) => scope.kind === kind && !inherited).map(({ scope }) => scope.id))];
  return { projectIds: [...projectIds], domainIds: own('domain'), system: own('system').length > 0 };
}

/** The scopes in which a grant holds: its own, or with an inherited one all projects below it. */
export async function coveredScopes(db: DbOrTrx, { scope, inherited }: Pick<Grant, 'scope' | 'inherited'>): Promise<Scope[]> {
  if (!inherited) return [scope];
  const projects = scope.kind === 'domain' ? await listProjects(db, { domainId: scope.id }) : await descendantsOf(db, scope.id);
  return projects.map(({ id }) => ({ kind: 'project', id }));
}

/** Ids of the users who have a role anywhere, also by groups or because another role implies it. */
export async function holdersOf(db: DbOrTrx, roleId: string): Promise<string[]> {
  const implications = await listImplications(db);
  const grants = (await listGrants(db)).filter((grant) => withImplied([grant.roleId], implications).has(roleId));
  return usersOf(db, grants.map((grant) => grant.actor));
}

/** Users themselves and the members of groups, each once. */
export async function usersOf(db: DbOrTrx, actors: readonly Actor[]): Promise<string[]> {
  const groups = actors.filter(({ kind }) => kind === 'group').map(({ id }) => id);
  const members = groups.length === 0 ? [] : await membersOf(db, [...new Set(groups)]);
  return [...new Set([...actors.filter(({ kind }) => kind === 'user').map(({ id }) => id), ...members.map(({ userId }) => userId)])];
}

/** Ids of what a scope inherits from; undefined for a project that is not there. */
async function scopesAbove(db: DbOrTrx, scope: Scope): Promise<string[] | undefined> {
  if (scope.kind !== 'project') return [];
  const project = await findProject(db, { id: scope.id });
  return project && [...(await ancestorsOf(db, project)).map(({ id }) => id), project.domainId];
}
