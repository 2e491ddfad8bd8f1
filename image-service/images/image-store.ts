/**
 * Rows of `images` with their properties, tags and uploads in progress.
 *
 * An image is `queued`, then `saving` while exactly one upload holds it (a row of `uploads`, by conditional update), then
 * `active` in the same transaction that links its layers, or `queued` again with a reason. The other way is `uploading`
 * (to the stage, then staged), `importing` while a row of `tasks` holds it, `active`. Deleted images keep their row, so
 * that their id is never given again, and lose everything they point at.
 */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { isUniqueViolation } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import { visibleImages } from './image-access.ts';
import type { Viewer } from './image-access.ts';

export type ImageStatus = 'queued' | 'saving' | 'uploading' | 'importing' | 'active' | 'deactivated' | 'deleted';
export type Visibility = 'public' | 'community' | 'shared' | 'private';

export interface Image {
  id: string;
  name: string | null;
  ownerProject: string;
  visibility: Visibility;
  status: ImageStatus;
  statusReason: string | null;
  kind: 'container' | 'vm' | null;
  diskFormat: string | null;
  containerFormat: string | null;
  topLayerId: string | null;
  configDigest: string | null;
  manifestDigest: string | null;
  manifestMediaType: string | null;
  /** The one blob that a download answers; null where it is made of several. */
  dataDigest: string | null;
  /** What was staged and waits for its import. */
  stagedDigest: string | null;
  osHashAlgo: string | null;
  osHashValue: string | null;
  /** Bytes of what a download answers. */
  size: number | null;
  /** Bytes of all layers when unpacked. */
  virtualSize: number | null;
  minDiskGib: number;
  minRamMib: number;
  architecture: string | null;
  protected: boolean;
  osHidden: boolean;
  createdAt: string;
  updatedAt: string;
  properties: Record<string, string>;
  tags: string[];
}

/** What a user may change; a key that is left out stays as it is. */
export interface ImageChanges {
  name?: string | null;
  visibility?: Visibility;
  diskFormat?: string | null;
  containerFormat?: string | null;
  minDiskGib?: number;
  minRamMib?: number;
  protected?: boolean;
  osHidden?: boolean;
  tags?: string[];
  setProperties?: Record<string, string>;
  removeProperties?: string[];
}

/** What an import made; it turns an image active. */
export interface ImageContent {
  /** Null for what is no server's root: kernels and ramdisks. Left out means `container`. */
  kind?: 'container' | 'vm' | null;
  topLayerId: string | null;
  configDigest: string | null;
  manifestDigest: string | null;
  manifestMediaType: string | null;
  dataDigest?: string | null;
  /** Null until someone downloads what has to be made first. */
  osHashValue: string | null;
  size: number | null;
  virtualSize: number | null;
  architecture: string | null;
  /** The least that the content needs; what the image asks for may be more. */
  minDiskGib?: number;
}

/** Fault `already-exists` for an id that was ever given. */
export async function insertImage(trx: Trx, image: Image): Promise<void> {
  await trx('images')
    .insert(toRow(image))
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new Fault('already-exists', `Image ID ${image.id} already exists: leave the id out, or choose another.`) : error;
    });
  await replaceTags(trx, image.id, image.tags);
  await setProperties(trx, image.id, image.properties);
}

/** The image, where it is not deleted and the viewer may see it; without a viewer, for what is our own business. */
export async function findImage(db: DbOrTrx, id: string, viewer: Viewer = everyone): Promise<Image | undefined> {
  const row = (await db('images').where({ id }).where(visibleImages(viewer)).first()) as ImageRow | undefined;
  return row && (await withParts(db, [row]))[0];
}

const everyone: Viewer = { projectId: '', seesAll: true };

