/**
 * Hosts: what they have, what is claimed of it, and whether they live. Claims are columns of the host's row, changed by one
 * conditional UPDATE; up and down are changed by compare-and-set, so that of several region processes one tells of it.
 */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { HostCapacity, Kind } from '../wire.ts';

export interface Host {
  id: string;
  name: string;
  /** Where the region reaches it. */
  url: string;
  /** The user whose token its reports must carry. */
  userId: string;
  state: 'up' | 'down';
  enabled: boolean;
  disabledReason: string | null;
  kinds: Kind[];
  architecture: string;
  version: string | null;
  capacity: Resources;
  claimed: Resources;
  servers: number;
  /** By its aggregates; null: the region's own. */
  zone: string | null;
  /** An admin says that it is down, whatever it says itself. */
  forcedDown: boolean;
  joinedAt: string;
  heartbeatAt: string | null;
  bootedAt: string | null;
  /** Of 1, 5 and 15 minutes. */
  loadAverage: number[] | null;
  /** Where tunnels to it end; null where it has none. */
  tunnelIp: string | null;
}

export interface Resources {
  vcpus: number;
  memoryMib: number;
  diskGib: number;
}

/** How much of each resource may be promised, in percent of what the host has; 1600 is sixteenfold. */
export interface Ratios {
  vcpusPercent: number;
  memoryPercent: number;
  diskPercent: number;
}

export type NewHost = Pick<Host, 'id' | 'name' | 'url' | 'userId' | 'state' | 'enabled' | 'kinds' | 'architecture' | 'capacity' | 'joinedAt'>;

export async function insertHost(db: DbOrTrx, host: NewHost): Promise<void> {
  await db('hosts').insert({
    id: host.id,
    name: host.name,
    url: host.url,
    user_id: host.userId,
    state: host.state,
    enabled: host.enabled ? 1 : 0,
    kinds: JSON.stringify(host.kinds),
    architecture: host.architecture,
    ...capacityColumns(host.capacity),
    joined_at: host.joinedAt,
  });
  await db('host_numbers').insert({ host_id: host.id });
}

/** The numbers by which Nova knew hosts before 2.53. */
export async function selectHostNumbers(db: DbOrTrx): Promise<Map<string, number>> {
  const rows = await db<{ host_id: string; number: number }>('host_numbers');
  return new Map(rows.map((row) => [row.host_id, row.number]));
}

/** A host that joins again keeps its id and its servers. */
export async function rejoinHost(db: DbOrTrx, id: string, seen: Pick<Host, 'url' | 'userId' | 'kinds' | 'architecture' | 'capacity' | 'joinedAt'>): Promise<void> {
  await db('hosts').where({ id }).update({
    url: seen.url,
    user_id: seen.userId,
    kinds: JSON.stringify(seen.kinds),
    architecture: seen.architecture,
    ...capacityColumns(seen.capacity),
    joined_at: seen.joinedAt,
  });
}

export async function selectHost(db: DbOrTrx, id: string): Promise<Host | undefined> {
  const row = await db<HostRow>('hosts').where({ id }).first();
  return row && toHost(row);
}

export async function selectHostsById(db: DbOrTrx, ids: readonly string[]): Promise<Host[]> {
  return ids.length === 0 ? [] : (await db<HostRow>('hosts').whereIn('id', ids).orderBy('id')).map(toHost);
}

/** True when it was another one. */
export async function updateTunnelIp(trx: Trx, id: string, tunnelIp: string | null): Promise<boolean> {
  const host = (await trx('hosts').where({ id }).first('tunnel_ip')) as { tunnel_ip: string | null } | undefined;
  if (!host || host.tunnel_ip === tunnelIp) return false;
  await trx('hosts').where({ id }).update({ tunnel_ip: tunnelIp });
  return true;
}

export async function selectHostByName(db: DbOrTrx, name: string): Promise<Host | undefined> {
  const row = await db<HostRow>('hosts').where({ name }).first();
  return row && toHost(row);
}

export async function selectHosts(db: DbOrTrx): Promise<Host[]> {
  return (await db<HostRow>('hosts').orderBy('name')).map(toHost);
}

/** Those that could take `need` by the numbers alone, most free memory first. */
export async function selectRoomyHosts(db: DbOrTrx, need: Resources, ratios: Ratios, limit: number): Promise<Host[]> {
  const rows = await db<HostRow>('hosts')
    .where({ state: 'up', enabled: 1, forced_down: 0 })
    .whereRaw(roomSql, roomBindings(need, ratios))
    .orderByRaw('memory_mib - memory_mib_claimed desc')
    .limit(limit);
  return rows.map(toHost);
}

/** Takes `need` from a host in one conditional UPDATE; false when it went to somebody else, or the host went away. */
export async function claimHost(trx: Trx, id: string, need: Resources, ratios: Ratios): Promise<boolean> {
  const changed = await trx('hosts')
    .where({ id, state: 'up', enabled: 1, forced_down: 0 })
    .whereRaw(roomSql, roomBindings(need, ratios))
    .update(claimColumns(trx, need, '+'));
  return changed === 1;
}

export async function releaseHost(trx: Trx, id: string, need: Resources): Promise<void> {
  await trx('hosts').where({ id }).update(claimColumns(trx, need, '-'));
}

/** Takes more from a host for a server that it has already; false when there is not so much. */
export async function claimMore(trx: Trx, id: string, more: Resources, ratios: Ratios): Promise<boolean> {
  const changed = await trx('hosts').where({ id }).whereRaw(roomSql, roomBindings(more, ratios)).update(resourceColumns(trx, more, '+'));
  return changed === 1;
}

