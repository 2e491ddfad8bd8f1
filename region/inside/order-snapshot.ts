import { inTransaction } from '../../openapi/serve/db.ts';
import { conflict } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { insertActions } from '../events/action-store.ts';
import { insertEvents } from '../events/event-store.ts';
import { findServer } from '../servers/find-server.ts';
import { ruleOf } from '../servers/server-actions.ts';
import { requireAllowed } from '../servers/server-state.ts';
import { changeServerRow, lockUnchanged } from '../servers/server-store.ts';
import type { InsideDeps } from './server-line.ts';
import type { SnapshotImages } from './snapshot-images.ts';
import { insertSnapshotOrder } from './snapshot-order-store.ts';
import type { SnapshotRunner } from './snapshot-runner.ts';

export interface SnapshotDeps extends InsideDeps {
  snapshotImages: SnapshotImages;
  snapshots: SnapshotRunner;
  notify: () => void;
}

export interface SnapshotWish {
  id: string;
  verb: 'create-image' | 'create-backup';
  name: string;
  properties: Record<string, string>;
  backup?: { type: string; rotation: number };
  auth: AuthContext;
  requestId: string;
}

/**
 * Orders a snapshot: the image is there when this answers, queued, and the server's host is asked until it has sent the
 * layer (snapshot-runner.ts). Answers the image's id.
 */
export async function orderSnapshot(wish: SnapshotWish, deps: SnapshotDeps): Promise<string> {
  const { db, ambient, snapshotImages } = deps;
  const { auth, requestId, verb } = wish;
  const started = ambient.now();
  const rule = ruleOf(verb);
  const server = await findServer(db, wish.id, auth);
  requireAllowed(verb, server, auth);
  const properties = { ...wish.properties, ...(wish.backup ? { image_type: 'backup', backup_type: wish.backup.type } : {}) };
  const imageId = await snapshotImages.order(server, { name: wish.name, userId: auth.userId, properties }, requestId);
  const ordered = await inTransaction(db, async (trx) => {
    const now = ambient.now();
    const at = now.toISOString();
    if (!(await lockUnchanged(trx, server))) return false;
    await changeServerRow(trx, server, { taskState: rule.task, updatedAt: at });
    const actionId = ambient.uuid();
    const action = rule.action as 'createImage' | 'createBackup';
    await insertActions(trx, [
      {
        id: actionId, serverId: server.id, requestId, action, userId: auth.userId, projectId: server.projectId, generation: server.generation,
        startedAt: started.toISOString(), acceptMs: now.getTime() - started.getTime(),
      },
    ]);
    await insertSnapshotOrder(trx, {
      id: ambient.uuid(), serverId: server.id, imageId, actionId, action, requestId,
      backupType: wish.backup?.type ?? null, rotation: wish.backup?.rotation ?? null, state: 'open', createdAt: at,
    });
    await insertEvents(trx, [
      { type: `server.${rule.action}.start`, at, projectId: server.projectId, serverId: server.id, requestId, data: { name: server.name, task: rule.task, image_id: imageId } },
    ]);
    return true;
  });
  if (!ordered) {
    await snapshotImages.discard(imageId);
    throw conflict(`Cannot '${rule.action}' instance ${server.id}: it was changed at this moment. Try again.`);
  }
  deps.notify();
  deps.snapshots.wake();
  return imageId;
}
