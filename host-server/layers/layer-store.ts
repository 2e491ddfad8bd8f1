import type { Db, DbOrTrx } from '../../openapi/serve/db.ts';
import { makeDurable } from '../../openapi/serve/make-durable.ts';
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
  /** Bytes that it takes unpacked. */
  diskBytes: number;
}

/** A layer as eviction sees it. */
export interface LayerUse {
  id: string;
  diskBytes: number;
  /** ISO time. */
  lastUsedAt: string;
}

/** What an image is made of, so that a server of it starts again without the image service. */
export interface ImageChain {
  imageId: string;
  layerId: string;
  /** Chain ids from the base to the top. */
  layerIds: string[];
  config: ImageConfig;
  /** Of an image for machines. */
  machine?: MachineParts;
}

/** What a machine is made of beside its layers; kernel and ramdisk are images of their own. */
export interface MachineParts {
  properties: Record<string, string>;
  kernelId?: string;
  ramdiskId?: string;
  cdrom?: true;
}

export async function listLayerUse(db: DbOrTrx): Promise<LayerUse[]> {
  const rows = await db<LayerRow>('layers').select('id', 'size', 'disk_bytes', 'last_used_at', 'created_at');
  return rows.map((row) => ({ id: row.id, diskBytes: row.disk_bytes ?? row.size, lastUsedAt: row.last_used_at ?? row.created_at }));
}

export async function touchLayers(db: DbOrTrx, ids: readonly string[], now: Date): Promise<void> {
  await db<LayerRow>('layers').whereIn('id', [...ids]).update({ last_used_at: now.toISOString() });
}

/** That a server stands on a chain, or is about to; it counts for as long as the host has the server. */
export async function noteServerChain(db: DbOrTrx, serverId: string, { imageId, layerId }: { imageId: string; layerId: string }): Promise<void> {
  await db('server_chains').insert({ server_id: serverId, image_id: imageId, layer_id: layerId }).onConflict(['server_id', 'image_id', 'layer_id']).ignore();
}

/** All layers below the servers of this host, by what was noted and by their specs. Notes of servers that are gone go. */
export async function usedLayerIds(db: DbOrTrx): Promise<Set<string>> {
  await db('server_chains').whereNotIn('server_id', db('servers').select('id')).delete();
  const noted = (await db('server_chains').select('image_id', 'layer_id')) as { image_id: string; layer_id: string }[];
  const specs = (await db('servers').select('spec')) as { spec: string }[];
  const wanted = new Set([
    ...noted.map((row) => `${row.image_id} ${row.layer_id}`),
    ...specs.map(({ spec }) => (JSON.parse(spec) as { image: { id: string; layer_id: string } }).image).map((image) => `${image.id} ${image.layer_id}`),
  ]);
  const chains = await db<ChainRow>('image_chains').select('image_id', 'layer_id', 'layer_ids');
  const used = chains.filter((row) => wanted.has(`${row.image_id} ${row.layer_id}`));
  return new Set(used.flatMap((row) => JSON.parse(row.layer_ids) as string[]));
}

/** On disk when it resolves. */
export async function insertLayer(db: Db, layer: LayerRecord, now: Date): Promise<void> {
  await db<LayerRow>('layers')
    .insert({ id: layer.id, parent_id: layer.parentId, digest: layer.digest, size: layer.size, disk_bytes: layer.diskBytes, created_at: now.toISOString(), last_used_at: now.toISOString() })
    .onConflict('id')
    .merge();
  await makeDurable(db);
}

/** On disk when it resolves. */
export async function deleteLayers(db: Db, ids: readonly string[]): Promise<void> {
  for (const id of ids) await db<LayerRow>('layers').where({ id }).delete();
  await makeDurable(db);
}

export async function findChain(db: DbOrTrx, imageId: string, layerId: string): Promise<ImageChain | undefined> {
  const row = await db<ChainRow>('image_chains').where({ image_id: imageId, layer_id: layerId }).first();
  if (!row) return undefined;
  const machine = row.machine === null ? {} : { machine: JSON.parse(row.machine) as MachineParts };
  return { imageId, layerId, layerIds: JSON.parse(row.layer_ids) as string[], config: JSON.parse(row.config) as ImageConfig, ...machine };
}

/** On disk when it resolves. */
export async function insertChain(db: Db, chain: ImageChain, now: Date): Promise<void> {
  await db<ChainRow>('image_chains')
    .insert({
      image_id: chain.imageId,
      layer_id: chain.layerId,
      layer_ids: JSON.stringify(chain.layerIds),
      config: JSON.stringify(chain.config),
      machine: chain.machine === undefined ? null : JSON.stringify(chain.machine),
      created_at: now.toISOString(),
    })
    .onConflict(['image_id', 'layer_id'])
    .merge();
  await makeDurable(db);
}

interface LayerRow {
  id: string;
  parent_id: string | null;
  digest: string;
  size: number;
  disk_bytes: number | null;
  created_at: string;
  last_used_at: string | null;
}

interface ChainRow {
  image_id: string;
  layer_id: string;
  layer_ids: string;
  config: string;
  machine: string | null;
  created_at: string;
}