/** Gives back a part of what a server holds; the server stays. */
export async function releaseSome(trx: Trx, id: string, part: Resources): Promise<void> {
  await trx('hosts').where({ id }).update(resourceColumns(trx, part, '-'));
}

export interface Heartbeat {
  at: string;
  url: string;
  kinds: Kind[];
  architecture: string;
  version: string | null;
  capacity: Resources;
  bootedAt: string | null;
  loadAverage: readonly number[] | null;
}

/** Notes a sign of life; true when the host was down before. */
export async function recordHeartbeat(trx: Trx, id: string, beat: Heartbeat): Promise<boolean> {
  await trx('hosts').where({ id }).update({
    heartbeat_at: beat.at,
    url: beat.url,
    kinds: JSON.stringify(beat.kinds),
    architecture: beat.architecture,
    version: beat.version,
    ...capacityColumns(beat.capacity),
    booted_at: beat.bootedAt,
    load_average: beat.loadAverage && JSON.stringify(beat.loadAverage),
  });
  return (await trx('hosts').where({ id, state: 'down' }).update({ state: 'up' })) === 1;
}

/** Up hosts that have not been heard of since. */
export async function selectSilentHosts(db: DbOrTrx, since: string): Promise<Host[]> {
  return (await db<HostRow>('hosts').where({ state: 'up' }).where('heartbeat_at', '<', since)).map(toHost);
}

/** True when this call took it down: of several watchers one says so. */
export async function markDown(trx: Trx, id: string, since: string): Promise<boolean> {
  return (await trx('hosts').where({ id, state: 'up' }).where('heartbeat_at', '<', since).update({ state: 'down' })) === 1;
}

export async function updateEnabled(db: DbOrTrx, id: string, enabled: boolean, reason: string | null): Promise<boolean> {
  return (await db('hosts').where({ id }).update({ enabled: enabled ? 1 : 0, disabled_reason: reason })) === 1;
}

export async function updateForcedDown(db: DbOrTrx, id: string, forcedDown: boolean): Promise<void> {
  await db('hosts').where({ id }).update({ forced_down: forcedDown ? 1 : 0 });
}

/** False when it has servers. */
export async function deleteEmptyHost(trx: Trx, id: string): Promise<boolean> {
  return (await trx('hosts').where({ id, servers: 0 }).delete()) === 1;
}

export const resourcesOf = (capacity: HostCapacity): Resources => ({ vcpus: capacity.vcpus, memoryMib: capacity.memory_mib, diskGib: capacity.disk_gib });

const capacityColumns = (capacity: Resources) => ({ vcpus: capacity.vcpus, memory_mib: capacity.memoryMib, disk_gib: capacity.diskGib });

const roomSql = `(vcpus_claimed + cast(? as bigint)) * 100 <= vcpus * cast(? as bigint)
  and (memory_mib_claimed + cast(? as bigint)) * 100 <= memory_mib * cast(? as bigint)
  and (disk_gib_claimed + cast(? as bigint)) * 100 <= disk_gib * cast(? as bigint)`;

const roomBindings = (need: Resources, ratios: Ratios): number[] => [
  need.vcpus, ratios.vcpusPercent, need.memoryMib, ratios.memoryPercent, need.diskGib, ratios.diskPercent,
];

const claimColumns = (trx: Trx, need: Resources, sign: '+' | '-') => ({ ...resourceColumns(trx, need, sign), servers: trx.raw(`servers ${sign} 1`) });

const resourceColumns = (trx: Trx, need: Resources, sign: '+' | '-') => ({
  vcpus_claimed: trx.raw(`vcpus_claimed ${sign} ?`, [need.vcpus]),
  memory_mib_claimed: trx.raw(`memory_mib_claimed ${sign} ?`, [need.memoryMib]),
  disk_gib_claimed: trx.raw(`disk_gib_claimed ${sign} ?`, [need.diskGib]),
});

interface HostRow {
  id: string;
  name: string;
  url: string;
  user_id: string;
  state: string;
  enabled: number;
  disabled_reason: string | null;
  kinds: string;
  architecture: string;
  version: string | null;
  vcpus: number;
  memory_mib: number;
  disk_gib: number;
  vcpus_claimed: number;
  memory_mib_claimed: number;
  disk_gib_claimed: number;
  servers: number;
  zone: string | null;
  forced_down: number;
  joined_at: string;
  heartbeat_at: string | null;
  booted_at: string | null;
  load_average: string | null;
  tunnel_ip: string | null;
}

const toHost = (row: HostRow): Host => ({
  id: row.id,
  name: row.name,
  url: row.url,
  userId: row.user_id,
  state: row.state as Host['state'],
  enabled: row.enabled !== 0,
  disabledReason: row.disabled_reason,
  kinds: JSON.parse(row.kinds) as Kind[],
  architecture: row.architecture,
  version: row.version,
  capacity: { vcpus: row.vcpus, memoryMib: row.memory_mib, diskGib: row.disk_gib },
  claimed: { vcpus: row.vcpus_claimed, memoryMib: row.memory_mib_claimed, diskGib: row.disk_gib_claimed },
  servers: row.servers,
  zone: row.zone,
  forcedDown: row.forced_down !== 0,
  joinedAt: row.joined_at,
  heartbeatAt: row.heartbeat_at,
  bootedAt: row.booted_at,
  loadAverage: row.load_average === null ? null : (JSON.parse(row.load_average) as number[]),
  tunnelIp: row.tunnel_ip,
});
