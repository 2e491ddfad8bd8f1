import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { damagedBlob } from '../blobs/blob-row-store.ts';
import { viewerOf } from '../images/image-access.ts';
import type { Services } from '../services.ts';
import { bytesReply } from './bytes-reply.ts';
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
    return bytesReply(blob, headers, (range) => blobs.read(blob.storeKey, range));
  };
