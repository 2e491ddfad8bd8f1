import type { Operation, Query, ReplyBodyOf } from '../../openapi/contracts.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { systemScope } from './assignment-store.ts';
import type { Actor, Grant, Scope } from './assignment-store.ts';
import { listDomains } from './domain-store.ts';
import type { IdentityParts } from './identity-parts.ts';
import { namesOf } from './name-store.ts';
import type { Named } from './name-store.ts';
import { listReach } from './reach.ts';
import { assignmentsAsGiven, effectiveAssignments } from './role-assignments.ts';
import type { AssignmentQuery, RoleAssignment } from './role-assignments.ts';
import { listRoles } from './role-store.ts';
import type { Role } from './role-store.ts';
import { flag, listLinks } from './wire.ts';

type ListAssignments = Operation<'identity', 'listRoleAssignments'>;
type AssignmentBody = ReplyBodyOf<ListAssignments, 200>['role_assignments'][number];

/** Source: Identity API v3, "List role assignments". */
export function assignmentHandlers({ db }: IdentityParts): Pick<Handlers<'identity'>, 'listRoleAssignments'> {
  return {
    async listRoleAssignments(call) {
      const query = readQuery(call.query);
      const isEffective = flag(call.query.effective) === true;
      if (isEffective && query.actor?.kind === 'group') throw badRequest('Combining effective and group filter will always result in an empty list.', { field: 'group.id' });
      const found = await (isEffective ? effectiveAssignments(db, query) : assignmentsAsGiven(db, query));
      const names: Names = {
        user: await namesOf(db, 'user', idsOf(found, 'user')),
        group: await namesOf(db, 'group', idsOf(found, 'group')),
        project: await namesOf(db, 'project', found.filter(({ scope }) => scope.kind === 'project').map(({ scope }) => scope.id)),
        domains: new Map((await listDomains(db)).map(({ id, name }) => [id, name])),
        roles: new Map((await listRoles(db)).map((role) => [role.id, role])),
      };
      const seen = found.filter((one) => isWithinReach(call.auth, one, names));
      const withNames = flag(call.query.include_names) === true ? names : undefined;
      return { status: 200, body: { role_assignments: seen.map((one) => assignmentBody(one, call.baseUrl, withNames)), links: listLinks(call) } };
    },
  };
}

interface Names {
  user: ReadonlyMap<string, Named>;
  group: ReadonlyMap<string, Named>;
  project: ReadonlyMap<string, Named>;
  domains: ReadonlyMap<string, string>;
  roles: ReadonlyMap<string, Role>;
}

function readQuery(query: Query<ListAssignments>): AssignmentQuery {
  const { 'user.id': userId, 'group.id': groupId, 'scope.project.id': projectId, 'scope.domain.id': domainId, 'scope.system': system } = query;
  if (userId !== undefined && groupId !== undefined) throw badRequest('Specify a user or group, not both.', { field: 'group.id' });
  const scopes: Scope[] = [];
  if (projectId !== undefined) scopes.push({ kind: 'project', id: projectId });
  if (domainId !== undefined) scopes.push({ kind: 'domain', id: domainId });
  if (flag(system) === true) scopes.push(systemScope);
  if (scopes.length > 1) throw badRequest('Specify a domain, project or the system, not several of them.', { field: 'scope' });
  const withSubtree = flag(query.include_subtree) === true;
  if (withSubtree && projectId === undefined) throw badRequest('scope.project.id must be specified if include_subtree is also specified.', { field: 'include_subtree' });
  const actor: Actor | undefined = userId !== undefined ? { kind: 'user', id: userId } : groupId !== undefined ? { kind: 'group', id: groupId } : undefined;
  return { actor, scope: scopes[0], withSubtree, roleId: query['role.id'], inherited: query['scope.OS-INHERIT:inherited_to'] === 'projects' ? true : undefined };
}

const idsOf = (found: readonly RoleAssignment[], kind: Actor['kind']): string[] => found.filter(({ actor }) => actor.kind === kind).map(({ actor }) => actor.id);

/** A token of a domain sees what was given in that domain and its projects. */
function isWithinReach(auth: AuthContext, { scope }: Grant, names: Names): boolean {
  const reach = listReach(auth);
  return reach === undefined || (scope.kind === 'project' ? names.project.get(scope.id)?.domainId : scope.id) === reach;
}

function assignmentBody(one: RoleAssignment, baseUrl: string, names: Names | undefined): AssignmentBody {
  const { actor, scope, roleId, source, priorRoleId } = one;
  const domain = (id: string): { id: string; name: string } => ({ id, name: names?.domains.get(id) ?? '' });
  const named = (kind: 'user' | 'group' | 'project', id: string): { id: string; name?: string; domain?: { id: string; name: string } } => {
    const known = names?.[kind].get(id);
    return known ? { id, name: known.name, domain: domain(known.domainId) } : { id };
  };
  const role = names?.roles.get(roleId);
  const scopeBody = {
    ...(scope.kind === 'project' && { project: named('project', scope.id) }),
    ...(scope.kind === 'domain' && { domain: names ? domain(scope.id) : { id: scope.id } }),
    ...(scope.kind === 'system' && { system: { all: true } }),
    ...(source.inherited && { 'OS-INHERIT:inherited_to': 'projects' as const }),
  };
  return {
    role: { id: roleId, ...(role && { name: role.name }), ...(role && role.domainId !== null && { domain: domain(role.domainId) }) },
    ...(actor.kind === 'user' ? { user: named('user', actor.id) } : { group: named('group', actor.id) }),
    scope: scopeBody,
    links: {
      assignment: `${baseUrl}/v3${grantPath(source)}`,
      ...(source.actor.kind === 'group' && actor.kind === 'user' && { membership: `${baseUrl}/v3/groups/${source.actor.id}/users/${actor.id}` }),
      ...(priorRoleId !== undefined && { prior_role: `${baseUrl}/v3/prior_role/${priorRoleId}/implies/${roleId}` }),
    },
  };
}

/** Where the grant itself is given, checked and taken. */
function grantPath({ actor, scope, roleId, inherited }: Grant): string {
  const place = scope.kind === 'system' ? '/system' : `/${scope.kind}s/${scope.id}`;
  const path = `${place}/${actor.kind}s/${actor.id}/roles/${roleId}`;
  return inherited ? `/OS-INHERIT${path}/inherited_to_projects` : path;
}