/** Turns rows into images, in their order, with two queries for the parts of all. */
export async function withParts(db: DbOrTrx, rows: readonly ImageRow[]): Promise<Image[]> {
  const ids = rows.map(({ id }) => id);
  const properties = (await db('image_properties').whereIn('image_id', ids).orderBy('name')) as { image_id: string; name: string; value: string }[];
  const tags = (await db('image_tags').whereIn('image_id', ids).orderBy('tag')) as { image_id: string; tag: string }[];
  return rows.map((row) => ({
    ...toImage(row),
    properties: Object.fromEntries(properties.filter(({ image_id: id }) => id === row.id).map(({ name, value }) => [name, value])),
    tags: tags.filter(({ image_id: id }) => id === row.id).map(({ tag }) => tag),
  }));
}

export async function updateImage(trx: Trx, id: string, changes: ImageChanges, now: string): Promise<void> {
  const { tags, setProperties: set = {}, removeProperties: removed = [], ...columns } = changes;
  await trx('images').where({ id }).update({ ...changedColumns(columns), updated_at: now });
  if (tags) await replaceTags(trx, id, tags);
  if (removed.length > 0) await trx('image_properties').where({ image_id: id }).whereIn('name', removed).delete();
  await setProperties(trx, id, set);
}

/** Takes a queued image for one upload, of its data or to the stage; false when it is not queued (any more). */
export async function claimUpload(trx: Trx, id: string, nodeId: string, now: string, status: 'saving' | 'uploading' = 'saving'): Promise<boolean> {
  const claimed = await trx('images').where({ id, status: 'queued' }).whereNull('deleted_at').update({ status, status_reason: null, updated_at: now });
  if (claimed === 1) await trx('uploads').insert({ image_id: id, node_id: nodeId, started_at: now });
  return claimed === 1;
}

/** The upload has come to its end; false when the image was deleted meanwhile. */
export async function activateImage(trx: Trx, id: string, content: ImageContent, now: string): Promise<boolean> {
  await trx('uploads').where({ image_id: id }).delete();
  const activated = await trx('images').where({ id }).whereIn('status', ['saving', 'importing']).update({
    status: 'active',
    status_reason: null,
    kind: content.kind === undefined ? 'container' : content.kind,
    top_layer_id: content.topLayerId,
    config_digest: content.configDigest,
    manifest_digest: content.manifestDigest,
    manifest_media_type: content.manifestMediaType,
    data_digest: content.dataDigest ?? null,
    os_hash_algo: content.osHashValue === null ? null : 'sha256',
    os_hash_value: content.osHashValue,
    size: content.size,
    virtual_size: content.virtualSize,
    architecture: content.architecture,
    updated_at: now,
  });
  if (content.minDiskGib) await trx('images').where({ id }).where('min_disk', '<', content.minDiskGib).update({ min_disk: content.minDiskGib });
  return activated === 1;
}

/** The upload has failed: the image waits for another one. */
export async function releaseUpload(trx: Trx, id: string, reason: string, now: string): Promise<void> {
  await trx('uploads').where({ image_id: id }).delete();
  await trx('images').where({ id }).whereIn('status', ['saving', 'uploading']).update({ status: 'queued', status_reason: reason, updated_at: now });
}

/** Images whose upload an earlier process of this node did not end. */
export const uploadsOf = async (db: DbOrTrx, nodeId: string): Promise<string[]> =>
  ((await db('uploads').where({ node_id: nodeId }).select('image_id')) as { image_id: string }[]).map((row) => row.image_id);

/** Answers what the image pointed at, for the collector; undefined when it was gone or protected already. */
export async function markDeleted(trx: Trx, image: Image, now: string): Promise<boolean> {
  const marked = await trx('images').where({ id: image.id, protected: 0 }).whereNull('deleted_at').update({
    status: 'deleted',
    deleted_at: now,
    updated_at: now,
    top_layer_id: null,
    config_digest: null,
    manifest_digest: null,
    data_digest: null,
    staged_digest: null,
  });
  return marked === 1;
}

