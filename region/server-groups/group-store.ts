import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

export type GroupPolicy = 'affinity' | 'anti-affinity' | 'soft-affinity' | 'soft-anti-affinity';

export interface ServerGroup {
  id: string;
  projectId: string;
  userId: string;
  name: string;
  policy: GroupPolicy;
  /** Of anti-affinity alone; null is one. */
  maxPerHost: number | null;
  createdAt: string;
}

export async function insertServerGroup(db: DbOrTrx, group: ServerGroup): Promise<void> {
  await db('server_groups').insert({
    id: group.id,
    project_id: group.projectId,
    user_id: group.userId,
    name: group.name,
    policy: group.policy,
    max_per_host: group.maxPerHost,
    created_at: group.createdAt,
  });
}

export async function selectServerGroup(db: DbOrTrx, id: string): Promise<ServerGroup | undefined> {
  const row = await db<GroupRow>('server_groups').where({ id }).first();
  return row && toGroup(row);
}

/** Held until the transaction ends, so that of two members that are placed at once one sees where the other went. */
export async function lockServerGroup(trx: Trx, id: string): Promise<ServerGroup | undefined> {
  const row = await trx<GroupRow>('server_groups').where({ id }).forUpdate().first();
  return row && toGroup(row);
}

/** Oldest first. */
export async function selectServerGroups(db: DbOrTrx, filter: { projectId: string | null; offset: number; limit: number }): Promise<ServerGroup[]> {
  const query = db<GroupRow>('server_groups').orderBy(['created_at', 'id']).offset(filter.offset).limit(filter.limit);
  if (filter.projectId !== null) query.where('project_id', filter.projectId);
  return (await query).map(toGroup);
}

export async function countServerGroups(db: DbOrTrx, projectId: string): Promise<number> {
  const row = await db('server_groups').where({ project_id: projectId }).count<{ n: number }>({ n: '*' }).first();
  return Number(row?.n ?? 0);
}

export async function deleteServerGroupRow(db: DbOrTrx, id: string): Promise<boolean> {
  return (await db('server_groups').where({ id }).delete()) === 1;
}

export async function insertMembers(trx: Trx, groupId: string, serverIds: readonly string[]): Promise<void> {
  if (serverIds.length > 0) await trx('server_group_members').insert(serverIds.map((id) => ({ server_id: id, group_id: groupId })));
}

export interface Member {
  groupId: string;
  serverId: string;
  hostId: string;
}

/** The members that were not deleted, with the hosts that they are on. */
export async function selectMembers(db: DbOrTrx, groupIds: readonly string[]): Promise<Member[]> {
  const rows = await db('server_group_members')
    .join('servers', 'servers.id', 'server_group_members.server_id')
    .whereIn('server_group_members.group_id', groupIds)
    .whereNull('servers.deleted_at')
    .orderBy(['servers.created_at', 'servers.id'])
    .select<{ group_id: string; server_id: string; host_id: string }[]>('server_group_members.group_id', 'server_group_members.server_id', 'servers.host_id');
  return rows.map((row) => ({ groupId: row.group_id, serverId: row.server_id, hostId: row.host_id }));
}

/** The group of each server that is in one. */
export async function selectGroupsOf(db: DbOrTrx, serverIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<{ server_id: string; group_id: string }>('server_group_members').whereIn('server_id', serverIds);
  return new Map(rows.map((row) => [row.server_id, row.group_id]));
}

interface GroupRow {
  id: string;
  project_id: string;
  user_id: string;
  name: string;
  policy: string;
  max_per_host: number | null;
  created_at: string;
}

const toGroup = (row: GroupRow): ServerGroup => ({
  id: row.id,
  projectId: row.project_id,
  userId: row.user_id,
  name: row.name,
  policy: row.policy as GroupPolicy,
  maxPerHost: row.max_per_host,
  createdAt: row.created_at,
});
