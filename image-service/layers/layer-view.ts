import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { findEncodings } from './layer-store.ts';
import type { Layer } from './layer-store.ts';

export type LayerBody = ReplyBody<Operation<'image', 'getLayer'>>;

/** Layers as the wire shows them, in their order, each with the encodings in which its changeset is stored. */
export async function layerViews(db: DbOrTrx, layers: readonly Layer[]): Promise<LayerBody[]> {
  const encodings = await findEncodings(db, layers.map(({ diffId }) => diffId));
  return layers.map((layer) => ({
    id: layer.id,
    parent_id: layer.parentId,
    kind: layer.kind,
    diff_id: layer.diffId,
    depth: layer.depth,
    size: layer.rawSize,
    created_by: layer.createdBy,
    created_at: layer.createdAt,
    encodings: encodings.filter(({ diffId }) => diffId === layer.diffId).map(({ digest, mediaType, size }) => ({ digest, media_type: mediaType, size })),
  }));
}
