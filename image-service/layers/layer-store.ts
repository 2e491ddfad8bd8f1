/**
 * Rows of `layers`, `diffs` and `diff_blobs`.
 *
 * A layer is never changed. Chains are read with recursive queries along `parent_id`, upwards (towards the base) for a
 * pull, downwards (towards images) to decide who may see a layer: an image's project may see every layer below it.
 */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { Due } from '../blobs/blob-row-store.ts';
import { suspectBlobs } from '../blobs/blob-row-store.ts';
import type { Viewer } from '../images/image-access.ts';
import { visibleImages } from '../images/image-access.ts';

export interface Layer {
  id: string;
  parentId: string | null;
  kind: 'tar' | 'qcow2';
  diffId: string;
  depth: number;
  /** Bytes of the uncompressed changeset. */
  rawSize: number;
  /** Of qcow2 layers: the size of the disk that a guest sees. */
  virtualSize: number | null;
  createdBy: string | null;
  createdAt: string;
}

export interface LayerEncoding {
  diffId: string;
  digest: string;
  mediaType: string;
  size: number;
  storeKey: string;
  /** When its bytes were found to be wrong; null while they are sound. */
  damagedAt: string | null;
}

export interface NewLayer {
  id: string;
  /** Left out means `tar`. */
  kind?: 'tar' | 'qcow2';
  diffId: string;
  rawSize: number;
  /** Of a qcow2 layer: the size of the disk that a guest sees. */
  virtualSize?: number;
  blobDigest: string;
  mediaType: string;
}

/**
 * Takes the locks of those layers that are there. Every transaction locks layers from the base up, then blobs by digest,
 * so that on PostgreSQL an import, a deletion and the collector queue up instead of waiting for each other in a ring.
 */
export async function lockLayers(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx('layers').whereIn('id', [...ids]).orderBy(['depth', 'id']).forUpdate().select('id');
}

/**
 * Inserts a chain, base first, on top of `below`; what is there already stays as it is, and is no longer due for
 * collection.
 */
export async function insertChain(trx: Trx, chain: readonly NewLayer[], createdBy: string, now: string, below?: Layer): Promise<void> {
  let parentId: string | null = below?.id ?? null;
  for (const [index, layer] of chain.entries()) {
    const kind = layer.kind ?? 'tar';
    await trx('diffs')
      .insert({ diff_id: layer.diffId, kind, raw_size: layer.rawSize, virtual_size: layer.virtualSize ?? null })
      .onConflict('diff_id')
      .merge({ raw_size: layer.rawSize });
    await trx('diff_blobs')
      .insert({ diff_id: layer.diffId, blob_digest: layer.blobDigest, media_type: layer.mediaType })
      .onConflict(['diff_id', 'blob_digest'])
      .ignore();
    await trx('layers')
      .insert({ id: layer.id, kind, diff_id: layer.diffId, parent_id: parentId, depth: (below?.depth ?? 0) + index + 1, created_by: createdBy, created_at: now })
      .onConflict('id')
      .merge({ gc_after: null });
    parentId = layer.id;
  }
}

/** The layer and all below it, base first; empty when there is no such layer. */
export async function readChain(db: DbOrTrx, topId: string): Promise<Layer[]> {
  const rows = await db
    .withRecursive('chain', (query) => {
      void query
        .select('id', 'parent_id')
        .from('layers')
        .where({ id: topId })
        .unionAll((up) => void up.select('layers.id', 'layers.parent_id').from('layers').join('chain', 'chain.parent_id', 'layers.id'));
    })
    .from('layers')
    .join('diffs', 'diffs.diff_id', 'layers.diff_id')
    .whereIn('layers.id', db.select('id').from('chain'))
    .orderBy('layers.depth')
    .select(...layerColumns);
  return (rows as LayerRow[]).map(toLayer);
}

export async function findLayer(db: DbOrTrx, id: string): Promise<Layer | undefined> {
  const row = await db('layers').join('diffs', 'diffs.diff_id', 'layers.diff_id').where('layers.id', id).first(...layerColumns);
  return row === undefined ? undefined : toLayer(row as LayerRow);
}

export async function findChildren(db: DbOrTrx, id: string): Promise<Layer[]> {
  const rows = await db('layers').join('diffs', 'diffs.diff_id', 'layers.diff_id').where('layers.parent_id', id).orderBy('layers.id').select(...layerColumns);
  return (rows as LayerRow[]).map(toLayer);
}

/** The blobs of changesets, sound ones first, and those stored first coming first. */
export async function findEncodings(db: DbOrTrx, diffIds: readonly string[]): Promise<LayerEncoding[]> {
  return db('diff_blobs')
    .join('blobs', 'blobs.digest', 'diff_blobs.blob_digest')
    .whereIn('diff_blobs.diff_id', [...diffIds])
    .orderByRaw('blobs.damaged_at is not null, blobs.created_at, blobs.digest')
    .select({ diffId: 'diff_blobs.diff_id', digest: 'blobs.digest', mediaType: 'diff_blobs.media_type', size: 'blobs.size', storeKey: 'blobs.store_key', damagedAt: 'blobs.damaged_at' });
}

