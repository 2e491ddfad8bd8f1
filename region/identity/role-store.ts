import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { readPage } from './list-store.ts';
import type { Listing, Page } from './list-store.ts';

export interface Role {
  id: string;
  name: string;
  /** null for a role of the whole system; a domain's role stands for others (implied-role-store.ts) and is in no token. */
  domainId: string | null;
  description: string | null;
  options: Record<string, unknown>;
}

export interface RoleFilter extends Listing {
  domainId?: string | null | undefined;
}

/** One page of the roles, by name. */
export async function pageRoles(db: DbOrTrx, filter: RoleFilter): Promise<Page<Role>> {
  const query = db('roles').select('roles.*');
  if (filter.domainId !== undefined) void query.where('domain_id', filter.domainId);
  const page = await readPage<RoleRow>(db, query, { table: 'roles', sortColumns: ['name', 'id'] }, filter);
  return { ...page, items: page.items.map(fromRow) };
}

/** All roles, those of domains too, by name. */
export async function listRoles(db: DbOrTrx): Promise<Role[]> {
  const rows: RoleRow[] = await db('roles').orderBy(['name', 'id']);
  return rows.map(fromRow);
}

/** A role by id, or a role of the system by name. */
export async function findRole(db: DbOrTrx, by: { id: string } | { name: string }): Promise<Role | undefined> {
  const where = 'id' in by ? { id: by.id } : { name: by.name, domain_id: null };
  const row: RoleRow | undefined = await db('roles').where(where).first();
  return row && fromRow(row);
}

/** Throws the database's unique violation for a second role of a name in its domain. */
export async function insertRole(db: DbOrTrx, { id, name, domainId, description, options }: Role, createdAt: string): Promise<void> {
  await db('roles').insert({ id, name, domain_id: domainId, description, options: JSON.stringify(options), created_at: createdAt });
}

export async function updateRole(db: DbOrTrx, { id, name, description, options }: Omit<Role, 'domainId'>): Promise<boolean> {
  return (await db('roles').where({ id }).update({ name, description, options: JSON.stringify(options) })) > 0;
}

/** With its part in implications. Throws the database's foreign key violation while somebody has the role. */
export async function removeRole(db: DbOrTrx, id: string): Promise<boolean> {
  await db('implied_roles').where({ prior_role_id: id }).orWhere({ implied_role_id: id }).delete();
  return (await db('roles').where({ id }).delete()) > 0;
}

interface RoleRow {
  id: string;
  name: string;
  domain_id: string | null;
  description: string | null;
  options: string;
}

const fromRow = (row: RoleRow): Role => ({
  id: row.id,
  name: row.name,
  domainId: row.domain_id,
  description: row.description,
  options: JSON.parse(row.options) as Record<string, unknown>,
});
