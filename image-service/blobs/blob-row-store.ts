import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import { protectedEnough, protectedUntil } from './protection.ts';

/** Rows of `blobs` and `garbage`: which objects exist, under which key, and which are to go. */
export interface BlobRow {
  digest: string;
  size: number;
  storeKey: string;
}

/** Notes keys before they are published, so that a crash leaves no object that nobody knows of. */
export async function noteKeys(db: DbOrTrx, keys: readonly string[], nodeId: string, now: string): Promise<void> {
  if (keys.length > 0) await db('garbage').insert(keys.map((key) => ({ store_key: key, node_id: nodeId, since: now })));
}

/** Gives noted keys up: whatever of them was published is the collector's to delete. */
export async function giveKeysUp(db: DbOrTrx, keys: readonly string[]): Promise<void> {
  await db('garbage').whereIn('store_key', keys).update({ node_id: null });
}

/** Gives up what an earlier process of this node had noted; answers how many keys. */
export const giveNodeKeysUp = (db: DbOrTrx, nodeId: string): Promise<number> => db('garbage').where({ node_id: nodeId }).update({ node_id: null });

/**
 * Makes a published object the blob of its digest, unless there is a sound one already; then that one stays and ours
 * becomes garbage. A damaged one is healed: ours takes its place under the same digest, and its object goes. Either way the row's lock is held until the transaction ends and `gc_after` is null, so that no collector
 * lets it go before the reference that the caller adds next.
 */
export async function adoptBlob(trx: Trx, blob: BlobRow, now: string): Promise<void> {
  const [row] = (await trx('blobs')
    .insert({ digest: blob.digest, size: blob.size, store_key: blob.storeKey, created_at: now, scrubbed_at: now })
    .onConflict('digest')
    .merge({ gc_after: null })
    .returning(['store_key', 'damaged_at'])) as { store_key: string; damaged_at: string | null }[];
  if (row !== undefined && row.damaged_at !== null) {
    await trx('blobs').where({ digest: blob.digest }).update({ store_key: blob.storeKey, damaged_at: null, scrubbed_at: now });
    await trx('garbage').insert({ store_key: row.store_key, node_id: null, since: now });
  }
  if (row?.store_key === blob.storeKey || row?.damaged_at) await trx('garbage').where({ store_key: blob.storeKey }).delete();
  else await giveKeysUp(trx, [blob.storeKey]);
}

/** Blobs by digest; a missing one is the fault `internal`, because foreign keys hold what is referenced; a damaged one see `damagedBlob`. */
export async function findBlobs(db: DbOrTrx, digests: readonly string[]): Promise<Map<string, BlobRow>> {
  const rows = (await db('blobs').whereIn('digest', [...digests]).select('digest', 'size', 'store_key', 'damaged_at')) as {
    digest: string;
    size: number;
    store_key: string;
    damaged_at: string | null;
  }[];
  const damaged = rows.find((row) => row.damaged_at !== null);
  if (damaged) throw damagedBlob(damaged.digest);
  const found = new Map(rows.map((row) => [row.digest, { digest: row.digest, size: row.size, storeKey: row.store_key }]));
  const missing = digests.find((digest) => !found.has(digest));
  if (missing !== undefined) throw new Fault('internal', `The blob ${missing} has no row any more. Tell the operator.`);
  return found;
}

/** For whoever asks for bytes that the scrubber found to be wrong: they are not handed out. */
export const damagedBlob = (digest: string): Fault =>
  new Fault('image-unusable', `The stored bytes of ${digest} were found damaged and are not handed out. Upload the image, or push the layer, again: that puts sound bytes in their place.`, {
    status: 500,
  });

/** Keeps blobs for a while (protection.ts), for readers that open one after another. */
export async function protectBlobs(trx: Trx, digests: readonly string[], now: () => Date): Promise<void> {
  const unprotected = () =>
    trx('blobs')
      .whereIn('digest', [...digests])
      .where((query) => void query.whereNull('protect_until').orWhere('protect_until', '<', protectedEnough(now)));
  const rows: unknown[] = await unprotected().orderBy('digest').forUpdate().select('digest');
  if (rows.length > 0) await unprotected().update({ protect_until: protectedUntil(now) });
}

/**
 * For a transaction that adds references: takes the blobs' locks and answers those that are there and sound (a client
 * pushes the others again). With `until` they are protected so long, also when the references go before; `review` asks
 * the collector to look at that time, for blobs that may stay without a reference.
 */
