/** Users as rows. Passwords are hashes; which ones went before, and how many logins failed of late, stands beside them. */
import type { Knex } from 'knex';
import { dialectOf } from '../../openapi/serve/db.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { readPage } from './list-store.ts';
import type { Listing, Page } from './list-store.ts';

export interface User {
  id: string;
  domainId: string;
  name: string;
  /** null: nobody can log in by password. */
  passwordHash: string | null;
  /** ISO time after which the password is good only for being changed; null for never. */
  passwordExpiresAt: string | null;
  /** Hashes of earlier passwords, newest first. */
  passwordHistory: string[];
  email: string | null;
  description: string | null;
  defaultProjectId: string | null;
  enabled: boolean;
  options: Record<string, unknown>;
  /** Logins that failed since the last one that did not. */
  failedLogins: number;
  /** ISO time of the last one that failed. */
  failedAt: string | null;
  /** The day of the last login, or that on which the user was made or enabled again. */
  lastActiveOn: string | null;
}

export interface UserFilter extends Listing {
  domainId?: string | undefined;
  enabled?: boolean | undefined;
  /** Who was active on this day last, or before it, counts as disabled, unless an option exempts him. */
  inactiveSince?: string | undefined;
  /** Only members of this group. */
  groupId?: string | undefined;
  passwordExpiry?: { operator: '<' | '<=' | '=' | '<>' | '>' | '>='; at: string } | undefined;
}

/** One page of the live users, by name. */
export async function pageUsers(db: DbOrTrx, filter: UserFilter): Promise<Page<User>> {
  const query = db('users').whereNull('deleted_at').select('users.*');
  if (filter.domainId !== undefined) void query.where('domain_id', filter.domainId);
  if (filter.enabled !== undefined) whereEnabled(db, query, filter.enabled, filter.inactiveSince);
  if (filter.groupId !== undefined) void query.whereIn('id', db('group_members').select('user_id').where('group_id', filter.groupId));
  if (filter.passwordExpiry) void query.where('password_expires_at', filter.passwordExpiry.operator, filter.passwordExpiry.at);
  const page = await readPage<UserRow>(db, query, { table: 'users', sortColumns: ['name', 'id', 'domain_id', 'enabled'] }, filter);
  return { ...page, items: page.items.map(fromRow) };
}

function whereEnabled(db: DbOrTrx, query: Knex.QueryBuilder, enabled: boolean, inactiveSince: string | undefined): void {
  if (inactiveSince === undefined) return void query.where('enabled', Number(enabled));
  const isExempt = dialectOf(db) === 'sqlite' ? "json_type(options, '$.ignore_user_inactivity') = 'true'" : "options::jsonb -> 'ignore_user_inactivity' = 'true'";
  const counts = `enabled = 1 and (last_active_on is null or last_active_on > ? or coalesce(${isExempt}, false))`;
  void query.whereRaw(enabled ? counts : `not (${counts})`, [inactiveSince]);
}

/** All that fit, by name. */
export const listUsers = async (db: DbOrTrx, filter: UserFilter = {}): Promise<User[]> => (await pageUsers(db, filter)).items;

/** A live user by id, or by name in a domain. */
export async function findUser(db: DbOrTrx, by: { id: string } | { name: string; domainId: string }): Promise<User | undefined> {
  const where = 'id' in by ? { id: by.id } : { name: by.name, domain_id: by.domainId };
  const row: UserRow | undefined = await db('users').where(where).whereNull('deleted_at').first();
  return row && fromRow(row);
}

export type NewUser = Omit<User, 'passwordExpiresAt' | 'passwordHistory' | 'failedLogins' | 'failedAt' | 'lastActiveOn'> & Partial<Pick<User, 'passwordExpiresAt'>>;

/** Throws the database's unique violation for a second live user of a name in its domain. */
export async function insertUser(db: DbOrTrx, user: NewUser, createdAt: string): Promise<void> {
  await db('users').insert({ ...toRow(user), created_at: createdAt, last_active_on: createdAt.slice(0, 10) });
}

