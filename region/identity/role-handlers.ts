import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../openapi/serve/db.ts';
import { badRequest, conflict } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { findDomain } from './domain-store.ts';
import { holdersOf } from './effective-roles.ts';
import { forgetRole } from './forget.ts';
import { couldNotFind, duplicate, immutableFault } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { listTail, readListing } from './list-reply.ts';
import { findRole, insertRole, pageRoles, updateRole } from './role-store.ts';
import type { Role } from './role-store.ts';
import { isImmutable, mergeOptions } from './wire.ts';

type RoleHandlers = Pick<Handlers<'identity'>, 'listRoles' | 'createRole' | 'getRole' | 'updateRole' | 'deleteRole'>;

type RoleBody = ReplyBodyOf<Operation<'identity', 'getRole'>, 200>['role'];

/** Source: Identity API v3, "Roles". A list without a domain is of the roles that belong to none. */
export function roleHandlers({ db, now, newId, revoker }: IdentityParts): RoleHandlers {
  return {
    async listRoles(call) {
      const page = await pageRoles(db, { ...readListing(call.query), domainId: call.query.domain_id ?? null });
      return { status: 200, body: { roles: page.items.map((role) => roleBody(role, call.baseUrl)), ...listTail(call, page) } };
    },

    async createRole(call) {
      const { name, description, options, domain_id: domainId = null } = call.body.role;
      if (domainId !== null && !(await findDomain(db, { id: domainId }))) throw couldNotFind('domain', domainId);
      const role: Role = { id: newId(), name, domainId, description: description ?? null, options: mergeOptions({}, options) };
      await insertRole(db, role, new Date(now()).toISOString()).catch(refuseDuplicate(role));
      return { status: 201, body: { role: roleBody(role, call.baseUrl) } };
    },

    async getRole(call) {
      return { status: 200, body: { role: roleBody(await mustFindRole(db, call.path.id), call.baseUrl) } };
    },

    async updateRole(call) {
      const { name, description, options, domain_id: domainId } = call.body.role;
      const before = await mustFindRole(db, call.path.id);
      if (domainId !== undefined && domainId !== before.domainId) throw badRequest('A role cannot be moved to another domain.', { field: 'role.domain_id' });
      if (isImmutable(before.options) && options?.['immutable'] === undefined) throw immutableFault('role', before.id);
      const after: Role = {
        ...before,
        name: name ?? before.name,
        description: description === undefined ? before.description : description,
        options: mergeOptions(before.options, options),
      };
      if (!(await updateRole(db, after).catch(refuseDuplicate(after)))) throw couldNotFind('role', after.id);
      return { status: 200, body: { role: roleBody(after, call.baseUrl) } };
    },

    async deleteRole(call) {
      const role = await mustFindRole(db, call.path.id);
      if (isImmutable(role.options)) throw immutableFault('role', role.id);
      const deleting = revoker.change(async (trx) => {
        const holders = await holdersOf(trx, role.id);
        if (!(await forgetRole(trx, role.id))) throw couldNotFind('role', role.id);
        for (const userId of holders) await revoker.revoke(trx, { userId });
      });
      await deleting.catch((error: unknown) => {
        if (!isForeignKeyViolation(error)) throw error;
        throw conflict(`The role ${role.id} was not deleted: somebody was given it at the same moment. Try again.`);
      });
      return { status: 204 };
    },
  };
}

export async function mustFindRole(db: DbOrTrx, id: string): Promise<Role> {
  const role = await findRole(db, { id });
  if (!role) throw couldNotFind('role', id);
  return role;
}

export const roleBody = (role: Role, baseUrl: string): RoleBody => ({
  id: role.id,
  name: role.name,
  description: role.description,
  domain_id: role.domainId,
  options: role.options,
  links: { self: `${baseUrl}/v3/roles/${role.id}` },
});

const refuseDuplicate = (role: Role) => (error: unknown): never => {
  throw isUniqueViolation(error) ? duplicate('role', role.name, role.domainId ?? undefined) : error;
};
