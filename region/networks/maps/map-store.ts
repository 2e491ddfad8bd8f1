/** Which networks a change concerns, how far their maps are pushed, and what each host holds of them. */
import type { Db, DbOrTrx, Trx } from '../../../openapi/serve/db.ts';

/** One by one in the order given, so that two changes never wait for each other in a circle. */
export async function bumpMaps(trx: Trx, networkIds: readonly string[]): Promise<void> {
  for (const id of networkIds) await trx('networks').where({ id }).update({ map_revision: trx.raw('map_revision + 1') });
}

/** Networks with ports in the groups, or in groups whose rules name these as remote. */
export async function networksOfGroups(trx: Trx, groupIds: readonly string[], membersOnly: boolean): Promise<string[]> {
  if (groupIds.length === 0) return [];
  const naming = trx('security_group_rules').whereIn('remote_group_id', groupIds).select('group_id');
  return trx('ports')
    .join('port_groups', 'port_groups.port_id', 'ports.id')
    .where((either) => {
      void either.whereIn('port_groups.group_id', naming);
      if (!membersOnly) void either.orWhereIn('port_groups.group_id', [...groupIds]);
    })
    .distinct()
    .pluck('ports.network_id');
}

/** Networks that a router connects with these, these too. */
export async function networksBeside(db: DbOrTrx, networkIds: readonly string[]): Promise<string[]> {
  const routers = db('ports').whereIn('network_id', networkIds).where({ device_owner: routerInterface }).select('device_id');
  return db('ports').whereIn('device_id', routers).where({ device_owner: routerInterface }).distinct().pluck('network_id');
}

/** The same, with the external ones that these routers lead to. */
export async function networksRoutedWith(trx: DbOrTrx, networkIds: readonly string[]): Promise<string[]> {
  const routers = (await trx('ports').whereIn('network_id', networkIds).where({ device_owner: routerInterface }).distinct().pluck('device_id')) as string[];
  if (routers.length === 0) return [];
  const beside = await networksBeside(trx, networkIds);
  const outside = (await trx('routers').whereIn('id', routers).whereNotNull('gateway_network_id').distinct().pluck('gateway_network_id')) as string[];
  return [...beside, ...outside];
}

/** Inner networks whose routers lead out through this one. */
export async function networksBehind(trx: DbOrTrx, externalNetworkId: string): Promise<string[]> {
  return trx('ports')
    .where({ device_owner: routerInterface })
    .whereIn('device_id', trx('routers').where({ gateway_network_id: externalNetworkId }).select('id'))
    .distinct()
    .pluck('network_id');
}

/** Hosts that have ports of the networks. */
export async function hostsOnNetworks(db: DbOrTrx, networkIds: readonly string[]): Promise<string[]> {
  return db('ports').whereIn('network_id', networkIds).whereNotNull('host_id').distinct().orderBy('host_id').pluck('host_id');
}

/** Networks that a host has ports of. */
export async function networksOnHost(db: DbOrTrx, hostId: string): Promise<string[]> {
  return db('ports').where({ host_id: hostId }).distinct().pluck('network_id');
}

/** Networks whose map is newer than what was pushed, and those that are gone while hosts still hold them. */
export async function selectUnpushed(db: Db, limit: number): Promise<string[]> {
  const stale = (await db('networks').whereRaw('pushed_revision < map_revision').orderBy('id').limit(limit).pluck('id')) as string[];
  const gone = (await db('network_hosts').whereNotIn('network_id', db('networks').select('id')).distinct().limit(limit).pluck('network_id')) as string[];
  return [...stale, ...gone];
}

export async function selectMapRevision(db: DbOrTrx, networkId: string): Promise<number | undefined> {
  return ((await db('networks').where({ id: networkId }).first('map_revision')) as { map_revision: number } | undefined)?.map_revision;
}

export async function selectMapRevisions(db: DbOrTrx, networkIds: readonly string[]): Promise<Map<string, number>> {
  const rows = (await db('networks').whereIn('id', networkIds).select('id', 'map_revision')) as { id: string; map_revision: number }[];
  return new Map(rows.map((row) => [row.id, row.map_revision]));
}

export async function markPushed(db: DbOrTrx, networkId: string, revision: number): Promise<void> {
  await db('networks').where({ id: networkId }).where('pushed_revision', '<', revision).update({ pushed_revision: revision });
}

/** What each host has acknowledged of a network. */
export async function selectHolders(db: DbOrTrx, networkId: string): Promise<Map<string, number>> {
  const rows = (await db('network_hosts').where({ network_id: networkId })) as { host_id: string; revision: number }[];
  return new Map(rows.map((row) => [row.host_id, row.revision]));
}

export async function noteHolder(db: DbOrTrx, networkId: string, hostId: string, revision: number): Promise<void> {
  await db('network_hosts').insert({ network_id: networkId, host_id: hostId, revision }).onConflict(['network_id', 'host_id']).merge();
}

export async function forgetHolder(db: DbOrTrx, networkId: string, hostId: string): Promise<void> {
  await db('network_hosts').where({ network_id: networkId, host_id: hostId }).delete();
}

/** What a host says that it holds replaces what was noted; a host that lost its disk holds nothing. */
export async function replaceHolding(trx: Trx, hostId: string, held: Readonly<Record<string, number>>): Promise<void> {
  await trx('network_hosts').where({ host_id: hostId }).delete();
  const rows = Object.entries(held).map(([networkId, revision]) => ({ network_id: networkId, host_id: hostId, revision }));
  if (rows.length > 0) await trx('network_hosts').insert(rows);
}

/** Has the sweep look at these again. */
export async function markUnpushed(db: DbOrTrx, networkIds: readonly string[]): Promise<void> {
  if (networkIds.length > 0) await db('networks').whereIn('id', networkIds).update({ pushed_revision: 0 });
}

const routerInterface = 'network:router_interface';

/** What was noted of a host: network to revision. */
export async function selectHeld(db: DbOrTrx, hostId: string): Promise<Map<string, number>> {
  const rows = (await db('network_hosts').where({ host_id: hostId })) as { network_id: string; revision: number }[];
  return new Map(rows.map((row) => [row.network_id, row.revision]));
}
