import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { objectOf } from '../archives/image-config.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import { forbidden } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findBlobs, protectBlobs } from '../blobs/blob-row-store.ts';
import type { BlobRow } from '../blobs/blob-row-store.ts';
import { bytesReply } from '../layers/bytes-reply.ts';
import type { RangedReply } from '../layers/bytes-reply.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { createFlattener } from './flatten-image.ts';
import { viewerOf } from './image-access.ts';
import type { Image } from './image-store.ts';
import { ociArchive, ociArchiveSize } from './oci-archive.ts';
import type { ReadBlob } from './oci-archive.ts';


/**
 * `GET /v2/images/{id}/file`: a disk or a kernel as it was uploaded, a container image as OCI image layout tar, a chain
 * of disks as one qcow2 file; the same bytes every time, whole or one range.
 */
export const downloadImage = (services: Services): HandlerOf<'image', 'downloadImage'> => {
  const flatten = createFlattener(services);
  return async ({ path, auth, headers }) => {
    const { db, blobs } = services;
    const viewer = viewerOf(auth);
    const image = await findVisibleImage(db, path.id, viewer);
    if (image.status === 'deactivated' && !viewer.seesAll) throw forbidden(`The requested image ${image.id} has been deactivated. Image data download is forbidden.`);
    if (image.status !== 'active' && image.status !== 'deactivated') return { status: 204 };
    const dataDigest = image.dataDigest ?? (image.kind === 'vm' ? await flatten(image) : null);
    if (dataDigest === null) return downloadArchive(services, image, headers);
    const [blob] = [...(await findBlobs(db, [dataDigest])).values()] as [BlobRow];
    return bytesReply(blob, headers, (range) => blobs.read(blob.storeKey, range));
  };
};

async function downloadArchive({ db, blobs, now }: Services, image: Image, headers: Record<string, string | string[] | undefined>): Promise<RangedReply | { status: 204 }> {
  const { configDigest, manifestDigest, manifestMediaType, osHashValue } = image;
  if (configDigest === null || manifestDigest === null || manifestMediaType === null) return { status: 204 };
  const [manifestRow] = [...(await findBlobs(db, [manifestDigest])).values()] as [BlobRow];
  const layerDigests = readLayers(await text(await blobs.read(manifestRow.storeKey)));
  const digests = [manifestDigest, configDigest, ...layerDigests];
  // The blobs are opened one after another: they must outlast an image that is deleted meanwhile.
  await inTransaction(db, (trx) => protectBlobs(trx, digests, now));
  const rows = await findBlobs(db, digests);
  const rowOf = (digest: string): BlobRow => rows.get(digest) as BlobRow;
  const contents = { manifest: { ...rowOf(manifestDigest), mediaType: manifestMediaType }, config: rowOf(configDigest), layers: layerDigests.map(rowOf) };
  const read: ReadBlob = ({ digest }, range) => blobs.read(rowOf(digest).storeKey, range);
  const whole = { digest: osHashValue === null ? undefined : `sha256:${osHashValue}`, size: ociArchiveSize(contents) };
  return bytesReply(whole, headers, (range) => Readable.from(ociArchive(contents, read, range), { objectMode: false, highWaterMark: 1024 * 1024 }));
}

/** The manifest was checked when it came in. */
const readLayers = (manifest: string): string[] =>
  (objectOf(JSON.parse(manifest), 'The manifest')['layers'] as { digest: string }[]).map(({ digest }) => digest);
