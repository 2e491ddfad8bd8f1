import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { LayerKind } from './chain-id.ts';

/** A row of `layer_uploads`; its bytes are the kept stage of the same id. */
export interface LayerUpload {
  id: string;
  projectId: string;
  userId: string;
  kind: LayerKind;
  parentId: string | null;
  /** What the client said that the changeset hashes to. */
  diffId: string | null;
  /** What it said that it will send. */
  size: number | null;
  nodeId: string;
  expiresAt: string;
  /** The image of a snapshot, which the layer makes active. */
  imageId: string | null;
}

export async function insertLayerUpload(trx: DbOrTrx, upload: LayerUpload): Promise<void> {
  await trx('layer_uploads').insert({
    id: upload.id,
    project_id: upload.projectId,
    user_id: upload.userId,
    kind: upload.kind,
    parent_id: upload.parentId,
    diff_id: upload.diffId,
    size: upload.size,
    node_id: upload.nodeId,
    expires_at: upload.expiresAt,
    image_id: upload.imageId,
  });
}

/** One that has not expired. */
export async function findLayerUpload(db: DbOrTrx, id: string, now: string): Promise<LayerUpload | undefined> {
  const row = (await db('layer_uploads').where({ id }).where('expires_at', '>', now).first()) as LayerUploadRow | undefined;
  return row && toUpload(row);
}

/** The one that brings the layer of a snapshot. */
export async function findUploadOf(db: DbOrTrx, imageId: string, now: string): Promise<LayerUpload | undefined> {
  const row = (await db('layer_uploads').where({ image_id: imageId }).where('expires_at', '>', now).first()) as LayerUploadRow | undefined;
  return row && toUpload(row);
}

export async function deleteLayerUpload(trx: DbOrTrx, id: string): Promise<void> {
  await trx('layer_uploads').where({ id }).delete();
}

/** Those of this node whose time is over. */
export const expiredLayerUploads = async (db: DbOrTrx, nodeId: string, now: string): Promise<LayerUpload[]> =>
  ((await db('layer_uploads').where({ node_id: nodeId }).where('expires_at', '<=', now)) as LayerUploadRow[]).map(toUpload);

export const touchLayerUpload = (trx: DbOrTrx, id: string, expiresAt: string): Promise<number> => trx('layer_uploads').where({ id }).update({ expires_at: expiresAt });

interface LayerUploadRow {
  id: string;
  project_id: string;
  user_id: string;
  kind: LayerKind;
  parent_id: string | null;
  diff_id: string | null;
  size: number | null;
  node_id: string;
  expires_at: string;
  image_id: string | null;
}

const toUpload = (row: LayerUploadRow): LayerUpload => ({
  id: row.id,
  projectId: row.project_id,
  userId: row.user_id,
  kind: row.kind,
  parentId: row.parent_id,
  diffId: row.diff_id,
  size: row.size,
  nodeId: row.node_id,
  expiresAt: row.expires_at,
  imageId: row.image_id,
});
