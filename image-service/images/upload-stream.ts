import type { Readable } from 'node:stream';
import { badRequest, Fault, isFault } from '../../openapi/serve/fault.ts';
import { bodyChunks } from './body-chunks.ts';

/**
 * The body of an upload: at most `maxBytes` (fault `too-large`), `declaredBytes` when the client said how many (fault
 * `bad-request`). It leaves the request open when its reader stops early, so that an error can still be answered.
 */
export async function* uploadStream(body: Readable, maxBytes: number, declaredBytes: number | undefined): AsyncIterable<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of bodyChunks(body)) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new Fault('too-large', `The upload is larger than ${maxBytes} bytes, the most that is taken.`);
      yield chunk;
    }
  } catch (error) {
    if (isFault(error)) throw error;
    throw new Fault('bad-request', `The upload ended after ${bytes} bytes, before it was complete. Send it again.`, { cause: error });
  }
  if (declaredBytes !== undefined && declaredBytes !== bytes) {
    throw badRequest(`The upload has ${bytes} bytes and x-openstack-image-size says ${declaredBytes}. Send it again.`);
  }
}

/**
 * Reads on after a failure, so that a client that is still sending gets the answer and not a broken connection; one that
 * would send much more is cut off.
 */
export async function drain(body: Readable, maxBytes: number): Promise<void> {
  let bytes = 0;
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) body.destroy();
  });
  await new Promise<void>((resolve) => {
    if (body.readableEnded || body.destroyed) resolve();
    else body.once('end', resolve).once('close', resolve).once('error', () => resolve()).resume();
  });
}
