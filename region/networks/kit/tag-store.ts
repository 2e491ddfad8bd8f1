import type { Knex } from 'knex';
import type { DbOrTrx, Trx } from '../../../openapi/serve/db.ts';

/** Tags of many things, in alphabetical order. */
export async function selectTags(db: DbOrTrx, ids: readonly string[]): Promise<Map<string, string[]>> {
  const tags = new Map<string, string[]>();
  if (ids.length === 0) return tags;
  const rows = (await db('network_tags').whereIn('resource_id', ids).orderBy(['resource_id', 'tag'])) as { resource_id: string; tag: string }[];
  for (const { resource_id: id, tag } of rows) tags.set(id, [...(tags.get(id) ?? []), tag]);
  return tags;
}

export async function replaceTags(trx: Trx, id: string, tags: readonly string[]): Promise<void> {
  await trx('network_tags').where({ resource_id: id }).delete();
  if (tags.length > 0) await trx('network_tags').insert(tags.map((tag) => ({ resource_id: id, tag })));
}

export async function insertTag(trx: Trx, id: string, tag: string): Promise<void> {
  await trx('network_tags').insert({ resource_id: id, tag }).onConflict(['resource_id', 'tag']).ignore();
}

/** False when it was not there. */
export async function deleteTag(trx: Trx, id: string, tag: string): Promise<boolean> {
  return (await trx('network_tags').where({ resource_id: id, tag }).delete()) === 1;
}

export async function forgetTags(trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await trx('network_tags').whereIn('resource_id', ids).delete();
}

/** `tags` (all of), `tags-any`, `not-tags` and `not-tags-any`; values are comma separated lists, or repeated. */
export function filterTags(db: DbOrTrx, query: Knex.QueryBuilder, table: string, name: string, values: readonly string[]): void {
  const tags = values.flatMap((value) => value.split(','));
  const having = (all: boolean) => {
    const ids = db('network_tags').whereIn('tag', tags).groupBy('resource_id').select('resource_id');
    return all ? ids.havingRaw('count(*) = ?', [new Set(tags).size]) : ids;
  };
  if (name === 'tags') void query.whereIn(`${table}.id`, having(true));
  else if (name === 'tags-any') void query.whereIn(`${table}.id`, having(false));
  else if (name === 'not-tags') void query.whereNotIn(`${table}.id`, having(true));
  else if (name === 'not-tags-any') void query.whereNotIn(`${table}.id`, having(false));
}

/** Tags count as a change of the thing itself. */
export async function noteChange(trx: Trx, table: string, id: string, at: string): Promise<void> {
  await trx(table).where({ id }).update({ updated_at: at, revision: trx.raw('revision + 1') });
}
