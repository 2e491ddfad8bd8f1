import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest, conflict, Fault, isFault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { meteredUpload } from '../quota/metered-upload.ts';
import { releaseBytes } from '../quota/quota-store.ts';
import { nameAtOnce } from '../registry/name-uploaded-images.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { requireOwner, viewerOf } from './image-access.ts';
import { claimUpload, releaseUpload } from './image-store.ts';
import type { Image } from './image-store.ts';
import { findKeptUpload } from './kept-upload-store.ts';
import { dropKept } from './kept-uploads.ts';
import { holderOf, requireFormats, storeContent } from './store-content.ts';
import { drain, uploadStream } from './upload-stream.ts';

/** A client that is told of a failure is let send this much more before it is cut off. */
export const drainBytes = 256 * 1024 * 1024;

/** `PUT /v2/images/{id}/file`: the image is `active` only once all of it is stored, verified and linked. */
export const uploadImage =
  (services: Services): HandlerOf<'image', 'uploadImage'> =>
  async ({ path, auth, stream, headers, signal, log }) => {
    const { db, nodeId, now, limits } = services;
    const image = await findVisibleImage(db, path.id, viewerOf(auth));
    requireOwner(image, auth, 'upload data to');
    try {
      if (image.status !== 'queued') throw taken(image);
      requireFormats(image);
      if (!(await inTransaction(db, (trx) => claimUpload(trx, image.id, nodeId, now().toISOString())))) throw taken(image);
    } catch (error) {
      await drain(stream, drainBytes);
      throw error;
    }
    try {
      if (await findKeptUpload(db, image.id)) await dropKept(services, image.id);
      const imageBytes = declaredSize('x-openstack-image-size', headers);
      const declaredBytes = declaredSize('content-length', headers) ?? imageBytes;
      const meter = { projectId: image.ownerProject, holder: holderOf(image), declaredBytes };
      const source = meteredUpload(services, meter, uploadStream(stream, limits.uploadBytes, imageBytes));
      const { content, chain } = await storeContent(services, { image, source, userId: auth.userId, signal });
      log.info({ image_id: image.id, size: content.size, layers: chain.length }, 'image stored');
      await nameAtOnce(services, image, auth, log);
    } catch (error) {
      const { reason, cause } = uploadFailure(error, signal);
      await inTransaction(db, async (trx) => {
        await releaseUpload(trx, image.id, reason, now().toISOString());
        await releaseBytes(trx, holderOf(image));
      });
      await drain(stream, drainBytes);
      throw cause;
    }
    return { status: 204 };
  };

/** What is thrown, and what the image says of it from then on. */
export function uploadFailure(error: unknown, signal: AbortSignal): { reason: string; cause: unknown } {
  const cause = signal.aborted && !isFault(error) ? new Fault('bad-request', 'The client went away before the image was stored.') : error;
  return { cause, reason: isFault(cause) ? cause.message : 'An unexpected error happened in the image service; it is logged.' };
}

export const taken = ({ id, status }: Image, to = 'saving'): Fault =>
  conflict(`Image status transition from ${status} to ${to} is not allowed: the image ${id} ${words[status] ?? 'is being uploaded already'}.`, { status });

const words: Partial<Record<Image['status'], string>> = {
  active: 'has its data already',
  deactivated: 'has its data already',
  importing: 'is being imported',
  queued: 'has nothing staged',
};

export function declaredSize(name: string, headers: Record<string, string | string[] | undefined>): number | undefined {
  const header = headers[name];
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^\d+$/.test(header)) throw badRequest(`${name} is not a number of bytes.`);
  return Number(header);
}