/** False when the user is not there (any more). */
export async function updateUser(db: DbOrTrx, id: string, change: Partial<Omit<User, 'id' | 'domainId'>>): Promise<boolean> {
  const row = toRow(change);
  if (Object.keys(row).length === 0) return (await findUser(db, { id })) !== undefined;
  return (await db('users').where({ id }).whereNull('deleted_at').update(row)) > 0;
}

/** Sets a new password only while the old one is still `oldHash`, so that of two changes at once one wins. */
export async function replacePassword(db: DbOrTrx, id: string, oldHash: string, change: Pick<User, 'passwordHash'> & Partial<User>): Promise<boolean> {
  return (await db('users').where({ id, password_hash: oldHash }).whereNull('deleted_at').update(toRow(change))) > 0;
}

/** Counts one more failure; `afresh` begins the count, because the failures before it are forgiven. */
export async function countFailedLogin(db: DbOrTrx, id: string, { at, afresh }: { at: string; afresh: boolean }): Promise<void> {
  await db('users').where({ id }).update({ failed_logins: afresh ? 1 : db.raw('failed_logins + 1'), failed_at: at });
}

export async function forgiveFailedLogins(db: DbOrTrx, id: string): Promise<void> {
  await db('users').where({ id }).update({ failed_logins: 0, failed_at: null });
}

/** Once a day at most. */
export async function noteLogin(db: DbOrTrx, { id, lastActiveOn }: Pick<User, 'id' | 'lastActiveOn'>, today: string): Promise<void> {
  if (lastActiveOn !== today) await db('users').where({ id }).update({ last_active_on: today });
}

/** Keeps the row for audit without its passwords, and frees the name. */
export async function removeUser(db: DbOrTrx, id: string, deletedAt: string): Promise<boolean> {
  const change = { deleted_at: deletedAt, password_hash: null, password_history: '[]' };
  return (await db('users').where({ id }).whereNull('deleted_at').update(change)) > 0;
}

interface UserRow {
  id: string;
  domain_id: string;
  name: string;
  password_hash: string | null;
  password_expires_at: string | null;
  password_history: string;
  email: string | null;
  description: string | null;
  default_project_id: string | null;
  enabled: number;
  options: string;
  failed_logins: number;
  failed_at: string | null;
  last_active_on: string | null;
}

const fromRow = (row: UserRow): User => ({
  id: row.id,
  domainId: row.domain_id,
  name: row.name,
  passwordHash: row.password_hash,
  passwordExpiresAt: row.password_expires_at,
  passwordHistory: JSON.parse(row.password_history) as string[],
  email: row.email,
  description: row.description,
  defaultProjectId: row.default_project_id,
  enabled: row.enabled === 1,
  options: JSON.parse(row.options) as Record<string, unknown>,
  failedLogins: row.failed_logins,
  failedAt: row.failed_at,
  lastActiveOn: row.last_active_on,
});

function toRow(user: Partial<User>): Partial<UserRow> {
  return {
    ...(user.id !== undefined && { id: user.id }),
    ...(user.domainId !== undefined && { domain_id: user.domainId }),
    ...(user.name !== undefined && { name: user.name }),
    ...(user.passwordHash !== undefined && { password_hash: user.passwordHash }),
    ...(user.passwordExpiresAt !== undefined && { password_expires_at: user.passwordExpiresAt }),
    ...(user.passwordHistory !== undefined && { password_history: JSON.stringify(user.passwordHistory) }),
    ...(user.email !== undefined && { email: user.email }),
    ...(user.description !== undefined && { description: user.description }),
    ...(user.defaultProjectId !== undefined && { default_project_id: user.defaultProjectId }),
    ...(user.enabled !== undefined && { enabled: Number(user.enabled) }),
    ...(user.options !== undefined && { options: JSON.stringify(user.options) }),
    ...(user.failedLogins !== undefined && { failed_logins: user.failedLogins }),
    ...(user.failedAt !== undefined && { failed_at: user.failedAt }),
    ...(user.lastActiveOn !== undefined && { last_active_on: user.lastActiveOn }),
  };
}
