import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Fault } from '../../openapi/serve/fault.ts';
import { layerDisk } from './disk-layer.ts';

/** The media type of a layer that is a qcow2 file without any name of its parent inside. */
export const diskMediaType = 'application/vnd.sampan.layer.v1.qcow2';

/**
 * Writes a layer that is a disk's into an empty folder, for every machine's user to read. Nothing may use it before this
 * resolved: only the end tells whether the digest was right. With `digest` the source checks that of its bytes itself.
 */
export async function placeDisk({ source, diffId, digest, target }: { source: Readable; diffId: string; digest?: string; target: string }): Promise<{ bytes: number }> {
  await mkdir(target, { recursive: true });
  await chmod(target, 0o755);
  const hash = digest === diffId ? undefined : createHash('sha256');
  let bytes = 0;
  const file = layerDisk(target);
  await pipeline(
    source,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash?.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(file, { mode: 0o444 }),
  );
  await chmod(file, 0o444);
  const found = hash ? `sha256:${hash.digest('hex')}` : diffId;
  if (found === diffId) return { bytes };
  throw new Fault('layer-failed', `The disk's content has digest ${found} where ${diffId} was promised. It was changed or damaged on its way; pull it again.`, { details: { wanted: diffId, got: found } });
}
