/**
 * The list of role assignments, in two forms: as they were given, and (`effective`) as they work out, with groups as
 * their members, inheritance as projects, and implied roles as roles of their own.
 * Source: Identity API v3, "List role assignments".
 */
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { listGrants } from './assignment-store.ts';
import type { Actor, Grant, Scope } from './assignment-store.ts';
import { actorsOf, coveredScopes } from './effective-roles.ts';
import { membersOf } from './group-store.ts';
import { listImplications } from './implied-role-store.ts';
import { withImplied } from './implied-roles.ts';
import { ancestorsOf, descendantsOf, findProject } from './project-store.ts';
import { listRoles } from './role-store.ts';

export interface RoleAssignment extends Grant {
  /** The grant from which it follows; itself in the form as given. */
  source: Grant;
  /** The role that implies it. */
  priorRoleId?: string | undefined;
}

export interface AssignmentQuery {
  actor?: Actor | undefined;
  scope?: Scope | undefined;
  /** Also in the projects below the project that is the scope. */
  withSubtree?: boolean | undefined;
  roleId?: string | undefined;
  /** Only grants for the projects below their scope. */
  inherited?: true | undefined;
}

export async function assignmentsAsGiven(db: DbOrTrx, query: AssignmentQuery): Promise<RoleAssignment[]> {
  const { actor, scope, roleId, inherited } = query;
  const scopes = await scopesAsked(db, query);
  const grants = await listGrants(db, {
    roleId,
    inherited,
    ...(actor && { actors: [actor] }),
    ...(scopes ? { scopeIds: scopes } : scope && { scope }),
  });
  return grants.map((grant) => ({ ...grant, source: grant }));
}

export async function effectiveAssignments(db: DbOrTrx, query: AssignmentQuery): Promise<RoleAssignment[]> {
  const { actor, scope, roleId, inherited } = query;
  const scopes = scope && new Set((await scopesAsked(db, query)) ?? [scope.id]);
  const grants = await listGrants(db, {
    inherited,
    ...(actor && { actors: actor.kind === 'user' ? await actorsOf(db, actor.id) : [actor] }),
    ...(scopes && { scopeIds: await idsAbove(db, scopes) }),
  });
  const implications = await listImplications(db);
  const roles = new Set((await listRoles(db)).filter((role) => role.domainId === null).map(({ id }) => id));
  const members = await membersByGroup(db, grants);
  const found: RoleAssignment[] = [];
  for (const grant of grants) {
    const users = grant.actor.kind === 'user' ? [grant.actor.id] : (members.get(grant.actor.id) ?? []);
    const wantedUsers = users.filter((id) => actor === undefined || actor.id === id);
    const places = (await coveredScopes(db, grant)).filter((place) => scopes === undefined || scopes.has(place.id));
    const wantedRoles = [...withImplied([grant.roleId], implications)].filter(([id]) => roles.has(id) && (roleId === undefined || id === roleId));
    for (const place of places) {
      for (const id of wantedUsers) {
        for (const [role, prior] of wantedRoles) {
          found.push({ actor: { kind: 'user', id }, scope: place, roleId: role, inherited: false, source: grant, ...(prior !== role && { priorRoleId: prior }) });
        }
      }
    }
  }
  return found;
}

/** The project asked for with all below it; undefined where the scope is no such tree. */
async function scopesAsked(db: DbOrTrx, { scope, withSubtree }: AssignmentQuery): Promise<string[] | undefined> {
  if (scope?.kind !== 'project' || withSubtree !== true) return undefined;
  return [scope.id, ...(await descendantsOf(db, scope.id)).map(({ id }) => id)];
}

/** With what each one inherits from. */
async function idsAbove(db: DbOrTrx, scopes: ReadonlySet<string>): Promise<string[]> {
  const ids = new Set(scopes);
  for (const id of scopes) {
    const project = await findProject(db, { id });
    if (!project) continue;
    for (const { id: above } of await ancestorsOf(db, project)) ids.add(above);
    ids.add(project.domainId);
  }
  return [...ids];
}

async function membersByGroup(db: DbOrTrx, grants: readonly Grant[]): Promise<Map<string, string[]>> {
  const groups = [...new Set(grants.filter(({ actor }) => actor.kind === 'group').map(({ actor }) => actor.id))];
  const members = new Map<string, string[]>();
  for (const { groupId, userId } of await membersOf(db, groups)) members.set(groupId, [...(members.get(groupId) ?? []), userId]);
  return members;
}
