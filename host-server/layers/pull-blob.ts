/**
 * One blob as a stream that survives dropped connections: where one breaks, the next asks for the rest (`Range` with
 * `If-Range`, RFC 9110 section 13.1.5) and goes on in the same stream, so that unpacking is not begun again. The sha256
 * runs along; the stream ends well only when all bytes came and their digest is right. What an earlier pull has left
 * (part-files.ts) comes first, as if it had just arrived.
 *
 * Only silence is limited, not the whole: a large layer over a slow line may take hours.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { PartFile } from './part-files.ts';

export interface BlobOptions {
  /** Asks for the blob with these headers. */
  request: (headers: Record<string, string>, signal: AbortSignal) => Promise<BlobAnswer>;
  /** `sha256:…`. */
  digest: string;
  /** Bytes. */
  size: number;
  signal: AbortSignal;
  /** Called with the number of bytes of each piece that is fetched, once each. */
  onBytes: (count: number) => void;
  /** Keeps what comes for a later pull, and what an earlier one has left. */
  part?: PartFile | undefined;
  /** A connection without a byte for this long is given up. */
  idleMs: number;
  /** Tries without any byte between them before it fails. */
  tries: number;
  retryDelayMs: number;
}

export interface BlobAnswer {
  status: number;
  headers: Record<string, string>;
  body: Readable;
}

/** Fails with `layer-failed` when the bytes are wrong, with the network's fault when they do not come. */
export function pullBlob(options: BlobOptions): Readable {
  return Readable.from(download(options), { objectMode: false });
}

async function* download(options: BlobOptions): AsyncGenerator<Buffer> {
  const { digest, size, signal, tries, retryDelayMs, onBytes, part } = options;
  const hash = createHash('sha256');
  let offset = 0;
  for await (const chunk of part?.kept() ?? []) {
    hash.update(chunk);
    offset += chunk.length;
    yield chunk;
  }
  let failures = 0;
  while (offset < size || size === 0) {
    try {
      for await (const chunk of oneConnection(options, offset)) {
        hash.update(chunk);
        offset += chunk.length;
        failures = 0;
        onBytes(chunk.length);
        if (offset > size) throw wrong(`more than the ${size} bytes that it should have`, false);
        await part?.append(chunk);
        yield chunk;
      }
      if (offset < size) throw wrong(`only ${offset} of ${size} bytes came`, true);
      break;
    } catch (error) {
      signal.throwIfAborted();
      failures += 1;
      if (failures >= tries || (isFault(error) && !error.retryable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs * 2 ** (failures - 1)));
    }
  }
  const found = `sha256:${hash.digest('hex')}`;
  if (found !== digest) throw wrong(`its content is ${found}, not ${digest}`, true);
}

/** The rest of the blob as far as this connection brings it. */
async function* oneConnection({ request, digest, signal, idleMs }: BlobOptions, offset: number): AsyncGenerator<Buffer> {
  const answer = await request(offset > 0 ? { 'Range': `bytes=${offset}-`, 'If-Range': `"${digest}"` } : {}, signal);
  const { body } = answer;
  // Without a range in the answer it begins at the start again, which is content that we have.
  let skip = answer.status === 206 ? 0 : offset;
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let idle: NodeJS.Timeout | undefined;
  try {
    if (answer.status === 206) requireStart(answer.headers['content-range'], offset);
    for (;;) {
      idle = setTimeout(() => body.destroy(new Fault('timeout', `The image service sent nothing for ${idleMs} ms.`)), idleMs);
      const next = await chunks.next().catch((error: unknown) => Promise.reject(asFault(error)));
      clearTimeout(idle);
      if (next.done === true) return;
      const rest = skip === 0 ? next.value : next.value.subarray(skip);
      skip -= next.value.length - rest.length;
      if (rest.length > 0) yield rest;
    }
  } finally {
    clearTimeout(idle);
    body.destroy();
  }
}

/** RFC 9110 section 14.4: `bytes 100-199/200`. */
function requireStart(contentRange: string | undefined, offset: number): void {
  if (Number(/^bytes (\d+)-/.exec(contentRange ?? '')?.[1]) === offset) return;
  throw wrong(`the answer's range is '${contentRange ?? 'missing'}' and should begin at ${offset}`, false);
}

const asFault = (error: unknown): Fault =>
  isFault(error) ? error : new Fault('unavailable', `The connection to the image service broke: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });

const wrong = (what: string, retryable: boolean): Fault => new Fault('layer-failed', `The blob is damaged: ${what}.`, { retryable });
