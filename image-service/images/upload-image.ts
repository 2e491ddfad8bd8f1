import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest, conflict, Fault, isFault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { BlobStage } from '../blobs/blob-store.ts';
import { adoptBlob, giveKeysUp, noteKeys } from '../blobs/blob-row-store.ts';
import { insertChain, lockLayers } from '../layers/layer-store.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { requireOwner, viewerOf } from './image-access.ts';
import { activateImage, claimUpload, releaseUpload } from './image-store.ts';
import type { Image } from './image-store.ts';
import { meteredUpload } from '../quota/metered-upload.ts';
import { releaseBytes, requireWithinQuota } from '../quota/quota-store.ts';
import { importArchive } from './import-archive.ts';
import type { Imported } from './import-archive.ts';
import { drain, uploadStream } from './upload-stream.ts';

/** A client that is told of a failure is let send this much more before it is cut off. */
const drainBytes = 256 * 1024 * 1024;

/** `PUT /v2/images/{id}/file`: the image is `active` only once all of it is stored, verified and linked. */
export const uploadImage =
  (services: Services): HandlerOf<'image', 'uploadImage'> =>
  async ({ path, auth, stream, headers, signal, log }) => {
    const { db, nodeId, now, limits } = services;
    const image = await findVisibleImage(db, path.id, viewerOf(auth));
    requireOwner(image, auth, 'upload data to');
    try {
      requireFormats(image);
      if (!(await inTransaction(db, (trx) => claimUpload(trx, image.id, nodeId, now().toISOString())))) throw taken(image);
    } catch (error) {
      await drain(stream, drainBytes);
      throw error;
    }
    const stages: BlobStage[] = [];
    try {
      const imageBytes = declaredSize('x-openstack-image-size', headers);
      const meter = { projectId: image.ownerProject, holder: holderOf(image), declaredBytes: declaredSize('content-length', headers) ?? imageBytes };
      const body = meteredUpload(services, meter, uploadStream(stream, limits.uploadBytes, imageBytes));
      const imported = await importArchive(body, { ...services, signal }, (stage) => stages.push(stage));
      await publish(services, image, auth.userId, imported);
      log.info({ image_id: image.id, size: imported.content.size, layers: imported.chain.length }, 'image stored');
    } catch (error) {
      const cause = signal.aborted && !isFault(error) ? new Fault('bad-request', 'The client went away before the image was stored.') : error;
      const reason = isFault(cause) ? cause.message : 'An unexpected error happened in the image service; it is logged.';
      // First the bytes, then the row: on a full disk the one makes room for the other.
      await Promise.all(stages.map((stage) => stage.discard()));
      await inTransaction(db, async (trx) => {
        await releaseUpload(trx, image.id, reason, now().toISOString());
        await releaseBytes(trx, holderOf(image));
      });
      await drain(stream, drainBytes);
      throw cause;
    } finally {
      await Promise.all(stages.map((stage) => stage.discard()));
      services.collector.wake();
    }
    return { status: 204 };
  };

/**
 * Keys are noted, objects published, then one transaction makes them blobs, layers and an active image. After a crash in
 * between, the noted keys are what a restart removes; there is never a row without its bytes.
 */
async function publish({ db, nodeId, now, quotaBytes }: Services, image: Image, userId: string, { stages, chain, content }: Imported): Promise<void> {
  // By digest: see lockLayers.
  const blobs = [...stages].sort(([a], [b]) => (a < b ? -1 : 1));
  const keys = blobs.map(([, stage]) => stage.key);
  await noteKeys(db, keys, nodeId, now().toISOString());
  try {
    for (const [, stage] of blobs) await stage.publish();
    await inTransaction(db, async (trx) => {
      const at = now().toISOString();
      await lockLayers(trx, chain.map(({ id }) => id));
      for (const [digest, stage] of blobs) await adoptBlob(trx, { digest, size: stage.size, storeKey: stage.key }, at);
      await insertChain(trx, chain, userId, at);
      if (!(await activateImage(trx, image.id, content, at))) throw conflict(`The image ${image.id} was deleted while its data was uploaded.`);
      await releaseBytes(trx, holderOf(image));
      await requireWithinQuota(trx, image.ownerProject, quotaBytes);
    });
  } catch (error) {
    await giveKeysUp(db, keys);
    throw error;
  }
}

function requireFormats(image: Image): void {
  if (image.status !== 'queued') throw taken(image);
  if (image.containerFormat === null || image.diskFormat === null) throw badRequest('Properties disk_format, container_format must be set prior to saving data.');
  if (image.containerFormat !== 'docker') {
    throw new Fault(
      'image-unusable',
      `Images of the container format ${image.containerFormat} cannot be stored yet: this service keeps container images. ` +
        'Create the image with container_format docker and disk_format raw.',
    );
  }
}

const taken = ({ id, status }: Image): Fault =>
  conflict(`Image status transition from ${status} to saving is not allowed: the image ${id} ${status === 'active' ? 'has its data already' : 'is being uploaded already'}.`, { status });

/** Of the bytes that the upload holds in its project's quota. */
const holderOf = ({ id }: Image): string => `image ${id}`;

function declaredSize(name: string, headers: Record<string, string | string[] | undefined>): number | undefined {
  const header = headers[name];
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^\d+$/.test(header)) throw badRequest(`${name} is not a number of bytes.`);
  return Number(header);
}
