import type { Db } from '../../openapi/serve/db.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { giveNodeKeysUp } from '../blobs/blob-row-store.ts';
import { forgetStrayStages } from './upload-sweeper.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { releaseUpload, uploadsOf } from '../images/image-store.ts';
import { releaseNodeBytes } from '../quota/quota-store.ts';

/**
 * At start, before anything is served: undoes what an earlier process of this node was killed in. Staged files go,
 * published objects that got no row become garbage, reserved quota is free again, and images in the middle of an upload
 * are queued again.
 */
export async function recover({ db, blobs, nodeId, now, log }: { db: Db; blobs: BlobStore; nodeId: string; now: () => Date; log: Logger }): Promise<void> {
  const stages = (await blobs.sweepStages()) + (await forgetStrayStages({ db, blobs }));
  const keys = await giveNodeKeysUp(db, nodeId);
  const images = await uploadsOf(db, nodeId);
  const reason = 'The image service was restarted during the upload. Upload the data again.';
  for (const id of images) await inTransaction(db, (trx) => releaseUpload(trx, id, reason, now().toISOString()));
  await releaseNodeBytes(db, nodeId);
  if (stages + keys + images.length > 0) log.info({ stages, keys, images }, 'interrupted uploads were cleaned up');
}
