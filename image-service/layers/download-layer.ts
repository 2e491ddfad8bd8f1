import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { damagedBlob } from '../blobs/blob-row-store.ts';
import { viewerOf } from '../images/image-access.ts';
import type { Services } from '../services.ts';
import { readRange } from './byte-range.ts';
import { findVisibleLayer } from './find-visible-layer.ts';
import { findEncodings } from './layer-store.ts';

/** `GET /v2/layers/{id}/file`: the blob that was stored first, which a pull plan names too; whole or one range. */
export const downloadLayer =
  ({ db, blobs }: Services): HandlerOf<'image', 'downloadLayer'> =>
  async ({ path, auth, headers }) => {
    const layer = await findVisibleLayer(db, path.id, viewerOf(auth));
    const [blob] = await findEncodings(db, [layer.diffId]);
    if (!blob) throw notFound('layer', path.id);
    if (blob.damagedAt !== null) throw damagedBlob(blob.digest);
    const etag = `"${blob.digest}"`;
    const range = readRange(headers['range'] as string | undefined, headers['if-range'] as string | undefined, etag, blob.size);
    const common = { ETag: etag, 'Accept-Ranges': 'bytes', 'Content-Type': 'application/octet-stream' };
    if (!range) return { status: 200, stream: await blobs.read(blob.storeKey), headers: { ...common, 'Content-Length': String(blob.size) } };
    return {
      status: 206,
      stream: await blobs.read(blob.storeKey, range),
      headers: { ...common, 'Content-Length': String(range.last - range.first + 1), 'Content-Range': `bytes ${range.first}-${range.last}/${blob.size}` },
    };
  };
