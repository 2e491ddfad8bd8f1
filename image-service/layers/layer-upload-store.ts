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
  });
}

/** One that has not expired. */
export async function findLayerUpload(db: DbOrTrx, id: string, projectId: string, now: string): Promise<LayerUpload | undefined> {
  const row = (await db('layer_uploads').where({ id, project_id: projectId }).where('expires_at', '>', now).first()) as LayerUploadRow | undefined;
  return row && toUpload(row);
}

export async function deleteLayerUpload(trx: DbOrTrx, id: string): Promise<void> {
  await trx('layer_uploads').where({ id }).delete();
}

/** Ids of those of this node whose time is over. */
export const expiredLayerUploads = async (db: DbOrTrx, nodeId: string, now: string): Promise<string[]> =>
  ((await db('layer_uploads').where({ node_id: nodeId }).where('expires_at', '<=', now).select('id')) as { id: string }[]).map(({ id }) => id);

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
});
