/**
 * Rows of servers. Intent (desired, generation, boot) is changed by compare-and-set on the generation; what hosts observe
 * is written under the row's lock. Deleted servers keep their row with `deleted_at`.
 */
import { dialectOf } from '../../openapi/serve/db.ts';
import type { Db, DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { Kind, WireFault } from '../wire.ts';
import type { Observed } from './observe-server.ts';
import type { Desired, TaskState, VmState } from './server-state.ts';

export interface Server {
  id: string;
  projectId: string;
  userId: string;
  name: string;
  hostname: string;
  kind: Kind;
  metadata: Record<string, string>;
  imageId: string;
  imageName: string | null;
  layerId: string;
  flavorId: string;
  flavorName: string;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  availabilityZone: string;
  diskConfig: string;
  configDrive: string;
  accessIpv4: string;
  accessIpv6: string;
  reservationId: string;
  hostId: string;
  hostName: string;
  desired: Desired;
  generation: number;
  boot: number;
  root: number;
  hard: boolean;
  /** The request that made the newest generation. */
  requestId: string;
  /** The newest generation that its host has acknowledged to hold. */
  ackedGeneration: number;
  observedGeneration: number;
  reportSequence: number;
  vmState: VmState;
  taskState: TaskState | null;
  powerState: number;
  step: string | null;
  progress: number | null;
  fault: WireFault | null;
  launchedAt: string | null;
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
}

export async function insertServers(trx: Trx, servers: readonly Server[]): Promise<void> {
  await trx('servers').insert(servers.map(toRow));
}

/** A server that was not deleted. */
export async function selectServer(db: DbOrTrx, id: string): Promise<Server | undefined> {
  const row = await db<ServerRow>('servers').where({ id, deleted_at: null }).first();
  return row && toServer(row);
}

/** Also deleted ones, for what is kept about them. */
export async function selectServerEver(db: DbOrTrx, id: string): Promise<Server | undefined> {
  const row = await db<ServerRow>('servers').where({ id }).first();
  return row && toServer(row);
}

/** Deleted ones included; whose spec a host is to have. */
export async function selectServersById(db: DbOrTrx, ids: readonly string[]): Promise<Server[]> {
  return (await db<ServerRow>('servers').whereIn('id', ids)).map(toServer);
}

/** Servers of one host by id, held until the transaction ends; in id order, so that two reports never wait for each other. */
export async function lockServersOf(trx: Trx, hostId: string, ids: readonly string[]): Promise<Server[]> {
  return (await trx<ServerRow>('servers').whereIn('id', ids).where({ host_id: hostId }).orderBy('id').forUpdate()).map(toServer);
}

/** The next report of each server of a host counts, whatever its sequence: that host begins to count anew. */
export async function restartReportSequences(trx: Trx, hostId: string): Promise<void> {
  await trx('servers').where({ host_id: hostId, deleted_at: null }).update({ report_sequence: 0 });
}

/** What the heartbeat is compared with. */
export async function selectGenerations(db: DbOrTrx, hostId: string): Promise<Pick<Server, 'id' | 'generation' | 'ackedGeneration' | 'observedGeneration'>[]> {
  const rows = await db<ServerRow>('servers')
    .where({ host_id: hostId, deleted_at: null })
    .select('id', 'generation', 'acked_generation', 'observed_generation');
  return rows.map((row) => ({ id: row.id, generation: row.generation, ackedGeneration: row.acked_generation, observedGeneration: row.observed_generation }));
}

/** Servers whose newest generation no host has acknowledged, on hosts that are up. */
export async function selectUndispatched(db: Db, limit: number): Promise<{ id: string; hostId: string }[]> {
  const rows = await db('servers')
    .join('hosts', 'hosts.id', 'servers.host_id')
    .whereRaw('servers.acked_generation < servers.generation')
    .where({ 'servers.deleted_at': null, 'hosts.state': 'up' })
    .limit(limit)
    .select<{ id: string; host_id: string }[]>('servers.id', 'servers.host_id');
  return rows.map((row) => ({ id: row.id, hostId: row.host_id }));
}

export interface IntentChange {
  desired: Desired;
  boots: number;
  hard: boolean;
  taskState: TaskState;
  requestId: string;
  at: string;
}

/** A new generation, unless intent or state have changed since `server` was read; false then. */
export async function changeIntent(trx: Trx, server: Server, change: IntentChange): Promise<boolean> {
  const changed = await trx('servers')
    .where({ id: server.id, generation: server.generation, vm_state: server.vmState, task_state: server.taskState, deleted_at: null })
    .update({
      generation: server.generation + 1,
      desired: change.desired,
      boot: server.boot + change.boots,
      hard: change.hard ? 1 : 0,
      task_state: change.taskState,
      request_id: change.requestId,
      updated_at: change.at,
    });
  return changed === 1;
}

export async function updateObserved(trx: Trx, id: string, next: Observed, at: string): Promise<void> {
  await trx('servers').where({ id }).update({
    observed_generation: next.observedGeneration,
    // A host cannot have worked on what it does not hold.
    acked_generation: trx.raw('case when acked_generation < ? then ? else acked_generation end', [next.observedGeneration, next.observedGeneration]),
    report_sequence: next.reportSequence,
    vm_state: next.vmState,
    task_state: next.taskState,
    power_state: next.powerState,
    step: next.step,
    progress: next.progress,
    fault: next.fault && JSON.stringify(next.fault),
    launched_at: next.launchedAt,
    updated_at: at,
  });
}

/** True for the one call that deletes it: whoever gets it gives back what the server held. */
export async function softDelete(trx: Trx, id: string, at: string): Promise<boolean> {
  const changed = await trx('servers')
    .where({ id, deleted_at: null })
    .update({ deleted_at: at, updated_at: at, vm_state: 'deleted', task_state: null, power_state: 0, step: null, progress: null });
  return changed === 1;
}

export async function markAcked(db: DbOrTrx, id: string, generation: number): Promise<void> {
  await db('servers').where({ id }).where('acked_generation', '<', generation).update({ acked_generation: generation });
}

export async function updateDetails(db: DbOrTrx, id: string, details: Partial<Pick<Server, 'name' | 'accessIpv4' | 'accessIpv6' | 'diskConfig'>>, at: string): Promise<boolean> {
  const columns = {
    ...(details.name === undefined ? {} : { name: details.name }),
    ...(details.accessIpv4 === undefined ? {} : { access_ipv4: details.accessIpv4 }),
    ...(details.accessIpv6 === undefined ? {} : { access_ipv6: details.accessIpv6 }),
    ...(details.diskConfig === undefined ? {} : { disk_config: details.diskConfig }),
  };
  return (await db('servers').where({ id, deleted_at: null }).update({ ...columns, updated_at: at })) === 1;
}

export type SortColumn = 'created_at' | 'updated_at' | 'name' | 'id' | 'vm_state' | 'host_name' | 'image_id' | 'flavor_id';

export interface ServerFilter {
  projectId: string | null;
  /** Pieces of a name with `*` for any text and `?` for any character, already parsed. */
  name?: readonly NamePiece[];
  states?: { vmStates: readonly VmState[]; tasks?: readonly TaskState[]; notTasks?: readonly TaskState[] };
  imageId?: string;
  flavorId?: string;
  ipPrefix?: string;
  hostName?: string;
  changedSince?: string;
  deleted: 'no' | 'only' | 'both';
  sort: SortColumn;
  order: 'asc' | 'desc';
  marker?: { id: string; value: string };
  limit: number;
}

export type NamePiece = { literal: string } | { any: 'text' | 'character' };

/** One page, by keyset: an index walk, whatever the page's number. */
export async function selectServers(db: DbOrTrx, filter: ServerFilter): Promise<Server[]> {
  const { sort, order, marker } = filter;
  const query = db<ServerRow>('servers').limit(filter.limit).orderBy(sort === 'id' ? [{ column: 'id', order }] : [{ column: sort, order }, { column: 'id', order }]);
  if (filter.projectId !== null) query.where('project_id', filter.projectId);
  if (filter.deleted === 'no') query.whereNull('deleted_at');
  if (filter.deleted === 'only') query.whereNotNull('deleted_at');
  if (filter.name) query.whereRaw(...nameCondition(db, filter.name));
  if (filter.states) {
    const { vmStates, tasks, notTasks } = filter.states;
    query.whereIn('vm_state', vmStates);
    if (tasks) query.whereIn('task_state', tasks);
    if (notTasks) query.where((either) => either.whereNull('task_state').orWhereNotIn('task_state', notTasks));
  }
  if (filter.imageId !== undefined) query.where('image_id', filter.imageId);
  if (filter.flavorId !== undefined) query.where('flavor_id', filter.flavorId);
  if (filter.hostName !== undefined) query.where('host_name', filter.hostName);
  if (filter.changedSince !== undefined) query.where('updated_at', '>=', filter.changedSince);
  if (filter.ipPrefix !== undefined) {
    query.whereIn('id', db('ports').join('fixed_ips', 'fixed_ips.port_id', 'ports.id').whereLike('fixed_ips.ip_address', `${filter.ipPrefix}%`).select('ports.device_id'));
  }
  if (marker) query.whereRaw(`(??, id) ${order === 'asc' ? '>' : '<'} (?, ?)`, [sort, marker.value, marker.id]);
  return (await query).map(toServer);
}

// Both are case-sensitive: LIKE on PostgreSQL, GLOB on sqlite.
function nameCondition(db: DbOrTrx, pieces: readonly NamePiece[]): [string, string[]] {
  if (dialectOf(db) === 'postgres') {
    const like = pieces.map((piece) => ('literal' in piece ? piece.literal.replace(/[\\%_]/g, '\\$&') : piece.any === 'text' ? '%' : '_'));
    return ['name like ?', [like.join('')]];
  }
  const glob = pieces.map((piece) => ('literal' in piece ? piece.literal.replace(/[[*?]/g, '[$&]') : piece.any === 'text' ? '*' : '?'));
  return ['name glob ?', [glob.join('')]];
}

interface ServerRow {
  id: string;
  project_id: string;
  user_id: string;
  name: string;
  hostname: string;
  kind: string;
  metadata: string;
  image_id: string;
  image_name: string | null;
  layer_id: string;
  flavor_id: string;
  flavor_name: string;
  vcpus: number;
  memory_mib: number;
  disk_gib: number;
  availability_zone: string;
  disk_config: string;
  config_drive: string;
  access_ipv4: string;
  access_ipv6: string;
  reservation_id: string;
  host_id: string;
  host_name: string;
  desired: string;
  generation: number;
  boot: number;
  root: number;
  hard: number;
  request_id: string;
  acked_generation: number;
  observed_generation: number;
  report_sequence: number;
  vm_state: string;
  task_state: string | null;
  power_state: number;
  step: string | null;
  progress: number | null;
  fault: string | null;
  launched_at: string | null;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

const toRow = (server: Server): ServerRow => ({
  id: server.id,
  project_id: server.projectId,
  user_id: server.userId,
  name: server.name,
  hostname: server.hostname,
  kind: server.kind,
  metadata: JSON.stringify(server.metadata),
  image_id: server.imageId,
  image_name: server.imageName,
  layer_id: server.layerId,
  flavor_id: server.flavorId,
  flavor_name: server.flavorName,
  vcpus: server.vcpus,
  memory_mib: server.memoryMib,
  disk_gib: server.diskGib,
  availability_zone: server.availabilityZone,
  disk_config: server.diskConfig,
  config_drive: server.configDrive,
  access_ipv4: server.accessIpv4,
  access_ipv6: server.accessIpv6,
  reservation_id: server.reservationId,
  host_id: server.hostId,
  host_name: server.hostName,
  desired: server.desired,
  generation: server.generation,
  boot: server.boot,
  root: server.root,
  hard: server.hard ? 1 : 0,
  request_id: server.requestId,
  acked_generation: server.ackedGeneration,
  observed_generation: server.observedGeneration,
  report_sequence: server.reportSequence,
  vm_state: server.vmState,
  task_state: server.taskState,
  power_state: server.powerState,
  step: server.step,
  progress: server.progress,
  fault: server.fault && JSON.stringify(server.fault),
  launched_at: server.launchedAt,
  created_at: server.createdAt,
  updated_at: server.updatedAt,
  deleted_at: server.deletedAt,
});

const toServer = (row: ServerRow): Server => ({
  id: row.id,
  projectId: row.project_id,
  userId: row.user_id,
  name: row.name,
  hostname: row.hostname,
  kind: row.kind as Kind,
  metadata: JSON.parse(row.metadata) as Record<string, string>,
  imageId: row.image_id,
  imageName: row.image_name,
  layerId: row.layer_id,
  flavorId: row.flavor_id,
  flavorName: row.flavor_name,
  vcpus: row.vcpus,
  memoryMib: row.memory_mib,
  diskGib: row.disk_gib,
  availabilityZone: row.availability_zone,
  diskConfig: row.disk_config,
  configDrive: row.config_drive,
  accessIpv4: row.access_ipv4,
  accessIpv6: row.access_ipv6,
  reservationId: row.reservation_id,
  hostId: row.host_id,
  hostName: row.host_name,
  desired: row.desired as Desired,
  generation: row.generation,
  boot: row.boot,
  root: row.root,
  hard: row.hard !== 0,
  requestId: row.request_id,
  ackedGeneration: row.acked_generation,
  observedGeneration: row.observed_generation,
  reportSequence: Number(row.report_sequence),
  vmState: row.vm_state as VmState,
  taskState: row.task_state as TaskState | null,
  powerState: row.power_state,
  step: row.step,
  progress: row.progress,
  fault: row.fault === null ? null : (JSON.parse(row.fault) as WireFault),
  launchedAt: row.launched_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  deletedAt: row.deleted_at,
});
