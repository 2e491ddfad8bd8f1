import type { Trx } from '../../openapi/serve/db.ts';

/** The metadata of a server that was not deleted, held until the transaction ends. */
export async function lockMetadata(trx: Trx, serverId: string): Promise<Record<string, string> | undefined> {
  const row = await trx<{ id: string; metadata: string; deleted_at: string | null }>('servers').where({ id: serverId, deleted_at: null }).forUpdate().first('metadata');
  return row && (JSON.parse(row.metadata) as Record<string, string>);
}

/** A new generation of the server's spec, which wants nothing else of it than before. */
export async function writeMetadata(trx: Trx, serverId: string, metadata: Readonly<Record<string, string>>, at: string): Promise<void> {
  await trx('servers').where({ id: serverId }).update({ metadata: JSON.stringify(metadata), generation: trx.raw('generation + 1'), updated_at: at });
}
