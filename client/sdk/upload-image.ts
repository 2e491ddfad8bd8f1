import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { Cloud } from './open-cloud.ts';
import type { Image } from './pages.ts';

export interface UploadSource {
  /** The bytes from `offset` on; a source that cannot go back so far throws. */
  from(offset: number): AsyncIterable<Uint8Array>;
}

export interface UploadOptions {
  signal: AbortSignal;
  /** Told that the connection was lost, and where it goes on. */
  onCut?: (offset: number) => void;
  /** Told of each attempt: what it sends is passed through. */
  watch?: (bytes: AsyncIterable<Uint8Array>, offset: number) => AsyncIterable<Uint8Array>;
  /** How long it is tried again without getting any further. */
  patienceMs?: number;
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Sends an image's data, and goes on where it stood when the connection or the service is lost on the way. What the
 * service refuses is thrown; so is a failure without any progress for `patienceMs`.
 */
export async function uploadImage(cloud: Pick<Cloud, 'image'>, { id }: Pick<Image, 'id'>, source: UploadSource, options: UploadOptions): Promise<void> {
  const { signal, onCut = () => undefined, watch = (bytes) => bytes, patienceMs = 120_000, pause = (ms) => sleep(ms, undefined, { signal }) } = options;
  let offset = 0;
  for (let quietUntil = Date.now() + patienceMs; ; ) {
    try {
      const body = Readable.from(watch(source.from(offset), offset), { objectMode: false, highWaterMark: 1 << 20 });
      const answer = await cloud.image.stream('resumeImageUpload', { path: { id }, body, signal, headers: { 'Content-Type': 'application/octet-stream', 'Upload-Offset': String(offset) } });
      answer.body.resume();
      return;
    } catch (error) {
      if (signal.aborted || !isFault(error) || !mayGoOn(error)) throw error;
      const standing = await whereItStands(cloud, id, { until: quietUntil, signal, pause, lost: error });
      if (standing === 'stored') return;
      if (standing > offset) quietUntil = Date.now() + patienceMs;
      else if (Date.now() >= quietUntil) throw error;
      offset = standing;
      onCut(offset);
      await pause(retryMs, signal);
    }
  }
}

const retryMs = 200;

/** The network, or a service that is being restarted; what was refused stays refused. */
const mayGoOn = ({ retryable, code }: Fault): boolean => (retryable && code !== 'disk-full') || code === 'range-not-satisfiable';

interface Waiting {
  until: number;
  signal: AbortSignal;
  pause: NonNullable<UploadOptions['pause']>;
  lost: Fault;
}

/** Waits for the service to be back and to have noticed that the upload was cut; an answer may have been lost after the commit. */
async function whereItStands({ image }: Pick<Cloud, 'image'>, id: string, { until, signal, pause, lost }: Waiting): Promise<number | 'stored'> {
  for (let waitMs = retryMs; ; waitMs = Math.min(waitMs * 2, 5000)) {
    try {
      const { body } = await image.call('getImage', { path: { id }, signal });
      if (body.status === 'active') return 'stored';
      if (body.status === 'queued') return Number((await image.call('showImageUpload', { path: { id }, signal })).headers['upload-offset'] ?? 0);
    } catch (error) {
      if (signal.aborted || !isFault(error) || !(mayGoOn(error) || error.code === 'conflict')) throw error;
    }
    if (Date.now() >= until) throw lost;
    await pause(waitMs, signal);
  }
}

/** A source that cannot be read twice, such as a pipe: the last bytes are remembered, more than a service may have lost. */
export function rememberingSource(bytes: AsyncIterable<Uint8Array>, rememberBytes = 32 * 1024 * 1024): UploadSource {
  const reading = bytes[Symbol.asyncIterator]();
  const last: Uint8Array[] = [];
  let first = 0;
  let end = 0;
  const remember = (chunk: Uint8Array): void => {
    last.push(chunk);
    end += chunk.length;
    while (last[0] && end - first - last[0].length >= rememberBytes) first += (last.shift() as Uint8Array).length;
  };
  return {
    async *from(offset) {
      if (offset < first) throw new Fault('unavailable', `The service has ${offset} bytes of the upload, and what follows is not remembered any more. Send it again from a file.`, { retryable: false });
      for (let at = offset; ; ) {
        while (at < end) {
          const chunk = chunkAt(last, first, at);
          at += chunk.length;
          yield chunk;
        }
        const next = await reading.next();
        if (next.done === true) return;
        remember(next.value);
      }
    },
  };
}

function chunkAt(chunks: readonly Uint8Array[], first: number, at: number): Uint8Array {
  let begin = first;
  for (const chunk of chunks) {
    if (at < begin + chunk.length) return chunk.subarray(at - begin);
    begin += chunk.length;
  }
  throw new TypeError('read behind what is remembered');
}
