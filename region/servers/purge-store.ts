import type { Trx } from '../../openapi/serve/db.ts';

/** Takes away for good what was deleted before `before`, with all that is kept about it; answers how many servers. */
export async function purgeServers(trx: Trx, before: string, limit: number): Promise<number> {
  const ids: string[] = await trx('servers').whereNotNull('deleted_at').where('deleted_at', '<', before).limit(limit).pluck('id');
  if (ids.length === 0) return 0;
  for (const table of ['server_setups', 'server_tags', 'server_group_members', 'actions']) await trx(table).whereIn('server_id', ids).delete();
  await trx('servers').whereIn('id', ids).delete();
  return ids.length;
}

/** Events before `before`, oldest first; answers how many. Cursors that point behind them go on with what is there. */
export async function purgeEvents(trx: Trx, before: string, limit: number): Promise<number> {
  const ids: number[] = await trx('events').orderBy('id').limit(limit).where('at', '<', before).pluck('id');
  return ids.length === 0 ? 0 : trx('events').whereIn('id', ids).delete();
}
