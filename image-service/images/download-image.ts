import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { objectOf } from '../archives/image-config.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findBlobs, protectBlobs } from '../blobs/blob-row-store.ts';
import type { BlobRow } from '../blobs/blob-row-store.ts';
import type { Services } from '../services.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { viewerOf } from './image-access.ts';
import { ociArchive } from './oci-archive.ts';
import type { BlobRef } from './oci-archive.ts';

const minute = 60_000;

/** `GET /v2/images/{id}/file`: an OCI image layout tar, the same bytes every time. */
export const downloadImage =
  ({ db, blobs, now }: Services): HandlerOf<'image', 'downloadImage'> =>
  async ({ path, auth }) => {
    const { size, configDigest, manifestDigest, manifestMediaType } = await findVisibleImage(db, path.id, viewerOf(auth));
    if (size === null || configDigest === null || manifestDigest === null || manifestMediaType === null) return { status: 204 };
    const [manifestRow] = [...(await findBlobs(db, [manifestDigest])).values()] as [BlobRow];
    const layerDigests = readLayers(await text(await blobs.read(manifestRow.storeKey)));
    const digests = [manifestDigest, configDigest, ...layerDigests];
    // The blobs are opened one after another: they must outlast an image that is deleted meanwhile.
    await inTransaction(db, (trx) => protectBlobs(trx, digests, at(now, 60 * minute), at(now, 30 * minute)));
    const rows = await findBlobs(db, digests);
    const rowOf = (digest: string): BlobRow => rows.get(digest) as BlobRow;
    const contents = { manifest: { ...rowOf(manifestDigest), mediaType: manifestMediaType }, config: rowOf(configDigest), layers: layerDigests.map(rowOf) };
    const read = ({ digest }: BlobRef): Promise<Readable> => blobs.read(rowOf(digest).storeKey);
    return {
      status: 200,
      stream: Readable.from(ociArchive(contents, read), { objectMode: false, highWaterMark: 1024 * 1024 }),
      headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': String(size) },
    };
  };

const at = (now: () => Date, laterMs: number): string => new Date(now().getTime() + laterMs).toISOString();

/** The manifest was checked when it came in. */
const readLayers = (manifest: string): string[] =>
  (objectOf(JSON.parse(manifest), 'The manifest')['layers'] as { digest: string }[]).map(({ digest }) => digest);
