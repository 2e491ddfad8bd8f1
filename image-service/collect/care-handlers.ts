import { inTransaction } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Services } from '../services.ts';
import { countToScrub, listDamaged, scrubAll } from './scrub-store.ts';

/** `POST /v2/gc`: collects now what is due, or tells what would go. */
export const collectGarbage =
  ({ collector }: Services): HandlerOf<'image', 'collectGarbage'> =>
  async ({ body: { dry_run: dryRun = false, delay_s: delayS }, log }) => {
    const delay = delayS === undefined ? {} : { delayMs: delayS * 1000 };
    const collected = dryRun ? await collector.foresee(delay) : await collector.run(delay);
    if (!dryRun) log.info({ ...collected }, 'collected on request');
    return { status: 200, body: { dry_run: dryRun, ...collected } };
  };

/** `POST /v2/scrub`: has every stored object read again; the work goes on behind the answer. */
export const scrubBlobs =
  ({ db, scrubber }: Services): HandlerOf<'image', 'scrubBlobs'> =>
  async ({ body: { dry_run: dryRun = false }, log }) => {
    if (!dryRun) {
      await inTransaction(db, scrubAll);
      scrubber.wake();
      log.info('every stored blob is read again on request');
    }
    return { status: 202, body: await scrubState(db, scrubber) };
  };

/** `GET /v2/scrub` */
export const getScrub =
  ({ db, scrubber }: Services): HandlerOf<'image', 'getScrub'> =>
  async () => ({ status: 200, body: await scrubState(db, scrubber) });

async function scrubState(db: Services['db'], scrubber: Services['scrubber']): Promise<{ due_blobs: number; due_bytes: number; damaged: { digest: string; size: number; damaged_at: string }[] }> {
  const { blobs, bytes } = await countToScrub(db, scrubber.dueBefore());
  const damaged = await listDamaged(db, 1000);
  return { due_blobs: blobs, due_bytes: bytes, damaged: damaged.map(({ digest, size, damagedAt }) => ({ digest, size, damaged_at: damagedAt })) };
}
