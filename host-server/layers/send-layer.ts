import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Client } from '../../openapi/call/call.ts';
import type { ImageConfig } from '../drivers/driver.ts';

export interface LayerToSend {
  /** The queued image that the region ordered from this host. */
  imageId: string;
  kind: 'tar' | 'qcow2';
  parentId: string | null;
  file: string;
  size: number;
  /** What the container was run with; that of the nearest image below unless given. */
  config?: ImageConfig | undefined;
  signal: AbortSignal;
}

export type SendLayer = (layer: LayerToSend) => Promise<void>;

/**
 * Sends the one layer of a snapshot that the region ordered; its image is active then. May be called again after any
 * failure: the image service answers the upload that was begun, or the layer when it has it.
 */
export function layerSender(images: Pick<Client<'image'>, 'call' | 'stream'>): SendLayer {
  return async ({ imageId, kind, parentId, file, size, config, signal }) => {
    const begun = (await images.call('createLayer', { body: { kind, parent_id: parentId, image_id: imageId, size }, signal })).body;
    if (!('upload' in begun)) return;
    const path = { id: begun.upload.id };
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash, { signal });
    const body = createReadStream(file);
    const answer = await images.stream('putUpload', { path, body, signal, headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': String(size) } });
    answer.body.resume();
    const digest = `sha256:${hash.digest('hex')}`;
    // Making a layer of it reads it once more: time by its size.
    await images.call('commitUpload', { path, body: { digest, ...(config ? { config: config as Record<string, unknown> } : {}) }, signal, timeoutMs: 60_000 + size / 10_000 });
  };
}
