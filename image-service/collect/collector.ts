/**
 * Lets go what nothing references any more, while everything else goes on.
 *
 * Whoever drops a reference marks what it pointed at as due (`gc_after`), in its own transaction. The collector takes
 * due layers from the top towards the base, then due blobs, then deletes objects whose keys are garbage. Each layer and
 * blob is one small transaction that checks again; objects are deleted after it. A crash anywhere only repeats the last
 * step. Nothing is scanned, so the work is in the size of what was deleted, not in the size of the store.
 *
 * What was marked is left alone for a delay, in which the same layers often come back: a rebuilt image, a moved tag. What
 * a collected layer leaves behind (its parent, its blobs) waits no second time. One pass runs at a time.
 */
import { inTransaction, isForeignKeyViolation } from '../../openapi/serve/db.ts';
import type { Db, Trx } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { Due } from '../blobs/blob-row-store.ts';
import { collectBlob, dueBlobs, forgetGarbage, listGarbage, postponeBlob } from '../blobs/blob-row-store.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { collectLayer, dueLayers, postponeLayer } from '../layers/layer-store.ts';
import { deleteExpiredLeases } from '../layers/lease-store.ts';

export interface Collector {
  /** Something may be due: look soon. Cheap, never throws. */
  wake(): void;
  /** Works until nothing is due, by default after the configured delay; answers what went. */
  run(options?: { delayMs?: number }): Promise<Collected>;
  /** What `run` would do now, of the first thousand things that are due: done in a transaction that is taken back. */
  foresee(options?: { delayMs?: number }): Promise<Collected>;
  /** Looks by itself from time to time: leases and protections end without anybody's call. */
  start(): void;
  /** Ends after the step in hand. */
  stop(): Promise<void>;
}

export interface Collected {
  layers: number;
  blobs: number;
  /** Of those blobs. */
  bytes: number;
}

export interface CollectorOptions {
  db: Db;
  blobs: BlobStore;
  now: () => Date;
  log: Logger;
  /** What lost its last reference is looked at so much later. */
  delayMs: number;
  intervalMs?: number;
}

interface Step {
  due: typeof dueLayers;
  /** `cutoff` is what the thing left behind is marked with, so that it is due at once. */
  collect(trx: Trx, item: Due, cutoff: string, now: string): Promise<'gone' | 'kept'>;
  postpone(db: Db, id: string, later: string): Promise<void>;
}

const layerStep: Step = { due: dueLayers, collect: (trx, item, cutoff) => collectLayer(trx, item, cutoff), postpone: postponeLayer };
const blobStep: Step = { due: dueBlobs, collect: (trx, item, _cutoff, now) => collectBlob(trx, item, now), postpone: postponeBlob };

function add(sum: { gone: number; bytes: number }, { bytes = 0 }: Due): void {
  sum.gone += 1;
  sum.bytes += bytes;
}

/** Rolls the transaction of `foresee` back, with its result. */
class TakenBack extends Error {
  readonly collected: Collected;

  constructor(collected: Collected) {
    super('only to be foreseen');
    this.collected = collected;
  }
}

const batch = 100;
const foreseen = 1000;
const retryMs = 60_000;

export function createCollector({ db, blobs, now, log, delayMs: usualDelayMs, intervalMs = 30_000 }: CollectorOptions): Collector {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let woken = false;
  let last: Promise<unknown> = Promise.resolve();

  /** Behind whatever is in work. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined); // Whoever asked is told; the next one begins anew.
    return turn;
  };

  const wake = (): void => {
    if (woken || stopped) return;
    woken = true;
    inTurn(() => {
      woken = false;
      return pass(usualDelayMs);
    }).catch((error: unknown) => log.warn({ error }, 'collection was interrupted; it goes on later'));
  };

  const pass = async (delayMs: number): Promise<Collected> => {
    await inTransaction(db, (trx) => deleteExpiredLeases(trx, now().toISOString()));
    const layers = await collectDue(layerStep, delayMs);
    const blobs = await collectDue(blobStep, delayMs);
    await deleteGarbage();
    return { layers: layers.gone, blobs: blobs.gone, bytes: blobs.bytes };
  };

  const cutoff = (delayMs: number): string => new Date(now().getTime() - delayMs).toISOString();

  const collectDue = async (step: Step, delayMs: number): Promise<{ gone: number; bytes: number }> => {
    const sum = { gone: 0, bytes: 0 };
    for (;;) {
      const items = await step.due(db, cutoff(delayMs), batch);
      if (items.length === 0 || stopped) return sum;
      for (const item of items) {
        const outcome = await inTransaction(db, (trx) => step.collect(trx, item, cutoff(delayMs), now().toISOString())).catch(async (error: unknown) => {
          // Someone referenced it in the same instant; the foreign key is the last word.
          if (!isForeignKeyViolation(error)) throw error;
          await step.postpone(db, item.id, new Date(now().getTime() + retryMs).toISOString());
          return 'kept';
        });
        if (outcome === 'gone') add(sum, item);
      }
    }
  };

  const foresee = async (delayMs: number): Promise<Collected> => {
    const found = await inTransaction(db, async (trx) => {
      const at = now().toISOString();
      const sums = [];
      for (const step of [layerStep, blobStep]) {
        const sum = { gone: 0, bytes: 0 };
        sums.push(sum);
        for (let looked = 0; looked < foreseen; ) {
          const items = await step.due(trx, cutoff(delayMs), batch);
          if (items.length === 0) break;
          looked += items.length;
          for (const item of items) if ((await step.collect(trx, item, cutoff(delayMs), at)) === 'gone') add(sum, item);
        }
      }
      throw new TakenBack({ layers: sums[0]?.gone ?? 0, blobs: sums[1]?.gone ?? 0, bytes: sums[1]?.bytes ?? 0 });
    }).catch((error: unknown) => {
      if (error instanceof TakenBack) return error.collected;
      throw error;
    });
    return found;
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
    run: ({ delayMs = usualDelayMs } = {}) => inTurn(() => pass(delayMs)),
    foresee: ({ delayMs = usualDelayMs } = {}) => inTurn(() => foresee(delayMs)),
    start() {
      timer = setInterval(wake, intervalMs);
      timer.unref();
      wake();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await last;
    },
  };
}
