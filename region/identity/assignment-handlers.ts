import type { Handlers } from '../../openapi/serve/handler.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import { addAssignment, hasAssignment, listAssignments, removeAssignments, rolesOf, systemScope } from './assignment-store.ts';
import type { NamedAssignment } from './assignment-store.ts';
import { defaultDomainName } from './bootstrap.ts';
import { listDomains } from './domain-store.ts';
import { couldNotFind } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { findProject } from './project-store.ts';
import { roleBody } from './role-handlers.ts';
import { findRole } from './role-store.ts';
import { findUser } from './user-store.ts';
import { flag, listLinks } from './wire.ts';

type AssignmentHandlers = Pick<
  Handlers<'identity'>,
  'listProjectUserRoles' | 'grantProjectUserRole' | 'checkProjectUserRole' | 'revokeProjectUserRole' | 'listRoleAssignments'
>;

interface Grant {
  /** The project's id. */
  id: string;
  user_id: string;
  role_id: string;
}

/** Source: Identity API v3, "Roles", its parts about assignments. */
export function assignmentHandlers({ db, revoker }: IdentityParts): AssignmentHandlers {
  const requireParties = async ({ id, user_id: userId }: Omit<Grant, 'role_id'>): Promise<void> => {
    if (!(await findProject(db, { id }))) throw couldNotFind('project', id);
    if (!(await findUser(db, { id: userId }))) throw couldNotFind('user', userId);
  };
  const requireAll = async (grant: Grant): Promise<void> => {
    await requireParties(grant);
    if (!(await findRole(db, { id: grant.role_id }))) throw couldNotFind('role', grant.role_id);
  };

  return {
    async listProjectUserRoles(call) {
      await requireParties(call.path);
      const roles = await rolesOf(db, call.path.user_id, call.path.id);
      return { status: 200, body: { roles: roles.map((role) => roleBody(role, call.baseUrl)), links: listLinks(call) } };
    },

    async grantProjectUserRole(call) {
      await requireAll(call.path);
      await addAssignment(db, keyOf(call.path));
      return { status: 204 };
    },

    async checkProjectUserRole(call) {
      await requireAll(call.path);
      if (!(await hasAssignment(db, keyOf(call.path)))) throw noSuchAssignment(call.path);
      return { status: 204 };
    },

    async revokeProjectUserRole(call) {
      await requireAll(call.path);
      await revoker.change(async (trx) => {
        if ((await removeAssignments(trx, keyOf(call.path))) === 0) throw noSuchAssignment(call.path);
        await revoker.revoke(trx, { userId: call.path.user_id, projectId: call.path.id });
      });
      return { status: 204 };
    },

    async listRoleAssignments(call) {
      const { 'user.id': userId, 'role.id': roleId, 'scope.project.id': scopeId } = call.query;
      const assignments = await listAssignments(db, { userId, roleId, scopeId });
      const domains = new Map((await listDomains(db)).map((domain) => [domain.id, domain.name]));
      const nameOf = flag(call.query.include_names) === true ? (id: string): string => domains.get(id) ?? defaultDomainName : undefined;
      return { status: 200, body: { role_assignments: assignments.map((one) => assignmentBody(one, call.baseUrl, nameOf)), links: listLinks(call) } };
    },
  };
}

const keyOf = (grant: Grant): { userId: string; scopeId: string; roleId: string } => ({ userId: grant.user_id, scopeId: grant.id, roleId: grant.role_id });

const noSuchAssignment = (grant: Grant): Fault =>
  new Fault(
    'not-found',
    `Could not find role assignment with role: ${grant.role_id}, user or group: ${grant.user_id}, project, domain, or system: ${grant.id}.`,
  );

interface AssignmentBody {
  role: { id: string; name?: string };
  user: { id: string; name?: string; domain?: { id: string; name: string } };
  scope: Record<string, unknown>;
  links: { assignment: string };
  [key: string]: unknown;
}

/** With names where the caller asked for them, which is when there is a `domainName`. */
function assignmentBody(one: NamedAssignment, baseUrl: string, domainName: ((id: string) => string) | undefined): AssignmentBody {
  const isSystem = one.scopeId === systemScope;
  const domain = (id: string): { id: string; name: string } => ({ id, name: domainName?.(id) ?? '' });
  const project = domainName ? { id: one.scopeId, name: one.projectName ?? '', domain: domain(one.projectDomainId ?? '') } : { id: one.scopeId };
  const place = isSystem ? 'system' : `projects/${one.scopeId}`;
  return {
    role: domainName ? { id: one.roleId, name: one.roleName } : { id: one.roleId },
    user: domainName ? { id: one.userId, name: one.userName, domain: domain(one.userDomainId) } : { id: one.userId },
    scope: isSystem ? { system: { all: true } } : { project },
    links: { assignment: `${baseUrl}/v3/${place}/users/${one.userId}/roles/${one.roleId}` },
  };
}
