import type { DbOrTrx } from '../../openapi/serve/db.ts';

export interface Role {
  id: string;
  name: string;
  description: string | null;
  options: Record<string, unknown>;
}

export async function listRoles(db: DbOrTrx, filter: { name?: string | undefined } = {}): Promise<Role[]> {
  const query = db('roles').orderBy('name');
  if (filter.name !== undefined) void query.where('name', filter.name);
  const rows: RoleRow[] = await query;
  return rows.map(fromRow);
}

export async function findRole(db: DbOrTrx, by: { id: string } | { name: string }): Promise<Role | undefined> {
  const row: RoleRow | undefined = await db('roles').where(by).first();
  return row && fromRow(row);
}

/** Throws the database's unique violation for a second role of a name. */
export async function insertRole(db: DbOrTrx, role: Role, createdAt: string): Promise<void> {
  await db('roles').insert({ ...role, options: JSON.stringify(role.options), created_at: createdAt });
}

/** Throws the database's foreign key violation while somebody has the role. */
export async function removeRole(db: DbOrTrx, id: string): Promise<boolean> {
  return (await db('roles').where({ id }).delete()) > 0;
}

interface RoleRow {
  id: string;
  name: string;
  description: string | null;
  options: string;
}

const fromRow = (row: RoleRow): Role => ({
  id: row.id,
  name: row.name,
  description: row.description,
  options: JSON.parse(row.options) as Record<string, unknown>,
});
