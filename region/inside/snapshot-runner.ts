/**
 * Sees ordered snapshots through. An order is a row; whoever leases it asks the server's host for the command of that id,
 * which runs at most once, and waits for its end. A process of the region that dies leaves a lease that ends, and another
 * one (or the same, later) asks again. A snapshot that came to nothing takes its image away and says why in the action.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction } from '../../openapi/serve/db.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { closeAction } from '../events/action-store.ts';
import { insertEvents } from '../events/event-store.ts';
import { selectServerEver } from '../servers/server-store.ts';
import type { Server } from '../servers/server-store.ts';
import type { Phase, WireFault } from '../wire.ts';
import { lineTo } from './server-line.ts';
import type { InsideDeps } from './server-line.ts';
import type { SnapshotImages } from './snapshot-images.ts';
import { closeOrder, endTask, extendLease, leaseOrder, markImageGone, selectBackups, selectFreeOrders } from './snapshot-order-store.ts';
import type { SnapshotOrder } from './snapshot-order-store.ts';

export interface SnapshotRunner {
  /** Looks for orders soon. */
  wake(): void;
  start(): void;
  stop(): Promise<void>;
}

export interface SnapshotRunnerDeps extends InsideDeps {
  snapshotImages: SnapshotImages;
  notify: () => void;
  log: Logger;
  sweepMs?: number;
}

const leaseMs = 60_000;
const waitMs = 20_000;

export function createSnapshotRunner(deps: SnapshotRunnerDeps): SnapshotRunner {
  const { db, ambient, log, sweepMs = 5_000 } = deps;
  const stopping = new AbortController();
  const working = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  const at = (ms = 0): string => new Date(ambient.now().getTime() + ms).toISOString();

  const sweep = async (): Promise<void> => {
    for (const order of await selectFreeOrders(db, at(), 100)) {
      if (stopping.signal.aborted) return;
      if (!(await leaseOrder(db, order.id, at(), at(leaseMs)))) continue;
      const work = see(order).catch((error: unknown) => {
        if (!stopping.signal.aborted) log.info({ error, server_id: order.serverId, image_id: order.imageId }, 'a snapshot could not be seen through; it is tried again');
      });
      working.add(work);
      void work.finally(() => working.delete(work));
    }
  };
  const look = (): void => {
    if (stopping.signal.aborted) return;
    const work = sweep().catch((error: unknown) => log.warn({ error }, 'open snapshots could not be read; the next look tries again'));
    working.add(work);
    void work.finally(() => working.delete(work));
  };

  /** Ends when the order is closed, or this process cannot see it through now. */
  const see = async (order: SnapshotOrder): Promise<void> => {
    const server = await selectServerEver(db, order.serverId);
    if (!server || server.deletedAt !== null) return settle(order, server, { fault: { code: 'conflict', message: `The server was deleted before its ${order.action} was done.`, at: at() } });
    const { signal } = stopping;
    const { client } = await lineTo(deps, server);
    const path = { id: server.id, command_id: order.id };
    try {
      let command = (await client.call('runCommand', { path, body: { id: order.id, type: 'snapshot', image_id: order.imageId, request_id: order.requestId }, requestId: order.requestId, timeoutMs: waitMs + 10_000, signal })).body;
      while (command.state === 'running') {
        await extendLease(db, order.id, at(leaseMs));
        command = (await client.call('getCommand', { path, query: { wait_ms: waitMs }, timeoutMs: waitMs + 10_000, signal })).body;
      }
      const finished = command.finished_at ?? at();
      const phases: Phase[] = [{ name: 'snapshot', started_at: command.created_at, duration_ms: Math.max(0, Date.parse(finished) - Date.parse(command.created_at)), detail: command.result ?? {} }];
      await settle(order, server, { fault: command.fault, phases });
    } catch (error) {
      if (signal.aborted) return;
      // What the host refuses it will refuse again; everything else passes.
      if (isFault(error) && error.status >= 400 && error.status < 500 && error.status !== 401 && !error.retryable) {
        return settle(order, server, { fault: { code: error.code, message: error.message, at: at() } });
      }
      await extendLease(db, order.id, at(5_000));
      throw error;
    }
  };

  const settle = async (order: SnapshotOrder, server: Server | undefined, { fault, phases = [] }: { fault?: WireFault | undefined; phases?: Phase[] }): Promise<void> => {
    // First the image: an order that is closed is not looked at again.
    if (fault) await deps.snapshotImages.discard(order.imageId);
    const closed = await inTransaction(db, async (trx) => {
      if (!(await closeOrder(trx, order.id, fault ? 'failed' : 'done'))) return false;
      const now = at();
      await endTask(trx, order.serverId, ['image_snapshot', 'image_backup'], now);
      await closeAction(trx, order.actionId, { finishedAt: now, result: fault ? 'Error' : 'Success', fault: fault ?? null, phases });
      await insertEvents(trx, [
        {
          type: `server.${order.action}.${fault ? 'error' : 'end'}`, at: now, projectId: server?.projectId ?? null, serverId: order.serverId, requestId: order.requestId,
          data: { name: server?.name, image_id: order.imageId, result: fault ? 'Error' : 'Success', ...(fault && { fault }) },
        },
      ]);
      return true;
    });
    if (!closed) return;
    deps.notify();
    if (!fault && order.backupType !== null && order.rotation !== null) await rotate(order, order.backupType, order.rotation);
  };

  const rotate = async (order: SnapshotOrder, backupType: string, rotation: number): Promise<void> => {
    for (const old of (await selectBackups(db, order.serverId, backupType)).slice(rotation)) {
      try {
        await deps.snapshotImages.discard(old.imageId);
        await markImageGone(db, old.id, at());
      } catch (error) {
        const reason = error instanceof Fault ? error.message : String(error);
        log.warn({ image_id: old.imageId, reason }, 'an old backup could not be taken away; the next backup tries again');
      }
    }
  };

  return {
    wake: look,
    start() {
      look();
      timer = setInterval(look, sweepMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await Promise.race([Promise.all([...working]), sleep(5_000, undefined, { ref: false })]);
    },
  };
}
