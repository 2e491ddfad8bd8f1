/**
 * Lets go what nothing references any more, while everything else goes on.
 *
 * Whoever drops a reference marks what it pointed at as due (`gc_after`), in its own transaction. The collector takes
 * due layers from the top towards the base, then due blobs, then deletes objects whose keys are garbage. Each layer and
 * blob is one small transaction that checks again; objects are deleted after it. A crash anywhere only repeats the last
 * step. Nothing is scanned, so the work is in the size of what was deleted, not in the size of the store.
 */
import { inTransaction, isForeignKeyViolation } from '../../openapi/serve/db.ts';
import type { Db, Trx } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { Due } from '../blobs/blob-row-store.ts';
import { collectBlob, dueBlobs, forgetGarbage, listGarbage } from '../blobs/blob-row-store.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { collectLayer, dueLayers } from '../layers/layer-store.ts';
import { deleteExpiredLeases } from '../layers/lease-store.ts';

export interface Collector {
  /** Something may be due: look soon. Cheap, never throws. */
  wake(): void;
  /** Works until nothing is due. */
  run(): Promise<void>;
  /** Looks by itself from time to time: leases and protections end without anybody's call. */
  start(): void;
  /** Ends after the step in hand. */
  stop(): Promise<void>;
}

export interface CollectorOptions {
  db: Db;
  blobs: BlobStore;
  now: () => Date;
  log: Logger;
  intervalMs?: number;
}

const batch = 100;
const retryMs = 60_000;

export function createCollector({ db, blobs, now, log, intervalMs = 30_000 }: CollectorOptions): Collector {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let woken = false;
  let running: Promise<void> | undefined;

  const loop = async (): Promise<void> => {
    while (woken && !stopped) {
      woken = false;
      await pass().catch((error: unknown) => log.warn({ error }, 'collection was interrupted; it goes on later'));
    }
  };

  const wake = (): void => {
    woken = true;
    running ??= loop().finally(() => {
      running = undefined;
    });
  };

  const pass = async (): Promise<void> => {
    await inTransaction(db, (trx) => deleteExpiredLeases(trx, now().toISOString()));
    await collectDue('layers', dueLayers, collectLayer);
    await collectDue('blobs', dueBlobs, collectBlob);
    await deleteGarbage();
  };

  const collectDue = async (table: 'layers' | 'blobs', due: typeof dueLayers, collect: (trx: Trx, item: Due, now: string) => Promise<unknown>): Promise<void> => {
    for (;;) {
      const items = await due(db, now().toISOString(), batch);
      if (items.length === 0 || stopped) return;
      for (const item of items) {
        await inTransaction(db, (trx) => collect(trx, item, now().toISOString())).catch(async (error: unknown) => {
          // Someone referenced it in the same instant; the foreign key is the last word.
          if (!isForeignKeyViolation(error)) throw error;
          const later = new Date(now().getTime() + retryMs).toISOString();
          await db(table).where(table === 'layers' ? { id: item.id } : { digest: item.id }).update({ gc_after: later });
        });
      }
    }
  };

  const deleteGarbage = async (): Promise<void> => {
    for (;;) {
      const keys = await listGarbage(db, batch);
      if (keys.length === 0 || stopped) return;
      for (const key of keys) await blobs.remove(key);
      await forgetGarbage(db, keys);
    }
  };

  return {
    wake,
    async run() {
      wake();
      while (running) await running;
    },
    start() {
      timer = setInterval(wake, intervalMs);
      timer.unref();
      wake();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
