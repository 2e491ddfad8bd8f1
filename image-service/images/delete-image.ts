import { inTransaction } from '../../openapi/serve/db.ts';
import { forbidden } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { suspectBlobs } from '../blobs/blob-row-store.ts';
import { suspectLayers } from '../layers/layer-store.ts';
import { releaseBytes } from '../quota/quota-store.ts';
import { forgetImage } from '../registry/image-link-store.ts';
import { deleteSnapshot, findSnapshot } from '../snapshots/snapshot-store.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { noImage, requireOwner, viewerOf } from './image-access.ts';
import { findKeptUpload } from './kept-upload-store.ts';
import { markDeleted } from './image-store.ts';
import { dropKept } from './kept-uploads.ts';
import { holderOf } from './store-content.ts';

/** `DELETE /v2/images/{id}`: the row is marked, and what it pointed at is for the collector to look at. */
export const deleteImage =
  (services: Services): HandlerOf<'image', 'deleteImage'> =>
  async ({ path, auth }) => {
    const { db, now, collector, tasks } = services;
    const { id } = await inTransaction(db, async (trx) => {
      const image = await findVisibleImage(trx, path.id, viewerOf(auth));
      // The region takes back a snapshot that came to nothing, or whose server's owner gave it up.
      if (!(auth.roles.includes('service') && (await findSnapshot(trx, image.id)))) requireOwner(image, auth, 'delete');
      if (image.protected) throw forbidden(`Image ${image.id} is protected and cannot be deleted: set protected to false first.`);
      const at = now().toISOString();
      if (!(await markDeleted(trx, image, at))) throw noImage(path.id);
      if (image.topLayerId !== null) await suspectLayers(trx, [image.topLayerId], at);
      await forgetImage(trx, image.id, at);
      await deleteSnapshot(trx, image.id);
      if (image.stagedDigest !== null) await releaseBytes(trx, holderOf(image));
      await suspectBlobs(trx, [image.configDigest, image.manifestDigest, image.dataDigest, image.stagedDigest].filter((digest) => digest !== null), at);
      return image;
    });
    if (await findKeptUpload(db, id)) await dropKept(services, id);
    tasks.cancel(id);
    collector.wake();
    return { status: 204 };
  };
