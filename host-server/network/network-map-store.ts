import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, DbOrTrx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { NetworkMap } from './network-map.ts';

/** Takes a map. Throws `stale-generation` when a newer one is held, or was held when the map was taken away. */
export async function acceptNetworkMap(db: Db, map: NetworkMap, now: Date): Promise<void> {
  await inTransaction(db, async (trx) => {
    const held = await trx<NetworkMapRow>('network_maps').where({ id: map.id }).first('revision');
    if (held && map.revision < held.revision) throw stale(map, held.revision);
    const row = { id: map.id, revision: map.revision, map: JSON.stringify(map), updated_at: now.toISOString() };
    await trx<NetworkMapRow>('network_maps').insert(row).onConflict('id').merge();
  });
}

/** The revision stays, so that an older map cannot come back. */
export async function removeNetworkMap(db: DbOrTrx, id: string, now: Date): Promise<void> {
  await db<NetworkMapRow>('network_maps').where({ id }).update({ map: null, updated_at: now.toISOString() });
}

export async function findNetworkMap(db: DbOrTrx, id: string): Promise<NetworkMap | undefined> {
  const row = await db<NetworkMapRow>('network_maps').where({ id }).first('map');
  const text = row?.map ?? null;
  return text === null ? undefined : mapOf(text);
}

export async function listNetworkMaps(db: DbOrTrx): Promise<NetworkMap[]> {
  const rows = await db<NetworkMapRow>('network_maps').whereNotNull('map').orderBy('id').select('map');
  return rows.flatMap((row) => (row.map === null ? [] : [mapOf(row.map)]));
}

export async function listNetworkRevisions(db: DbOrTrx): Promise<{ id: string; revision: number }[]> {
  return db<NetworkMapRow>('network_maps').whereNotNull('map').orderBy('id').select('id', 'revision');
}

/** Lets go of the revisions of networks that went so long ago that no push can be on its way any more. */
export async function purgeRemovedMaps(db: DbOrTrx, before: Date): Promise<void> {
  await db<NetworkMapRow>('network_maps').whereNull('map').andWhere('updated_at', '<', before.toISOString()).delete();
}

interface NetworkMapRow {
  id: string;
  revision: number;
  map: string | null;
  updated_at: string;
}

const mapOf = (text: string): NetworkMap => JSON.parse(text) as NetworkMap;

function stale(map: NetworkMap, held: number): Fault {
  return new Fault(
    'stale-generation',
    `Revision ${map.revision} of network ${map.id} is older than revision ${held}, which this host holds. Build the network's map again and send its newest revision.`,
    { details: { network_id: map.id, revision: map.revision, held } },
  );
}
