import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { readPage } from './list-store.ts';
import type { Listing, Page } from './list-store.ts';

export interface Group {
  id: string;
  domainId: string;
  name: string;
  description: string;
}

export interface GroupFilter extends Listing {
  domainId?: string | undefined;
  /** Only groups in which this user is. */
  userId?: string | undefined;
}

/** One page of the groups, by name. */
export async function pageGroups(db: DbOrTrx, filter: GroupFilter): Promise<Page<Group>> {
  const query = db('user_groups').select('user_groups.*');
  if (filter.domainId !== undefined) void query.where('domain_id', filter.domainId);
  if (filter.userId !== undefined) void query.whereIn('id', db('group_members').select('group_id').where('user_id', filter.userId));
  const page = await readPage<GroupRow>(db, query, { table: 'user_groups', sortColumns: ['name', 'id', 'domain_id'] }, filter);
  return { ...page, items: page.items.map(fromRow) };
}

export async function findGroup(db: DbOrTrx, id: string): Promise<Group | undefined> {
  const row: GroupRow | undefined = await db('user_groups').where({ id }).first();
  return row && fromRow(row);
}

/** Throws the database's unique violation for a second group of a name in its domain. */
export async function insertGroup(db: DbOrTrx, { id, domainId, name, description }: Group, createdAt: string): Promise<void> {
  await db('user_groups').insert({ id, domain_id: domainId, name, description, created_at: createdAt });
}

export async function updateGroup(db: DbOrTrx, id: string, change: Pick<Group, 'name' | 'description'>): Promise<boolean> {
  return (await db('user_groups').where({ id }).update(change)) > 0;
}

/** With its memberships. */
export async function removeGroup(db: DbOrTrx, id: string): Promise<boolean> {
  await db('group_members').where({ group_id: id }).delete();
  return (await db('user_groups').where({ id }).delete()) > 0;
}

/** In before is as good. */
export async function addMember(db: DbOrTrx, groupId: string, userId: string): Promise<void> {
  await db('group_members').insert({ group_id: groupId, user_id: userId }).onConflict(['group_id', 'user_id']).ignore();
}

export async function isMember(db: DbOrTrx, groupId: string, userId: string): Promise<boolean> {
  return (await db('group_members').where({ group_id: groupId, user_id: userId }).first('user_id')) !== undefined;
}

export async function removeMember(db: DbOrTrx, groupId: string, userId: string): Promise<boolean> {
  return (await db('group_members').where({ group_id: groupId, user_id: userId }).delete()) > 0;
}

/** Out of all groups. */
export async function removeMemberships(db: DbOrTrx, userId: string): Promise<void> {
  await db('group_members').where({ user_id: userId }).delete();
}

/** Ids of the live users in any of the groups, with the group. */
export async function membersOf(db: DbOrTrx, groupIds: readonly string[]): Promise<{ groupId: string; userId: string }[]> {
  const rows: { groupId: string; userId: string }[] = await db('group_members as m')
    .join('users as u', 'u.id', 'm.user_id')
    .whereNull('u.deleted_at')
    .whereIn('m.group_id', groupIds)
    .orderBy(['m.group_id', 'm.user_id'])
    .select({ groupId: 'm.group_id', userId: 'm.user_id' });
  return rows;
}

export async function groupIdsOf(db: DbOrTrx, userId: string): Promise<string[]> {
  const rows: { group_id: string }[] = await db('group_members').where({ user_id: userId }).orderBy('group_id').select('group_id');
  return rows.map((row) => row.group_id);
}

interface GroupRow {
  id: string;
  domain_id: string;
  name: string;
  description: string;
}

const fromRow = (row: GroupRow): Group => ({ id: row.id, domainId: row.domain_id, name: row.name, description: row.description });
