/**
 * Rows of servers. Intent (desired, generation, boot) is changed by compare-and-set on the generation; what hosts observe
 * is written under the row's lock. Deleted servers keep their row with `deleted_at`.
 */
import type { Db, DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { toColumns, toServer } from './server-row.ts';
import type { Server, ServerRow } from './server-row.ts';

export type { Server } from './server-row.ts';

export async function insertServers(trx: Trx, servers: readonly Server[]): Promise<void> {
  if (servers.length > 0) await trx('servers').insert(servers.map(toColumns));
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

/** Every server of a host that was not deleted. */
export async function selectServersOfHost(db: DbOrTrx, hostId: string): Promise<Server[]> {
  return (await db<ServerRow>('servers').where({ host_id: hostId, deleted_at: null }).orderBy('id')).map(toServer);
}

/** Deletions whose time for being taken back is over. */
export async function selectExpired(db: DbOrTrx, at: string, limit: number): Promise<Server[]> {
  const rows = await db<ServerRow>('servers').whereNotNull('delete_after').where('delete_after', '<=', at).where({ deleted_at: null, mode: 'soft-deleted' }).limit(limit);
  return rows.map(toServer);
}

/** Resizes that nobody has confirmed since. */
export async function selectUnconfirmed(db: DbOrTrx, since: string, limit: number): Promise<Server[]> {
  const rows = await db<ServerRow>('servers').where({ vm_state: 'resized', task_state: null, deleted_at: null }).where('updated_at', '<=', since).limit(limit);
  return rows.map(toServer);
}

/** The next report of each server of a host counts, whatever its sequence: that host begins to count anew. */
export async function restartReportSequences(trx: Trx, hostId: string): Promise<void> {
  await trx('servers').where({ host_id: hostId, deleted_at: null }).update({ report_sequence: 0 });
}

/** What the heartbeat is compared with. */
export async function selectGenerations(db: DbOrTrx, hostId: string): Promise<Pick<Server, 'id' | 'generation' | 'ackedGeneration' | 'observedGeneration'>[]> {
  const rows = await db('servers')
    .where({ host_id: hostId, deleted_at: null })
    .select<{ id: string; generation: number; acked_generation: number; observed_generation: number }[]>('id', 'generation', 'acked_generation', 'observed_generation');
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

/** Holds a server's row until the transaction ends, if it still is as it was read. Locked before quotas and hosts, as by reports. */
export async function lockUnchanged(trx: Trx, server: Server): Promise<boolean> {
  const row = await trx('servers').where(unchanged(server)).forUpdate().first('id');
  return row !== undefined;
}

/** Changes a server unless intent or state have changed since it was read; false then. A new generation is the caller's to name. */
export async function changeServerRow(trx: Trx, server: Server, change: Partial<Server>): Promise<boolean> {
  const changed = await trx('servers')
    .where(unchanged(server))
    .update(toColumns(change));
  return changed === 1;
}

const unchanged = (server: Server) => ({ id: server.id, generation: server.generation, vm_state: server.vmState, task_state: server.taskState, deleted_at: null });

/** A new generation of whatever there is by now; false when the server is gone. */
export async function raiseGeneration(trx: Trx, id: string, requestId: string, at: string): Promise<boolean> {
  const changed = await trx('servers').where({ id, deleted_at: null }).update({ generation: trx.raw('generation + 1'), request_id: requestId, updated_at: at });
  return changed === 1;
}

/** Writes what was observed, and what followed from it; intent stays as it is. */
export async function updateObserved(trx: Trx, seen: Server, at: string): Promise<void> {
  const { observedGeneration, reportSequence, vmState, taskState, powerState, step, stepSince, progress, fault, condition, launchedAt, mode, former } = seen;
  const observed = { observedGeneration, reportSequence, vmState, taskState, powerState, step, stepSince, progress, fault, condition, launchedAt, mode, former };
  await trx('servers').where({ id: seen.id }).update({
    ...toColumns(observed),
    // A host cannot have worked on what it does not hold.
    acked_generation: trx.raw('case when acked_generation < ? then ? else acked_generation end', [observedGeneration, observedGeneration]),
    updated_at: at,
  });
}

/** True for the one call that deletes it: whoever gets it gives back what the server held. */
export async function softDelete(trx: Trx, id: string, at: string): Promise<boolean> {
  const changed = await trx('servers')
    .where({ id, deleted_at: null })
    .update({ deleted_at: at, updated_at: at, vm_state: 'deleted', task_state: null, power_state: 0, step: null, progress: null, delete_after: null });
  return changed === 1;
}

export async function markAcked(db: DbOrTrx, id: string, generation: number): Promise<void> {
  await db('servers').where({ id }).where('acked_generation', '<', generation).update({ acked_generation: generation });
}

/** Changes what is none of the host's business. */
export async function updateDetails(db: DbOrTrx, id: string, details: Partial<Server>, at: string): Promise<boolean> {
  return (await db('servers').where({ id, deleted_at: null }).update({ ...toColumns(details), updated_at: at })) === 1;
}
