/** Host aggregates. The zone of a host follows from the aggregates that it is in, and is kept in the host's own row too. */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

export interface Aggregate {
  id: number;
  uuid: string;
  name: string;
  createdAt: string;
  updatedAt: string | null;
  /** Names, in order. */
  hosts: string[];
  /** The key `availability_zone` makes a zone of its hosts. */
  metadata: Record<string, string>;
}

/** Throws the driver's unique violation for a name that is there. */
export async function insertAggregate(trx: Trx, aggregate: Pick<Aggregate, 'uuid' | 'name' | 'createdAt' | 'metadata'>): Promise<number> {
  const [row] = await trx('aggregates').insert({ uuid: aggregate.uuid, name: aggregate.name, created_at: aggregate.createdAt }).returning<{ id: number }[]>('id');
  const id = row?.id ?? 0;
  await upsertMetadata(trx, id, aggregate.metadata);
  return id;
}

export async function selectAggregates(db: DbOrTrx): Promise<Aggregate[]> {
  return withParts(db, await db<AggregateRow>('aggregates').orderBy('id'));
}

export async function selectAggregate(db: DbOrTrx, id: number): Promise<Aggregate | undefined> {
  return (await withParts(db, await db<AggregateRow>('aggregates').where({ id })))[0];
}

/** Throws the driver's unique violation for a name that is there. */
export async function updateAggregateRow(trx: Trx, id: number, change: { name?: string; updatedAt: string }): Promise<void> {
  await trx('aggregates').where({ id }).update({ ...(change.name === undefined ? {} : { name: change.name }), updated_at: change.updatedAt });
}

export async function upsertMetadata(trx: Trx, id: number, metadata: Readonly<Record<string, string>>): Promise<void> {
  const rows = Object.entries(metadata).map(([name, value]) => ({ aggregate_id: id, name, value }));
  if (rows.length > 0) await trx('aggregate_metadata').insert(rows).onConflict(['aggregate_id', 'name']).merge(['value']);
}

export async function deleteMetadata(trx: Trx, id: number, names: readonly string[]): Promise<void> {
  await trx('aggregate_metadata').where({ aggregate_id: id }).whereIn('name', names).delete();
}

export async function deleteAggregateRow(trx: Trx, id: number): Promise<void> {
  await trx('aggregates').where({ id }).delete();
}

/** Throws the driver's unique violation when it is in it. */
export async function insertAggregateHost(trx: Trx, id: number, hostId: string): Promise<void> {
  await trx('aggregate_hosts').insert({ aggregate_id: id, host_id: hostId });
}

export async function deleteAggregateHost(trx: Trx, id: number, hostId: string): Promise<boolean> {
  return (await trx('aggregate_hosts').where({ aggregate_id: id, host_id: hostId }).delete()) === 1;
}

/** Writes anew into hosts' rows which zone they are in: those of one aggregate, or one host. */
export async function settleZones(trx: Trx, which: { aggregateId: number } | { hostId: string }): Promise<void> {
  const zone = trx('aggregate_metadata')
    .join('aggregate_hosts', 'aggregate_hosts.aggregate_id', 'aggregate_metadata.aggregate_id')
    .whereRaw('aggregate_hosts.host_id = hosts.id')
    .where('aggregate_metadata.name', 'availability_zone')
    .min('aggregate_metadata.value');
  const hosts = trx('hosts');
  if ('hostId' in which) hosts.where({ id: which.hostId });
  else hosts.whereIn('id', trx('aggregate_hosts').where({ aggregate_id: which.aggregateId }).select('host_id'));
  await hosts.update({ zone });
}

/** What the aggregates of each host say, for the scheduler: every value of every key. */
export async function selectHostMetadata(db: DbOrTrx): Promise<Map<string, Map<string, Set<string>>>> {
  const rows = await db('aggregate_hosts')
    .join('aggregate_metadata', 'aggregate_metadata.aggregate_id', 'aggregate_hosts.aggregate_id')
    .select<{ host_id: string; name: string; value: string }[]>('aggregate_hosts.host_id', 'aggregate_metadata.name', 'aggregate_metadata.value');
  const hosts = new Map<string, Map<string, Set<string>>>();
  for (const { host_id: id, name, value } of rows) {
    const own = hosts.get(id) ?? new Map<string, Set<string>>();
    hosts.set(id, own.set(name, (own.get(name) ?? new Set()).add(value)));
  }
  return hosts;
}

interface AggregateRow {
  id: number;
  uuid: string;
  name: string;
  created_at: string;
  updated_at: string | null;
}

async function withParts(db: DbOrTrx, rows: readonly AggregateRow[]): Promise<Aggregate[]> {
  const ids = rows.map(({ id }) => id);
  const hosts = await db('aggregate_hosts')
    .join('hosts', 'hosts.id', 'aggregate_hosts.host_id')
    .whereIn('aggregate_id', ids)
    .orderBy('hosts.name')
    .select<{ aggregate_id: number; name: string }[]>('aggregate_id', 'hosts.name');
  const metadata = await db<{ aggregate_id: number; name: string; value: string }>('aggregate_metadata').whereIn('aggregate_id', ids).orderBy('name');
  return rows.map((row) => ({
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    hosts: hosts.filter(({ aggregate_id: id }) => id === row.id).map(({ name }) => name),
    metadata: Object.fromEntries(metadata.filter(({ aggregate_id: id }) => id === row.id).map(({ name, value }) => [name, value])),
  }));
}
