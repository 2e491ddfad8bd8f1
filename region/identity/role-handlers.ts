import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../openapi/serve/db.ts';
import { conflict } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { listAssignments, removeAssignments, systemScope } from './assignment-store.ts';
import { couldNotFind, duplicate, immutableFault } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { findRole, insertRole, listRoles, removeRole } from './role-store.ts';
import type { Role } from './role-store.ts';
import { isImmutable, listLinks } from './wire.ts';

type RoleHandlers = Pick<Handlers<'identity'>, 'listRoles' | 'createRole' | 'getRole' | 'deleteRole'>;

type RoleBody = ReplyBodyOf<Operation<'identity', 'getRole'>, 200>['role'];

/** Source: Identity API v3, "Roles". Roles belong to no domain. */
export function roleHandlers({ db, now, newId, revoker }: IdentityParts): RoleHandlers {
  const mustFind = async (id: string): Promise<Role> => {
    const role = await findRole(db, { id });
    if (!role) throw couldNotFind('role', id);
    return role;
  };

  return {
    async listRoles(call) {
      const { name, domain_id: domainId } = call.query;
      const roles = domainId === undefined ? await listRoles(db, { name }) : [];
      return { status: 200, body: { roles: roles.map((role) => roleBody(role, call.baseUrl)), links: listLinks(call) } };
    },

    async createRole(call) {
      const { name, description, options } = call.body.role;
      const role: Role = { id: newId(), name, description: description ?? null, options: options ?? {} };
      await insertRole(db, role, new Date(now()).toISOString()).catch((error: unknown) => {
        throw isUniqueViolation(error) ? duplicate('role', name) : error;
      });
      return { status: 201, body: { role: roleBody(role, call.baseUrl) } };
    },

    async getRole(call) {
      return { status: 200, body: { role: roleBody(await mustFind(call.path.id), call.baseUrl) } };
    },

    async deleteRole(call) {
      const role = await mustFind(call.path.id);
      if (isImmutable(role.options)) throw immutableFault('role', role.id);
      const deleting = revoker.change(async (trx) => {
        const holders = await listAssignments(trx, { roleId: role.id });
        await removeAssignments(trx, { roleId: role.id });
        if (!(await removeRole(trx, role.id))) throw couldNotFind('role', role.id);
        for (const { userId, scopeId } of holders) {
          await revoker.revoke(trx, { userId, ...(scopeId !== systemScope && { projectId: scopeId }) });
        }
      });
      await deleting.catch((error: unknown) => {
        if (!isForeignKeyViolation(error)) throw error;
        throw conflict(`The role ${role.id} was not deleted: somebody was given it at the same moment. Try again.`);
      });
      return { status: 204 };
    },
  };
}

export const roleBody = (role: Role, baseUrl: string): RoleBody => ({
  id: role.id,
  name: role.name,
  description: role.description,
  domain_id: null,
  options: role.options,
  links: { self: `${baseUrl}/v3/roles/${role.id}` },
});
