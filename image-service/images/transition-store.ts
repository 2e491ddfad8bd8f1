/**
 * What moves an image from one status to another besides an upload: staging, imports, deactivation; and its tags one by
 * one. Each is a conditional update, and its row count says who came first.
 */
import type { Trx } from '../../openapi/serve/db.ts';
import { suspectBlobs } from '../blobs/blob-row-store.ts';
import type { ImageStatus } from './image-store.ts';

/** The one store there is, by the name that clients see. */
export const storeId = 'local';

/** Glance's word for the stores in which the last import failed. */
const failedImport = 'os_glance_failed_import';

/** False when the image was in another status. */
export async function changeStatus(trx: Trx, id: string, from: ImageStatus, to: ImageStatus, now: string): Promise<boolean> {
  return (await trx('images').where({ id, status: from }).whereNull('deleted_at').update({ status: to, updated_at: now })) === 1;
}

/** The upload to the stage has ended: the image points at what was staged, and waits for its import. False when it was deleted. */
export async function finishStaging(trx: Trx, id: string, digest: string, now: string): Promise<boolean> {
  await trx('uploads').where({ image_id: id }).delete();
  return (await trx('images').where({ id, status: 'uploading' }).update({ staged_digest: digest, updated_at: now })) === 1;
}

/** Takes an image for an import: a staged one, or one without data. */
export async function claimImport(trx: Trx, id: string, from: 'queued' | 'uploading', now: string): Promise<boolean> {
  const query = trx('images').where({ id, status: from }).whereNull('deleted_at');
  if (from === 'uploading') void query.whereNotNull('staged_digest');
  if ((await query.update({ status: 'importing', status_reason: null, updated_at: now })) !== 1) return false;
  await trx('image_properties').where({ image_id: id, name: failedImport }).delete();
  return true;
}

/** The import has failed: the image is queued again, says why, and lets go of what was staged. */
export async function failImport(trx: Trx, id: string, reason: string, now: string): Promise<void> {
  await dropStaged(trx, id, now);
  const failed = await trx('images').where({ id, status: 'importing' }).update({ status: 'queued', status_reason: reason, updated_at: now });
  if (failed === 1) await trx('image_properties').insert({ image_id: id, name: failedImport, value: storeId }).onConflict(['image_id', 'name']).merge(['value']);
}

/** What was staged is not needed any more. */
export async function dropStaged(trx: Trx, id: string, now: string): Promise<void> {
  const row = (await trx('images').where({ id }).first('staged_digest')) as { staged_digest: string | null } | undefined;
  if (!row?.staged_digest) return;
  await trx('images').where({ id }).update({ staged_digest: null });
  await suspectBlobs(trx, [row.staged_digest], now);
}

/** A flattened chain was stored: from now on it is what a download answers. False when someone else came first. */
export async function setData(trx: Trx, id: string, data: { digest: string; size: number }, now: string): Promise<boolean> {
  const hash = { os_hash_algo: 'sha256', os_hash_value: data.digest.replace('sha256:', '') };
  return (await trx('images').where({ id }).whereNull('data_digest').whereNull('deleted_at').update({ data_digest: data.digest, size: data.size, ...hash, updated_at: now })) === 1;
}

export async function addTag(trx: Trx, id: string, tag: string, now: string): Promise<void> {
  await trx('image_tags').insert({ image_id: id, tag }).onConflict(['image_id', 'tag']).ignore();
  await trx('images').where({ id }).update({ updated_at: now });
}

/** False when there is no such tag. */
export async function removeTag(trx: Trx, id: string, tag: string, now: string): Promise<boolean> {
  const removed = await trx('image_tags').where({ image_id: id, tag }).delete();
  if (removed === 1) await trx('images').where({ id }).update({ updated_at: now });
  return removed === 1;
}
