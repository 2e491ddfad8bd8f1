import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

/** Tags of servers in alphabetical order, by server. */
export async function selectTags(db: DbOrTrx, serverIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db<TagRow>('server_tags').whereIn('server_id', serverIds).orderBy('tag');
  const tags = new Map<string, string[]>();
  for (const { server_id: id, tag } of rows) tags.set(id, [...(tags.get(id) ?? []), tag]);
  return tags;
}

export async function replaceTags(trx: Trx, serverId: string, tags: readonly string[]): Promise<void> {
  await deleteTags(trx, serverId);
  if (tags.length > 0) await trx('server_tags').insert(tags.map((tag) => ({ server_id: serverId, tag })));
}

/** False when it had it. */
export async function insertTag(db: DbOrTrx, serverId: string, tag: string): Promise<boolean> {
  return (await db('server_tags').insert({ server_id: serverId, tag }).onConflict(['server_id', 'tag']).ignore().returning('tag')).length > 0;
}

export async function deleteTag(db: DbOrTrx, serverId: string, tag: string): Promise<boolean> {
  return (await db('server_tags').where({ server_id: serverId, tag }).delete()) === 1;
}

export async function deleteTags(db: DbOrTrx, serverId: string): Promise<void> {
  await db('server_tags').where({ server_id: serverId }).delete();
}

interface TagRow {
  server_id: string;
  tag: string;
}
