import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { ImageConfig } from '../drivers/driver.ts';

/** A layer whose extracted content is on this host. */
export interface LayerRecord {
  /** Chain id, `sha256:…`. */
  id: string;
  parentId: string | null;
  /** Of the blob that it came from. */
  digest: string;
  /** Bytes of that blob. */
  size: number;
}

/** What an image is made of, so that a server of it starts again without the image service. */
export interface ImageChain {
  imageId: string;
  layerId: string;
  /** Chain ids from the base to the top. */
  layerIds: string[];
  config: ImageConfig;
}

export async function listLayerIds(db: DbOrTrx): Promise<string[]> {
  return (await db<LayerRow>('layers').select('id')).map((row) => row.id);
}

export async function insertLayer(db: DbOrTrx, layer: LayerRecord, now: Date): Promise<void> {
  await db<LayerRow>('layers')
    .insert({ id: layer.id, parent_id: layer.parentId, digest: layer.digest, size: layer.size, created_at: now.toISOString() })
    .onConflict('id')
    .merge();
}

export async function deleteLayers(db: DbOrTrx, ids: readonly string[]): Promise<void> {
  for (const id of ids) await db<LayerRow>('layers').where({ id }).delete();
}

export async function findChain(db: DbOrTrx, imageId: string, layerId: string): Promise<ImageChain | undefined> {
  const row = await db<ChainRow>('image_chains').where({ image_id: imageId, layer_id: layerId }).first();
  return row && { imageId, layerId, layerIds: JSON.parse(row.layer_ids) as string[], config: JSON.parse(row.config) as ImageConfig };
}

export async function insertChain(db: DbOrTrx, chain: ImageChain, now: Date): Promise<void> {
  await db<ChainRow>('image_chains')
    .insert({
      image_id: chain.imageId,
      layer_id: chain.layerId,
      layer_ids: JSON.stringify(chain.layerIds),
      config: JSON.stringify(chain.config),
      created_at: now.toISOString(),
    })
    .onConflict(['image_id', 'layer_id'])
    .merge();
}

interface LayerRow {
  id: string;
  parent_id: string | null;
  digest: string;
  size: number;
  created_at: string;
}

interface ChainRow {
  image_id: string;
  layer_id: string;
  layer_ids: string;
  config: string;
  created_at: string;
}
