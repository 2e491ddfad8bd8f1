import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

/** A row of `kept_uploads`: the first bytes of an image's data are kept, as the stage with the image's id. */
export interface KeptUpload {
  imageId: string;
  nodeId: string;
  /** ISO time. */
  expiresAt: string;
}

export async function keepUpload(trx: DbOrTrx, { imageId, nodeId, expiresAt }: KeptUpload): Promise<void> {
  await trx('kept_uploads').insert({ image_id: imageId, node_id: nodeId, expires_at: expiresAt }).onConflict('image_id').merge(['expires_at']);
}

export async function findKeptUpload(db: DbOrTrx, imageId: string): Promise<KeptUpload | undefined> {
  const row = (await db('kept_uploads').where({ image_id: imageId }).first()) as KeptRow | undefined;
  return row && toKept(row);
}

export async function forgetKeptUpload(trx: Trx | DbOrTrx, imageId: string): Promise<void> {
  await trx('kept_uploads').where({ image_id: imageId }).delete();
}

/** Those of this node whose time is over. */
export const expiredKeptUploads = async (db: DbOrTrx, nodeId: string, now: string): Promise<KeptUpload[]> =>
  ((await db('kept_uploads').where({ node_id: nodeId }).where('expires_at', '<=', now)) as KeptRow[]).map(toKept);

interface KeptRow {
  image_id: string;
  node_id: string;
  expires_at: string;
}

const toKept = (row: KeptRow): KeptUpload => ({ imageId: row.image_id, nodeId: row.node_id, expiresAt: row.expires_at });
