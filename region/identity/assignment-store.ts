import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { Role } from './role-store.ts';

/** A role that a user was given in a project or, with `systemScope`, in the whole system. */
export interface Assignment {
  userId: string;
  scopeId: string;
  roleId: string;
}

/** Stands for a project's id where a role is given in the whole system. */
export const systemScope = 'system';

export interface AssignmentFilter {
  userId?: string | undefined;
  scopeId?: string | undefined;
  roleId?: string | undefined;
}

/** An assignment with the names of its parts; the project's are null in the system scope. */
export interface NamedAssignment extends Assignment {
  userName: string;
  userDomainId: string;
  roleName: string;
  projectName: string | null;
  projectDomainId: string | null;
}

export async function listAssignments(db: DbOrTrx, filter: AssignmentFilter): Promise<NamedAssignment[]> {
  const query = db('role_assignments as a')
    .join('users as u', 'u.id', 'a.user_id')
    .join('roles as r', 'r.id', 'a.role_id')
    .leftJoin('projects as p', 'p.id', 'a.scope_id')
    .whereNull('u.deleted_at')
    .orderBy(['u.name', 'p.name', 'r.name'])
    .select({
      userId: 'a.user_id',
      scopeId: 'a.scope_id',
      roleId: 'a.role_id',
      userName: 'u.name',
      userDomainId: 'u.domain_id',
      roleName: 'r.name',
      projectName: 'p.name',
      projectDomainId: 'p.domain_id',
    });
  if (filter.userId !== undefined) void query.where('a.user_id', filter.userId);
  if (filter.scopeId !== undefined) void query.where('a.scope_id', filter.scopeId);
  if (filter.roleId !== undefined) void query.where('a.role_id', filter.roleId);
  const rows: NamedAssignment[] = await query;
  return rows;
}

/** The roles given to a user in one scope, without implied ones. */
export async function rolesOf(db: DbOrTrx, userId: string, scopeId: string): Promise<Role[]> {
  const rows: { id: string; name: string; description: string | null; options: string }[] = await db('role_assignments as a')
    .join('roles as r', 'r.id', 'a.role_id')
    .where({ 'a.user_id': userId, 'a.scope_id': scopeId })
    .orderBy('r.name')
    .select('r.id', 'r.name', 'r.description', 'r.options');
  return rows.map((row) => ({ ...row, options: JSON.parse(row.options) as Record<string, unknown> }));
}

export async function hasAssignment(db: DbOrTrx, { userId, scopeId, roleId }: Assignment): Promise<boolean> {
  return (await db('role_assignments').where({ user_id: userId, scope_id: scopeId, role_id: roleId }).first('role_id')) !== undefined;
}

/** Given before is as good. */
export async function addAssignment(db: DbOrTrx, { userId, scopeId, roleId }: Assignment): Promise<void> {
  const row = { user_id: userId, scope_id: scopeId, role_id: roleId };
  await db('role_assignments').insert(row).onConflict(['user_id', 'scope_id', 'role_id']).ignore();
}

/** Takes away all that fit the filter, and answers how many did. */
export async function removeAssignments(db: DbOrTrx, filter: AssignmentFilter): Promise<number> {
  const where = {
    ...(filter.userId !== undefined && { user_id: filter.userId }),
    ...(filter.scopeId !== undefined && { scope_id: filter.scopeId }),
    ...(filter.roleId !== undefined && { role_id: filter.roleId }),
  };
  if (Object.keys(where).length === 0) throw new TypeError('removeAssignments needs a filter: it would take every role from everybody');
  return db('role_assignments').where(where).delete();
}
