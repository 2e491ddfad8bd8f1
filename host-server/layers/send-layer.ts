import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../openapi/call/call.ts';
import { isFault, toFault } from '../../openapi/serve/fault.ts';
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
  onProgress?: (percent: number) => void;
}

export type SendLayer = (layer: LayerToSend) => Promise<void>;

type Images = Pick<Client<'image'>, 'call' | 'stream'>;

/**
 * Sends the one layer of a snapshot that the region ordered; its image is active then. A cut upload goes on where it
 * stands, some times by itself, and may be called again after any failure: the image service answers the upload that was
 * begun, or the layer when it has it.
 */
export function layerSender(images: Images, firstPauseMs = 500): SendLayer {
  return async (layer) => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(layer.file, { highWaterMark: chunkBytes }), hash, { signal: layer.signal });
    const digest = `sha256:${hash.digest('hex')}`;
    for (let failures = 0; ; failures += 1) {
      try {
        await send(images, layer, digest);
        return;
      } catch (error) {
        const again = !layer.signal.aborted && isFault(error) && error.retryable && failures < maxRetries;
        if (!again) throw isFault(error) ? error : toFault(error, 'unavailable', `The layer for image ${layer.imageId} could not be sent to the image service`);
        await pause(Math.min(firstPauseMs * 2 ** failures, 10_000), undefined, { signal: layer.signal });
      }
    }
  };
}

const chunkBytes = 1024 * 1024;
const maxRetries = 6;

async function send(images: Images, { imageId, kind, parentId, file, size, config, signal, onProgress }: LayerToSend, digest: string): Promise<void> {
  const begun = (await images.call('createLayer', { body: { kind, parent_id: parentId, image_id: imageId, size }, signal })).body;
  if (!('upload' in begun)) return;
  const path = { id: begun.upload.id };
  const there = Number((await images.call('showUpload', { path, signal })).headers['upload-offset'] ?? 0);
  let sent = there;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      sent += chunk.length;
      onProgress?.((sent / size) * 99);
      done(null, chunk);
    },
  });
  if (there < size) {
    const source = createReadStream(file, { start: there, highWaterMark: chunkBytes });
    source.once('error', (error) => counted.destroy(error));
    const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': String(size - there), 'Upload-Offset': String(there) };
    const answer = await images.stream('appendUpload', { path, body: source.pipe(counted), signal, headers });
    answer.body.resume();
  }
  // Making a layer of it reads it once more: time by its size.
  await images.call('commitUpload', { path, body: { digest, ...(config ? { config: config as Record<string, unknown> } : {}) }, signal, timeoutMs: 60_000 + size / 10_000 });
}
