import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** Rows of `blobs` as the scrubber sees them. */
export interface ScrubBlob {
  digest: string;
  size: number;
  storeKey: string;
}

/** The sound blob that was looked at longest ago, before `before`; never looked at comes first. */
export async function nextToScrub(db: DbOrTrx, before: string): Promise<ScrubBlob | undefined> {
  return db('blobs').where(due(before)).orderByRaw("coalesce(scrubbed_at, '')").first(blobColumns) as Promise<ScrubBlob | undefined>;
}

export async function countToScrub(db: DbOrTrx, before: string): Promise<{ blobs: number; bytes: number }> {
  return (await db('blobs').where(due(before)).first(db.raw('count(*) as blobs, coalesce(sum(size), 0) as bytes'))) as { blobs: number; bytes: number };
}

/** Makes every sound blob due. */
export async function scrubAll(db: DbOrTrx): Promise<void> {
  await db('blobs').whereNull('damaged_at').update({ scrubbed_at: null });
}

/** Notes what was found; nothing when the blob was collected or healed meanwhile. True when it was noted. */
export async function noteScrub(db: DbOrTrx, { digest, storeKey }: ScrubBlob, sound: boolean, now: string): Promise<boolean> {
  const found = sound ? { scrubbed_at: now } : { scrubbed_at: now, damaged_at: now };
  return (await db('blobs').where({ digest, store_key: storeKey }).update(found)) > 0;
}

export interface DamagedBlob {
  digest: string;
  size: number;
  damagedAt: string;
}

export const listDamaged = (db: DbOrTrx, limit: number): Promise<DamagedBlob[]> =>
  db('blobs').whereNotNull('damaged_at').orderBy('digest').limit(limit).select({ digest: 'digest', size: 'size', damagedAt: 'damaged_at' });

const blobColumns = { digest: 'digest', size: 'size', storeKey: 'store_key' };

const due =
  (before: string) =>
  (query: ReturnType<DbOrTrx>): void => {
    void query.whereNull('damaged_at').where((either) => void either.whereNull('scrubbed_at').orWhere('scrubbed_at', '<=', before));
  };