async function replaceTags(trx: Trx, id: string, tags: readonly string[]): Promise<void> {
  await trx('image_tags').where({ image_id: id }).delete();
  const unique = [...new Set(tags)];
  if (unique.length > 0) await trx('image_tags').insert(unique.map((tag) => ({ image_id: id, tag })));
}

async function setProperties(trx: Trx, id: string, properties: Record<string, string>): Promise<void> {
  const rows = Object.entries(properties).map(([name, value]) => ({ image_id: id, name, value }));
  if (rows.length > 0) await trx('image_properties').insert(rows).onConflict(['image_id', 'name']).merge(['value']);
}

function changedColumns(changes: Omit<ImageChanges, 'tags' | 'setProperties' | 'removeProperties'>): Partial<ImageRow> {
  const columns: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(changes)) {
    columns[changeColumns[key as keyof typeof changeColumns]] = typeof value === 'boolean' ? Number(value) : value;
  }
  return columns;
}

const changeColumns = {
  name: 'name',
  visibility: 'visibility',
  diskFormat: 'disk_format',
  containerFormat: 'container_format',
  minDiskGib: 'min_disk',
  minRamMib: 'min_ram',
  protected: 'protected',
  osHidden: 'os_hidden',
} as const satisfies Record<keyof Omit<ImageChanges, 'tags' | 'setProperties' | 'removeProperties'>, keyof ImageRow>;

export interface ImageRow {
  id: string;
  name: string | null;
  owner_project: string;
  visibility: Visibility;
  status: ImageStatus;
  status_reason: string | null;
  kind: 'container' | 'vm' | null;
  disk_format: string | null;
  container_format: string | null;
  top_layer_id: string | null;
  config_digest: string | null;
  manifest_digest: string | null;
  manifest_media_type: string | null;
  data_digest: string | null;
  staged_digest: string | null;
  os_hash_algo: string | null;
  os_hash_value: string | null;
  size: number | null;
  virtual_size: number | null;
  min_disk: number;
  min_ram: number;
  architecture: string | null;
  protected: number;
  os_hidden: number;
  created_at: string;
  updated_at: string;
}

const toImage = (row: ImageRow): Omit<Image, 'properties' | 'tags'> => ({
  id: row.id,
  name: row.name,
  ownerProject: row.owner_project,
  visibility: row.visibility,
  status: row.status,
  statusReason: row.status_reason,
  kind: row.kind,
  diskFormat: row.disk_format,
  containerFormat: row.container_format,
  topLayerId: row.top_layer_id,
  configDigest: row.config_digest,
  manifestDigest: row.manifest_digest,
  manifestMediaType: row.manifest_media_type,
  dataDigest: row.data_digest,
  stagedDigest: row.staged_digest,
  osHashAlgo: row.os_hash_algo,
  osHashValue: row.os_hash_value,
  size: row.size,
  virtualSize: row.virtual_size,
  minDiskGib: row.min_disk,
  minRamMib: row.min_ram,
  architecture: row.architecture,
  protected: row.protected === 1,
  osHidden: row.os_hidden === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const toRow = (image: Image): ImageRow => ({
  id: image.id,
  name: image.name,
  owner_project: image.ownerProject,
  visibility: image.visibility,
  status: image.status,
  status_reason: image.statusReason,
  kind: image.kind,
  disk_format: image.diskFormat,
  container_format: image.containerFormat,
  top_layer_id: image.topLayerId,
  config_digest: image.configDigest,
  manifest_digest: image.manifestDigest,
  manifest_media_type: image.manifestMediaType,
  data_digest: image.dataDigest,
  staged_digest: image.stagedDigest,
  os_hash_algo: image.osHashAlgo,
  os_hash_value: image.osHashValue,
  size: image.size,
  virtual_size: image.virtualSize,
  min_disk: image.minDiskGib,
  min_ram: image.minRamMib,
  architecture: image.architecture,
  protected: Number(image.protected),
  os_hidden: Number(image.osHidden),
  created_at: image.createdAt,
  updated_at: image.updatedAt,
});
