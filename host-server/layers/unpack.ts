import { createHash } from 'node:crypto';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Fault, isFault, toFault } from '../../openapi/serve/fault.ts';
import type { OpenProcess, Processes } from '../process/process.ts';
import { rewriteLayer } from './rewrite-layer.ts';

export interface UnpackRequest {
  /** The layer as it is stored: a tar archive, plain or compressed as `mediaType` says. */
  source: Readable;
  /** image-spec, media-types.md, or Docker's: `…tar`, `…tar+gzip`, `…tar.gzip`, `…tar+zstd`. */
  mediaType: string;
  /** `sha256:…` of the uncompressed archive (image-spec, config.md, `rootfs.diff_ids`). */
  diffId: string;
  /** `sha256:…` of the stored bytes, where the source checks it itself and fails at its end: what is not compressed is then not hashed once more. */
  digest?: string;
  /** An empty or missing directory. What is in it after a failure is of no use. */
  target: string;
  /** The host-wide shift of the containers' users, and how many users a container has. */
  idShift: number;
  idCount?: number;
  /** Bytes that the archive may unpack to; a bomb ends there. Default 64 GiB. */
  maxBytes?: number;
  /** Default 4,000,000. */
  maxEntries?: number;
  /** Default one hour. */
  timeoutMs?: number;
  processes: Processes;
}

export interface UnpackedLayer {
  /** Size of the uncompressed archive. */
  bytes: number;
}

/**
 * Fills `target` with a layer in the form that overlayfs takes: one pass from the source through decompression, digest
 * and rewriting (rewrite-layer.ts) into GNU tar, which alone writes owners, modes, devices and attributes. tar is given
 * resolved names only, and keeps its own guards against `..` and links besides.
 *
 * Nothing may use `target` before this resolved: only the end tells whether the digest was right.
 *
 * @throws Fault `layer-failed` for a wrong digest, a damaged or hostile archive or one that is too large; `disk-full`
 */
export async function unpackLayer(request: UnpackRequest): Promise<UnpackedLayer> {
  const { target, idShift, idCount = 65_536, maxEntries = 4_000_000, processes, timeoutMs = 3_600_000 } = request;
  await mkdir(target, { recursive: true });
  await chown(target, idShift, idShift);
  await chmod(target, 0o755);
  const helpers: OpenProcess[] = [];
  try {
    const plain = await decompress(request, helpers, timeoutMs);
    const hash = request.digest === request.diffId && isPlain(request.mediaType) ? undefined : createHash('sha256');
    const size = { bytes: 0 };
    const counted = count(plain, hash, size, request.maxBytes ?? 64 * 2 ** 30);
    const tar = await processes.open(tarArgs(target), { timeoutMs, env: { ...plainEnv } });
    helpers.push(tar);
    tar.stream.resume();
    const rewritten = Readable.from(rewriteLayer(counted, { idShift, idCount, maxEntries }), { objectMode: false, highWaterMark: 1 << 20 });
    await succeed(pipeline(rewritten, tar.stream), tar.done);
    await Promise.all(helpers.map(helper => helper.done));
    if (hash) checkDigest(request.diffId, hash.digest('hex'));
    return { bytes: size.bytes };
  } catch (error) {
    throw layerFault(error);
  } finally {
    request.source.destroy();
    for (const helper of helpers) helper.stream.destroy();
    await Promise.allSettled(helpers.map(helper => helper.done));
  }
}

const tarArgs = (target: string): string[] => [
  'tar', '--extract', '--file=-', `--directory=${target}`, '--numeric-owner', '--same-owner', '--same-permissions',
  '--xattrs', '--xattrs-include=*', '--delay-directory-restore', '--warning=no-timestamp',
];

const plainEnv = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

const isPlain = (mediaType: string): boolean => mediaType.endsWith('.tar') || mediaType === 'application/x-tar';

/** Node 20 inflates gzip itself and leaves zstd to a program. */
async function decompress(request: UnpackRequest, helpers: OpenProcess[], timeoutMs: number): Promise<AsyncIterable<Buffer>> {
  const { source, mediaType, processes } = request;
  if (/[.+]gzip$/.test(mediaType)) {
    const gunzip = createGunzip({ chunkSize: 256 * 1024 });
    feed(source, gunzip);
    return gunzip;
  }
  if (mediaType.endsWith('+zstd')) {
    const zstd = await processes.open(['zstd', '--decompress', '--stdout', '--quiet'], { timeoutMs, env: { ...plainEnv } });
    helpers.push(zstd);
    feed(source, zstd.stream);
    return outputOf(zstd, source);
  }
  if (isPlain(mediaType)) return source;
  throw new Fault('image-unusable', `A layer of type '${mediaType}' is not known. Use tar, tar+gzip or tar+zstd.`);
}

/** A failure of the source must end the reader too; `pipeline` destroys the transformer with the error that it rejects with. */
function feed(source: Readable, transformer: Duplex): void {
  pipeline(source, transformer).catch((error: Error) => transformer.destroy(error));
}

/** A program's output ends well only when the program did; a failure of what feeds it is the cause of its own. */
async function* outputOf(program: OpenProcess, source: Readable): AsyncGenerator<Buffer> {
  try {
    yield* program.stream as AsyncIterable<Buffer>;
  } catch (error) {
    if (source.errored) throw source.errored;
    await program.done;
    throw error;
  }
  await program.done;
}

async function* count(plain: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash> | undefined, size: { bytes: number }, maxBytes: number): AsyncGenerator<Buffer> {
  for await (const chunk of plain) {
    size.bytes += chunk.length;
    if (size.bytes > maxBytes) {
      throw new Fault('layer-failed', `The layer unpacks to more than ${maxBytes} bytes, the most that this host takes. Use a smaller image.`);
    }
    hash?.update(chunk);
    yield chunk;
  }
}

/** Waits for both; the feeder's fault is the cause where there is one, else the program's, else the broken pipe. */
async function succeed(fed: Promise<void>, done: Promise<unknown>): Promise<void> {
  const [feeding, program] = await Promise.allSettled([fed, done]);
  if (feeding.status === 'rejected' && isFault(feeding.reason)) throw feeding.reason;
  if (feeding.status === 'rejected' && (feeding.reason as NodeJS.ErrnoException).code !== 'EPIPE') throw feeding.reason;
  if (program.status === 'rejected') throw program.reason;
  if (feeding.status === 'rejected') throw feeding.reason;
}

function checkDigest(wanted: string, hex: string): void {
  if (wanted === `sha256:${hex}`) return;
  throw new Fault('layer-failed', `The layer's content has digest sha256:${hex} where ${wanted} was promised. It was changed or damaged on its way; pull it again.`, {
    details: { wanted, got: `sha256:${hex}` },
  });
}

function layerFault(error: unknown): Fault {
  if (isFault(error) && error.code !== 'internal') return error;
  if (/No space left on device/.test(String(isFault(error) ? error.details['stderr'] : error))) {
    return new Fault('disk-full', 'There is no room left for the layer. Remove images or servers, or add disk.', { cause: error });
  }
  if (isFault(error)) return new Fault('layer-failed', `Unpacking the layer failed: ${error.message}`, { cause: error });
  return toFault(error, 'layer-failed', 'Unpacking the layer failed');
}
