import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { ServerSpec } from '../wire.ts';

/** What only a server's host needs, and what may be long: kept apart from the server's row, because lists do not read it. */
export interface ServerSetup {
  guest?: NonNullable<ServerSpec['guest']>;
  container?: NonNullable<ServerSpec['container']>;
  command?: string[];
  env?: Record<string, string>;
  stop_timeout_s?: number;
  /** Of an instance of a set. */
  members?: NonNullable<ServerSpec['members']>;
}

export async function insertSetups(trx: Trx, setups: readonly { serverId: string; setup: ServerSetup }[]): Promise<void> {
  const rows = setups.filter(({ setup }) => Object.keys(setup).length > 0).map(({ serverId, setup }) => ({ server_id: serverId, ...toColumns(setup) }));
  if (rows.length > 0) await trx('server_setups').insert(rows);
}

export async function replaceSetup(trx: Trx, serverId: string, setup: ServerSetup): Promise<void> {
  await trx('server_setups').insert({ server_id: serverId, ...toColumns(setup) }).onConflict('server_id').merge();
}

/** By server id; a server without one is not in it. */
export async function selectSetups(db: DbOrTrx, serverIds: readonly string[]): Promise<Map<string, ServerSetup>> {
  if (serverIds.length === 0) return new Map();
  const rows = await db('server_setups').whereIn('server_id', serverIds).select<{ server_id: string; guest: string | null; options: string | null }[]>();
  return new Map(
    rows.map((row) => [
      row.server_id,
      { ...(row.options === null ? {} : (JSON.parse(row.options) as ServerSetup)), ...(row.guest === null ? {} : { guest: JSON.parse(row.guest) as NonNullable<ServerSetup['guest']> }) },
    ]),
  );
}

function toColumns({ guest, ...options }: ServerSetup): { guest: string | null; options: string | null } {
  return { guest: guest === undefined ? null : JSON.stringify(guest), options: Object.keys(options).length === 0 ? null : JSON.stringify(options) };
}
