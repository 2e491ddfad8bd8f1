import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { LayerKind } from '../layers/chain-id.ts';

/** A row of `snapshots`: one layer that one host makes of a server, for an image that the region made. */
export interface Snapshot {
  imageId: string;
  /** The host's name. */
  host: string;
  kind: LayerKind;
  /** The layer that the server was started from; null when the new one stands alone. */
  parentId: string | null;
}

export async function insertSnapshot(trx: Trx, { imageId, host, kind, parentId }: Snapshot, now: string): Promise<void> {
  await trx('snapshots').insert({ image_id: imageId, host, kind, parent_id: parentId, created_at: now });
}

export async function findSnapshot(db: DbOrTrx, imageId: string): Promise<Snapshot | undefined> {
  const row = (await db('snapshots').where({ image_id: imageId }).first()) as SnapshotRow | undefined;
  return row && { imageId: row.image_id, host: row.host, kind: row.kind, parentId: row.parent_id };
}

export async function deleteSnapshot(trx: Trx, imageId: string): Promise<void> {
  await trx('snapshots').where({ image_id: imageId }).delete();
}

interface SnapshotRow {
  image_id: string;
  host: string;
  kind: LayerKind;
  parent_id: string | null;
}