export async function referToBlobs(trx: Trx, digests: readonly string[], until?: string, { review = false } = {}): Promise<Set<string>> {
  const present: { digest: string }[] = [];
  // In the order of digests over all batches; a database binds only so many values a statement.
  const sorted = [...new Set(digests)].sort();
  for (let at = 0; at < sorted.length; at += 500) {
    const batch = sorted.slice(at, at + 500);
    present.push(...((await trx('blobs').whereIn('digest', batch).whereNull('damaged_at').orderBy('digest').forUpdate().select('digest')) as { digest: string }[]));
    await trx('blobs').whereIn('digest', batch).update({ ...(until === undefined ? {} : { protect_until: until }), gc_after: review ? until : null });
  }
  return new Set(present.map(({ digest }) => digest));
}

/** Asks the collector to look at blobs; their locks are taken by digest, after those of layers (see `lockLayers`). */
export async function suspectBlobs(trx: Trx, digests: readonly string[], now: string): Promise<void> {
  await trx('blobs').whereIn('digest', [...digests]).orderBy('digest').forUpdate().select('digest');
  await trx('blobs').whereIn('digest', [...digests]).update({ gc_after: now });
}

/** A row that the collector should look at, with the `gc_after` that it had when it was found due. */
export interface Due {
  id: string;
  gcAfter: string;
  /** Of blobs. */
  bytes?: number;
}

export const dueBlobs = (db: DbOrTrx, now: string, limit: number): Promise<Due[]> =>
  db('blobs').where('gc_after', '<=', now).orderBy('gc_after').limit(limit).select({ id: 'digest', gcAfter: 'gc_after', bytes: 'size' });

/**
 * Lets a blob go that nothing references and nothing protects, and notes its object as garbage; otherwise notes when to
 * look again. Whoever adds or drops a reference changes `gc_after`, and the condition on it stops a collector that
 * looked before (PostgreSQL checks conditions on the row itself again after it waited for its lock).
 */
export async function collectBlob(trx: Trx, { id, gcAfter }: Due, now: string): Promise<'gone' | 'kept'> {
  const due = () => trx('blobs').where({ digest: id, gc_after: gcAfter });
  const blob = (await due().first('store_key')) as { store_key: string } | undefined;
  const gone = await due()
    .where((query) => void query.whereNull('protect_until').orWhere('protect_until', '<=', now))
    .whereNotExists(trx('diff_blobs').select(trx.raw('1')).whereRaw('diff_blobs.blob_digest = blobs.digest'))
    .whereNotExists(trx('images').select(trx.raw('1')).whereRaw('images.config_digest = blobs.digest'))
    .whereNotExists(trx('images').select(trx.raw('1')).whereRaw('images.manifest_digest = blobs.digest'))
    .whereNotExists(trx('manifests').select(trx.raw('1')).whereRaw('manifests.digest = blobs.digest'))
    .whereNotExists(trx('manifest_refs').select(trx.raw('1')).whereRaw('manifest_refs.ref_digest = blobs.digest'))
    .whereNotExists(trx('images').select(trx.raw('1')).whereRaw('images.data_digest = blobs.digest'))
    .whereNotExists(trx('images').select(trx.raw('1')).whereRaw('images.staged_digest = blobs.digest'))
    .delete();
  if (gone > 0 && blob) {
    await trx('garbage').insert({ store_key: blob.store_key, node_id: null, since: now });
    return 'gone';
  }
  // What protection keeps is looked at again when that ends; what is referenced is due again when the reference goes.
  const postponed = await due().where('protect_until', '>', now).update({ gc_after: trx.ref('protect_until') });
  if (postponed === 0) await due().update({ gc_after: null });
  return 'kept';
}

/** Looks at a due blob later. */
export async function postponeBlob(db: DbOrTrx, digest: string, later: string): Promise<void> {
  await db('blobs').where({ digest }).whereNotNull('gc_after').update({ gc_after: later });
}

/** Keys of objects to delete now. */
export const listGarbage = async (db: DbOrTrx, limit: number): Promise<string[]> =>
  ((await db('garbage').whereNull('node_id').limit(limit).select('store_key')) as { store_key: string }[]).map((row) => row.store_key);

/** The objects are deleted: forget their keys. */
export async function forgetGarbage(db: DbOrTrx, keys: readonly string[]): Promise<void> {
  await db('garbage').whereIn('store_key', [...keys]).delete();
}
