import { inTransaction } from '../../openapi/serve/db.ts';
import { conflict } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { adoptBlob, giveKeysUp, noteKeys } from '../blobs/blob-row-store.ts';
import type { BlobStage } from '../blobs/blob-store.ts';
import { meteredUpload } from '../quota/metered-upload.ts';
import { releaseBytes } from '../quota/quota-store.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { requireOwner, viewerOf } from './image-access.ts';
import { claimUpload, releaseUpload } from './image-store.ts';
import { holderOf } from './store-content.ts';
import { finishStaging } from './transition-store.ts';
import { declaredSize, drainBytes, taken, uploadFailure } from './upload-image.ts';
import { drain, uploadStream } from './upload-stream.ts';

/**
 * `PUT /v2/images/{id}/stage`: keeps the bytes as they are, for `POST …/import` to make an image of. They lie in the store
 * like any blob, so an import survives a restart; until then they hold their place in the project's quota.
 */
export const stageImage =
  (services: Services): HandlerOf<'image', 'stageImage'> =>
  async ({ path, auth, stream, headers, signal }) => {
    const { db, blobs, nodeId, now, limits } = services;
    const image = await findVisibleImage(db, path.id, viewerOf(auth));
    requireOwner(image, auth, 'stage data for');
    if (!(await inTransaction(db, (trx) => claimUpload(trx, image.id, nodeId, now().toISOString(), 'uploading')))) {
      await drain(stream, drainBytes);
      throw taken(image, 'uploading');
    }
    const stage = await blobs.stage();
    try {
      const imageBytes = declaredSize('x-openstack-image-size', headers);
      const meter = { projectId: image.ownerProject, holder: holderOf(image), declaredBytes: declaredSize('content-length', headers) ?? imageBytes };
      for await (const chunk of meteredUpload(services, meter, uploadStream(stream, limits.uploadBytes, imageBytes))) {
        signal.throwIfAborted();
        await stage.append(chunk);
      }
      await stage.finish();
      await publishStaged(services, image.id, stage);
    } catch (error) {
      const { reason, cause } = uploadFailure(error, signal);
      await stage.discard();
      await inTransaction(db, async (trx) => {
        await releaseUpload(trx, image.id, reason, now().toISOString());
        await releaseBytes(trx, holderOf(image));
      });
      await drain(stream, drainBytes);
      throw cause;
    } finally {
      await stage.discard();
      services.collector.wake();
    }
    return { status: 204 };
  };

async function publishStaged({ db, nodeId, now }: Services, imageId: string, stage: BlobStage): Promise<void> {
  const { digest, size } = await stage.finish();
  await noteKeys(db, [stage.key], nodeId, now().toISOString());
  try {
    await stage.publish();
    await inTransaction(db, async (trx) => {
      const at = now().toISOString();
      await adoptBlob(trx, { digest, size, storeKey: stage.key }, at);
      if (!(await finishStaging(trx, imageId, digest, at))) throw conflict(`The image ${imageId} was deleted while its data was staged.`);
    });
  } catch (error) {
    await giveKeysUp(db, [stage.key]);
    throw error;
  }
}
