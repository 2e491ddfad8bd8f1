import { inTransaction } from '../../openapi/serve/db.ts';
import type { Trx } from '../../openapi/serve/db.ts';
import { releaseBytes } from '../quota/quota-store.ts';
import type { Services } from '../services.ts';
import { findImage } from './image-store.ts';
import { expiredKeptUploads, forgetKeptUpload } from './kept-upload-store.ts';
import { holderOf } from './store-content.ts';

/** The row and the place in the quota; the bytes are the caller's to forget before. */
export async function forgetBytes(trx: Trx, imageId: string): Promise<void> {
  await forgetKeptUpload(trx, imageId);
  await releaseBytes(trx, holderOf({ id: imageId }));
}

/** Nobody came back for these; or nobody will, because the image is deleted or gets its data in another way. */
export async function dropKept({ db, blobs }: Pick<Services, 'db' | 'blobs'>, imageId: string): Promise<void> {
  await blobs.forget(imageId);
  await inTransaction(db, (trx) => forgetBytes(trx, imageId));
}

export async function dropExpiredKept(services: Pick<Services, 'db' | 'blobs' | 'nodeId' | 'now'>): Promise<void> {
  for (const { imageId } of await expiredKeptUploads(services.db, services.nodeId, services.now().toISOString())) {
    const image = await findImage(services.db, imageId);
    if (image?.status !== 'saving') await dropKept(services, imageId);
  }
}
