import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

export interface SnapshotOrder {
  /** Also the id of the host's command. */
  id: string;
  serverId: string;
  imageId: string;
  actionId: string;
  action: 'createImage' | 'createBackup';
  requestId: string;
  backupType: string | null;
  rotation: number | null;
  state: 'open' | 'done' | 'failed';
  createdAt: string;
}

export async function insertSnapshotOrder(trx: Trx, order: SnapshotOrder): Promise<void> {
  await trx('snapshot_orders').insert({
    id: order.id, server_id: order.serverId, image_id: order.imageId, action_id: order.actionId, action: order.action, request_id: order.requestId,
    backup_type: order.backupType, rotation: order.rotation, state: order.state, leased_until: '', created_at: order.createdAt,
  });
}

/** Open orders that no process of the region has in hand. */
export async function selectFreeOrders(db: DbOrTrx, now: string, limit: number): Promise<SnapshotOrder[]> {
  const rows = await db<OrderRow>('snapshot_orders').where({ state: 'open' }).where('leased_until', '<', now).orderBy('created_at').limit(limit);
  return rows.map(toOrder);
}

/** True for the one process that may work on it until then. */
export async function leaseOrder(db: DbOrTrx, id: string, now: string, until: string): Promise<boolean> {
  return (await db('snapshot_orders').where({ id, state: 'open' }).where('leased_until', '<', now).update({ leased_until: until })) === 1;
}

export async function extendLease(db: DbOrTrx, id: string, until: string): Promise<void> {
  await db('snapshot_orders').where({ id }).update({ leased_until: until });
}

/** True for the one call that closes it. */
export async function closeOrder(trx: Trx, id: string, state: 'done' | 'failed'): Promise<boolean> {
  return (await trx('snapshot_orders').where({ id, state: 'open' }).update({ state })) === 1;
}

/** Backups of a server of one type whose images are there, newest first. */
export async function selectBackups(db: DbOrTrx, serverId: string, backupType: string): Promise<SnapshotOrder[]> {
  const rows = await db<OrderRow>('snapshot_orders')
    .where({ server_id: serverId, backup_type: backupType, state: 'done', image_gone_at: null })
    .orderBy('created_at', 'desc');
  return rows.map(toOrder);
}

export async function markImageGone(db: DbOrTrx, id: string, at: string): Promise<void> {
  await db('snapshot_orders').where({ id }).update({ image_gone_at: at });
}

/** Ends a server's task, if it is still at that. */
export async function endTask(trx: Trx, serverId: string, tasks: readonly string[], at: string): Promise<void> {
  await trx('servers').where({ id: serverId }).whereIn('task_state', [...tasks]).update({ task_state: null, updated_at: at });
}

interface OrderRow {
  id: string;
  server_id: string;
  image_id: string;
  action_id: string;
  action: string;
  request_id: string;
  backup_type: string | null;
  rotation: number | null;
  state: string;
  leased_until: string;
  created_at: string;
  image_gone_at: string | null;
}

const toOrder = (row: OrderRow): SnapshotOrder => ({
  id: row.id,
  serverId: row.server_id,
  imageId: row.image_id,
  actionId: row.action_id,
  action: row.action as SnapshotOrder['action'],
  requestId: row.request_id,
  backupType: row.backup_type,
  rotation: row.rotation,
  state: row.state as SnapshotOrder['state'],
  createdAt: row.created_at,
});