/** What is inside of those blobs that were looked into before: a blob's content never changes. */
export async function findKnownDiffs(db: DbOrTrx, digests: readonly string[]): Promise<Map<string, { diffId: string; rawSize: number; mediaType: string }>> {
  const rows = (await db('diff_blobs')
    .join('diffs', 'diffs.diff_id', 'diff_blobs.diff_id')
    .where('diffs.kind', 'tar')
    .whereIn('blob_digest', [...digests])
    .select({ digest: 'blob_digest', diffId: 'diffs.diff_id', rawSize: 'raw_size', mediaType: 'media_type' })) as { digest: string; diffId: string; rawSize: number; mediaType: string }[];
  return new Map(rows.map(({ digest, ...diff }) => [digest, diff]));
}

/** Those of `ids` that stand below an image which the viewer may see, or below a layer that `leaseHolder` keeps. */
export async function visibleLayers(db: DbOrTrx, ids: readonly string[], viewer: Viewer, leaseHolder?: string): Promise<Set<string>> {
  if (viewer.seesAll) return new Set(ids);
  const above = () =>
    db
      .withRecursive('above', (query) => {
        void query
          .select({ root: 'id', id: 'id' })
          .from('layers')
          .whereIn('id', [...ids])
          .union((up) => void up.select({ root: 'above.root', id: 'layers.id' }).from('layers').join('above', 'above.id', 'layers.parent_id'));
      })
      .from('above')
      .distinct('above.root');
  const rows = await above()
    .join('images', 'images.top_layer_id', 'above.id')
    .where(visibleImages(viewer))
    // A deactivated image hands out no bytes, so it opens no layer either.
    .whereNot('images.status', 'deactivated');
  const leased =
    leaseHolder === undefined ? [] : await above().join('lease_refs', 'lease_refs.layer_id', 'above.id').join('leases', 'leases.id', 'lease_refs.lease_id').where('leases.holder', leaseHolder);
  return new Set([...rows, ...leased].map(({ root }: { root: string }) => root));
}

/** Asks the collector to look at layers. */
export async function suspectLayers(trx: Trx, ids: readonly string[], now: string): Promise<void> {
  await lockLayers(trx, ids);
  await trx('layers').whereIn('id', [...ids]).update({ gc_after: now });
}

export const dueLayers = (db: DbOrTrx, now: string, limit: number): Promise<Due[]> =>
  db('layers').where('gc_after', '<=', now).orderBy('gc_after').limit(limit).select('id', { gcAfter: 'gc_after' });

/**
 * Lets a layer go on which no layer stands, to which no image points and which no lease keeps; its parent and its blobs
 * are looked at next. Otherwise it is no longer due: whoever drops its last reference makes it due again.
 */
export async function collectLayer(trx: Trx, { id, gcAfter }: Due, now: string): Promise<'gone' | 'kept'> {
  const due = () => trx('layers').where({ id, gc_after: gcAfter });
  const layer = (await due().first('diff_id', 'parent_id')) as { diff_id: string; parent_id: string | null } | undefined;
  if (layer?.parent_id) await lockLayers(trx, [layer.parent_id, id]);
  const gone = await due()
    .whereNotExists(trx({ child: 'layers' }).select(trx.raw('1')).whereRaw('child.parent_id = layers.id'))
    .whereNotExists(trx('images').select(trx.raw('1')).whereRaw('images.top_layer_id = layers.id'))
    .whereNotExists(trx('manifests').select(trx.raw('1')).whereRaw('manifests.top_layer_id = layers.id'))
    .whereNotExists(trx('lease_refs').select(trx.raw('1')).whereRaw('lease_refs.layer_id = layers.id'))
    .delete();
  if (gone === 0 || !layer) {
    await due().update({ gc_after: null });
    return 'kept';
  }
  if (layer.parent_id !== null) await suspectLayers(trx, [layer.parent_id], now);
  await dropUnusedDiff(trx, layer.diff_id, now);
  return 'gone';
}

/** Looks at a due layer later. */
export async function postponeLayer(db: DbOrTrx, id: string, later: string): Promise<void> {
  await db('layers').where({ id }).whereNotNull('gc_after').update({ gc_after: later });
}

async function dropUnusedDiff(trx: Trx, diffId: string, now: string): Promise<void> {
  const blobs = (await trx('diff_blobs').where({ diff_id: diffId }).select('blob_digest')) as { blob_digest: string }[];
  await suspectBlobs(trx, blobs.map((row) => row.blob_digest), now);
  // Asked behind the lock: an import that puts the diff on another parent holds it until its layer can be seen.
  const used: unknown = await trx('layers').where({ diff_id: diffId }).first('id');
  if (used !== undefined) return;
  await trx('diff_blobs').where({ diff_id: diffId }).delete();
  await trx('diffs').where({ diff_id: diffId }).delete();
}

const layerColumns = ['layers.id', 'layers.parent_id', 'layers.kind', 'layers.diff_id', 'layers.depth', 'layers.created_by', 'layers.created_at', 'diffs.raw_size', 'diffs.virtual_size'];

interface LayerRow {
  id: string;
  parent_id: string | null;
  kind: 'tar' | 'qcow2';
  diff_id: string;
  depth: number;
  created_by: string | null;
  created_at: string;
  raw_size: number;
  virtual_size: number | null;
}

const toLayer = (row: LayerRow): Layer => ({
  id: row.id,
  parentId: row.parent_id,
  kind: row.kind,
  diffId: row.diff_id,
  depth: row.depth,
  rawSize: row.raw_size,
  virtualSize: row.virtual_size,
  createdBy: row.created_by,
  createdAt: row.created_at,
});
