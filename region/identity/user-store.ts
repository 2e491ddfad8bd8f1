import type { DbOrTrx } from '../../openapi/serve/db.ts';

export interface User {
  id: string;
  domainId: string;
  name: string;
  /** null: nobody can log in by password. */
  passwordHash: string | null;
  email: string | null;
  description: string | null;
  defaultProjectId: string | null;
  enabled: boolean;
  options: Record<string, unknown>;
}

export interface UserFilter {
  name?: string | undefined;
  domainId?: string | undefined;
  enabled?: boolean | undefined;
}

/** Live users in the order of their names. */
export async function listUsers(db: DbOrTrx, filter: UserFilter = {}): Promise<User[]> {
  const query = db('users').whereNull('deleted_at').orderBy('name');
  if (filter.name !== undefined) void query.where('name', filter.name);
  if (filter.domainId !== undefined) void query.where('domain_id', filter.domainId);
  if (filter.enabled !== undefined) void query.where('enabled', Number(filter.enabled));
  const rows: UserRow[] = await query;
  return rows.map(fromRow);
}

/** A live user by id, or by name in a domain. */
export async function findUser(db: DbOrTrx, by: { id: string } | { name: string; domainId: string }): Promise<User | undefined> {
  const where = 'id' in by ? { id: by.id } : { name: by.name, domain_id: by.domainId };
  const row: UserRow | undefined = await db('users').where(where).whereNull('deleted_at').first();
  return row && fromRow(row);
}

/** Throws the database's unique violation for a second live user of a name in its domain. */
export async function insertUser(db: DbOrTrx, user: User, createdAt: string): Promise<void> {
  await db('users').insert({ ...toRow(user), created_at: createdAt });
}

/** False when the user is not there (any more). */
export async function updateUser(db: DbOrTrx, id: string, change: Partial<Omit<User, 'id' | 'domainId'>>): Promise<boolean> {
  const row = toRow(change);
  if (Object.keys(row).length === 0) return (await findUser(db, { id })) !== undefined;
  return (await db('users').where({ id }).whereNull('deleted_at').update(row)) > 0;
}

/** Sets a new password only while the old one is still `oldHash`, so that of two changes at once one wins. */
export async function replacePassword(db: DbOrTrx, id: string, oldHash: string, newHash: string): Promise<boolean> {
  return (await db('users').where({ id, password_hash: oldHash }).whereNull('deleted_at').update({ password_hash: newHash })) > 0;
}

/** Keeps the row for audit without its password, and frees the name. */
export async function removeUser(db: DbOrTrx, id: string, deletedAt: string): Promise<boolean> {
  return (await db('users').where({ id }).whereNull('deleted_at').update({ deleted_at: deletedAt, password_hash: null })) > 0;
}

interface UserRow {
  id: string;
  domain_id: string;
  name: string;
  password_hash: string | null;
  email: string | null;
  description: string | null;
  default_project_id: string | null;
  enabled: number;
  options: string;
}

const fromRow = (row: UserRow): User => ({
  id: row.id,
  domainId: row.domain_id,
  name: row.name,
  passwordHash: row.password_hash,
  email: row.email,
  description: row.description,
  defaultProjectId: row.default_project_id,
  enabled: row.enabled === 1,
  options: JSON.parse(row.options) as Record<string, unknown>,
});

function toRow(user: Partial<User>): Partial<UserRow> {
  return {
    ...(user.id !== undefined && { id: user.id }),
    ...(user.domainId !== undefined && { domain_id: user.domainId }),
    ...(user.name !== undefined && { name: user.name }),
    ...(user.passwordHash !== undefined && { password_hash: user.passwordHash }),
    ...(user.email !== undefined && { email: user.email }),
    ...(user.description !== undefined && { description: user.description }),
    ...(user.defaultProjectId !== undefined && { default_project_id: user.defaultProjectId }),
    ...(user.enabled !== undefined && { enabled: Number(user.enabled) }),
    ...(user.options !== undefined && { options: JSON.stringify(user.options) }),
  };
}
