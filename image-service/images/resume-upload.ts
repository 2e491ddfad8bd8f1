/**
 * `HEAD` and `PATCH /v2/images/{id}/upload`: the data of an image, from any byte on to its end, in as many tries as it
 * takes. Ours beside Glance's `PUT …/file`, which begins anew each time.
 *
 * The bytes are kept under the image's own id. A try that is cut off, or in which the service is killed, leaves the image
 * `queued` with the reason, its bytes and their place in the quota for a day; whoever comes back asks how many there are
 * and sends the rest. What is refused for what it is (no such format, too large) is not kept.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { continueStage } from '../blobs/continued-stage.ts';
import { meteredUpload } from '../quota/metered-upload.ts';
import { nameAtOnce } from '../registry/name-uploaded-images.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { requireOwner, viewerOf } from './image-access.ts';
import { claimUpload, releaseUpload } from './image-store.ts';
import type { Image } from './image-store.ts';
import { findKeptUpload, forgetKeptUpload, keepUpload } from './kept-upload-store.ts';
import { forgetBytes } from './kept-uploads.ts';
import { holderOf, requireFormats, storeContent } from './store-content.ts';
import { declaredSize, drainBytes, taken, uploadFailure } from './upload-image.ts';
import { drain, uploadStream } from './upload-stream.ts';

const keepMs = 24 * 3_600_000;

export const showImageUpload =
  (services: Services): HandlerOf<'image', 'showImageUpload'> =>
  async ({ path, auth }) => {
    const { db, blobs, nodeId } = services;
    const image = await findVisibleImage(db, path.id, viewerOf(auth));
    requireOwner(image, auth, 'upload data to');
    if (image.status !== 'queued') throw taken(image);
    const kept = await findKeptUpload(db, image.id);
    const offset = kept?.nodeId === nodeId ? await blobs.keptBytes(image.id) : 0;
    return { status: 204, headers: { 'Upload-Offset': String(offset) } };
  };

export const resumeImageUpload =
  (services: Services): HandlerOf<'image', 'resumeImageUpload'> =>
  async ({ path, auth, stream, headers, signal, log }) => {
    const { db, blobs, nodeId, now, limits } = services;
    const image = await findVisibleImage(db, path.id, viewerOf(auth));
    requireOwner(image, auth, 'upload data to');
    const expiresAt = (): string => new Date(now().getTime() + keepMs).toISOString();
    let from: number;
    try {
      from = declaredSize('upload-offset', headers) ?? 0;
      requireFormats(image);
      await claim(services, image, { from, expiresAt: expiresAt() });
    } catch (error) {
      await drain(stream, drainBytes);
      throw error;
    }
    let stage;
    try {
      // Offset 0 begins anew, whatever is there.
      stage = await blobs.resume(image.id, from);
      const length = declaredSize('content-length', headers);
      const declaredBytes = length === undefined ? undefined : from + length;
      const meter = { projectId: image.ownerProject, holder: holderOf(image), heldBytes: from, declaredBytes };
      const whole = continueStage(stage, meteredUpload(services, meter, uploadStream(stream, limits.uploadBytes - from, undefined)));
      const { content } = await storeContent(services, {
        ...{ image, source: whole.source, whole: whole.stage, userId: auth.userId, signal },
        onActive: (trx) => forgetKeptUpload(trx, image.id),
      });
      await stage.discard();
      log.info({ image_id: image.id, size: content.size, resumed_at: from }, 'image stored');
      await nameAtOnce(services, image, auth, log);
    } catch (error) {
      const { reason, cause } = uploadFailure(error, signal);
      const isCut = (signal.aborted || !stream.readableEnded) && !isRefusal(error);
      if (isCut) await stage?.suspend();
      else await stage?.discard();
      if (!isCut) await blobs.forget(image.id);
      await inTransaction(db, async (trx) => {
        await releaseUpload(trx, image.id, isCut ? `${reason} What came is kept for a day: go on from there.` : reason, now().toISOString());
        if (isCut) await keepUpload(trx, { imageId: image.id, nodeId, expiresAt: expiresAt() });
        else await forgetBytes(trx, image.id);
      });
      await drain(stream, drainBytes);
      throw cause;
    }
    return { status: 204 };
  };

async function claim({ db, blobs, nodeId, now }: Services, image: Image, { from, expiresAt }: { from: number; expiresAt: string }): Promise<void> {
  const kept = await findKeptUpload(db, image.id);
  const there = kept?.nodeId === nodeId ? await blobs.keptBytes(image.id) : 0;
  if (image.status !== 'queued') throw taken(image);
  if (there < from) throw misplaced(image.id, from, there);
  const claimed = await inTransaction(db, async (trx) => {
    if (!(await claimUpload(trx, image.id, nodeId, now().toISOString()))) return false;
    await keepUpload(trx, { imageId: image.id, nodeId, expiresAt });
    return true;
  });
  if (!claimed) throw taken(image);
}

const misplaced = (id: string, from: number, there: number): Fault =>
  new Fault('range-not-satisfiable', `The upload of the image ${id} has ${there} bytes here, and these begin at ${from}. Go on from where it stands.`, { headers: { 'Upload-Offset': String(there) } });

/** The bytes are not wanted, however they came. */
const isRefusal = (error: unknown): boolean => isFault(error) && ['image-unusable', 'too-large', 'quota-exceeded', 'disk-full', 'conflict'].includes(error.code);
