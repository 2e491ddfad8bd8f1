import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Transform } from 'node:stream';
import type { Client } from '../../openapi/call/call.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { LayerFile } from '../drivers/driver.ts';

export interface LayerToSend {
  /** The queued image that the region ordered of this host. */
  imageId: string;
  parentId: string | null;
  path: string;
  layer: LayerFile;
  /** What a container was run with, where that is not what its image says. */
  config?: Record<string, unknown> | undefined;
}

export interface SendOptions {
  images: Pick<Client<'image'>, 'call' | 'stream'>;
  signal?: AbortSignal;
  onProgress?: (percent: number) => void;
  /** The first pause between tries; it doubles. */
  pauseMs?: number;
}

/**
 * Sends one layer for a snapshot's image, which is active when this resolves. May be called again after anything: the image
 * service answers the upload that was begun, and it goes on where it stands.
 */
export async function sendLayer(toSend: LayerToSend, options: SendOptions): Promise<{ layerId: string; bytes: number }> {
  const digest = await digestOf(toSend.path);
  const { signal, pauseMs = 500 } = options;
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt(toSend, digest, options);
    } catch (error) {
      if (signal?.aborted || !isFault(error) || !error.retryable || failures >= maxTries) throw explained(error, toSend.imageId);
      await pause(Math.min(pauseMs * 2 ** failures, 10_000), undefined, signal ? { signal } : {});
    }
  }
}

const maxTries = 8;

async function attempt({ imageId, parentId, path, layer, config }: LayerToSend, digest: string, { images, signal, onProgress }: SendOptions): Promise<{ layerId: string; bytes: number }> {
  const order = { kind: layer.format, parent_id: parentId, image_id: imageId, size: layer.size };
  const begun = (await images.call('createLayer', { body: order, signal })).body;
  if ('layer' in begun) return { layerId: begun.layer.id, bytes: 0 };
  const { id } = begun.upload;
  const there = await images.call('showUpload', { path: { id }, signal });
  const offset = Number(there.headers['upload-offset'] ?? 0);
  if (offset < layer.size || layer.size === 0) {
    const body = createReadStream(path, { start: offset, highWaterMark: 1024 * 1024 });
    let sent = offset;
    const counted = new Transform({
      transform(chunk: Buffer, _, done) {
        sent += chunk.length;
        onProgress?.((sent / Math.max(1, layer.size)) * 99);
        done(null, chunk);
      },
    });
    body.on('error', (error) => counted.destroy(error));
    const answer = await images.stream('appendUpload', { path: { id }, headers: { 'Upload-Offset': String(offset) }, body: body.pipe(counted), ...(signal && { signal }) });
    answer.body.resume();
  }
  const { body } = await images.call('commitUpload', { path: { id }, body: { digest, ...(config && { config }) }, signal, timeoutMs: 600_000 });
  return { layerId: body.id, bytes: layer.size - offset };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

function explained(error: unknown, imageId: string): unknown {
  if (!isFault(error)) return error;
  return new Fault(error.code === 'not-found' ? 'conflict' : error.code, `The snapshot could not be sent to the image service for image ${imageId}: ${error.message}`, { details: error.details, cause: error });
}
