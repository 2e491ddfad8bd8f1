/**
 * Keeps the layers on this host within a budget of the disk: those go that were not used for longest, never one that a
 * server stands on or that is being pulled.
 *
 *   look: which layers are used? ── too much on disk? ──> longest unused first, until it fits
 *
 * A server's chain is noted before its layers are asked for (`noteServerChain`). So a layer that was not in use when the
 * look began and was not asked for since is in nobody's hands; that last check and its leaving the store are one step
 * that nothing comes between. Whoever asks afterwards pulls it again.
 */
import type { Db } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { usedLayerIds } from './layer-store.ts';
import type { LayerStore } from './store.ts';

export interface EvictOptions {
  db: Db;
  store: LayerStore;
  budgetBytes: number;
  log: Logger;
}

export interface Evictor {
  /** Look soon, once. Cheap, never throws. */
  wake(): void;
  stop(): Promise<void>;
}

/** Evicts when it is woken, and now and then: servers that go free layers without anybody's call. */
export function createEvictor(options: EvictOptions, intervalMs = 600_000): Evictor {
  let running: Promise<void> | undefined;
  let again = false;
  const work = async (): Promise<void> => {
    do {
      again = false;
      await evictLayers(options);
      await options.store.parts.sweep();
    } while (again);
  };
  const wake = (): void => {
    again = true;
    running ??= work()
      .catch((error: unknown) => options.log.warn({ error }, 'unused layers could not be removed; it is tried again'))
      .finally(() => (running = undefined));
  };
  const timer = setInterval(wake, intervalMs);
  timer.unref();
  return {
    wake,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** Answers what was freed, in bytes of unpacked layers. */
export async function evictLayers({ db, store, budgetBytes, log }: EvictOptions): Promise<number> {
  const began = store.tick();
  let over = store.diskBytes - budgetBytes;
  if (over <= 0) return 0;
  const used = await usedLayerIds(db);
  let freed = 0;
  for (const layer of store.longestUnused()) {
    if (over <= 0) break;
    if (used.has(layer.id) || !(await store.evict(layer.id, began))) continue;
    over -= layer.diskBytes;
    freed += layer.diskBytes;
    log.info({ layer_id: layer.id, bytes: layer.diskBytes }, 'an unused layer was removed to make room');
  }
  if (over > 0) log.info({ over_bytes: over }, 'the layers in use take more than the budget');
  return freed;
}
