import { createHash } from 'node:crypto';
import { decode } from './decode.ts';
import type { ArchiveLimits } from './limits.ts';
import { sniffBytes, sniffEncoding } from './sniff.ts';
import type { Encoding } from './sniff.ts';
import { createTarScanner } from './tar-scan.ts';
import type { TarEntry } from './tar-scan.ts';
import { unusable } from './unusable.ts';

export interface InspectedTar {
  encoding: Encoding;
  /**
   * `sha256:…` over the decompressed bytes: for a layer that is its DiffID (OCI image-spec, config.md). Undefined for a
   * plain tar, where it is the digest of the bytes themselves, which whoever stores them has computed.
   */
  diffId: string | undefined;
  rawBytes: number;
  entries: number;
}

/**
 * Reads a tar, plain or compressed, to its end: hashes what is inside, checks its form and its names, tells each entry.
 * `what` names it in errors ("layer 3 (…)"). Faults: `image-unusable` for anything wrong with the bytes.
 */
export async function inspectTar(source: AsyncIterable<Buffer>, what: string, limits: ArchiveLimits, onEntry?: (entry: TarEntry) => void): Promise<InspectedTar> {
  const peeked = await peek(source);
  const encoding = await orStop(peeked.stop, () => sniffEncoding(peeked.head));
  let takenBytes = 0;
  // What is not compressed is what was taken.
  const counted = encoding === 'plain' ? peeked.all : count(peeked.all, (bytes) => (takenBytes += bytes));
  let entries = 0;
  const scanner = createTarScanner((entry) => {
    entries += 1;
    refuseTraversal(entry, what);
    onEntry?.(entry);
  });
  const hash = encoding === 'plain' ? undefined : createHash('sha256');
  let rawBytes = 0;
  for await (const chunk of decode(counted, encoding)) {
    rawBytes += chunk.length;
    if (rawBytes > limits.layerBytes) throw unusable(`${what} is larger than ${limits.layerBytes} bytes when unpacked, the most that is taken.`);
    if (encoding !== 'plain' && rawBytes > limits.ratioFromBytes && rawBytes > takenBytes * limits.ratio) {
      throw unusable(`${what} unpacks to more than ${limits.ratio} times its size, which no sound image does: it is refused.`);
    }
    hash?.update(chunk);
    scanner.feed(chunk);
  }
  scanner.finish();
  return { encoding, diffId: hash && `sha256:${hash.digest('hex')}`, rawBytes, entries };
}

function refuseTraversal(entry: TarEntry, what: string): void {
  const climbs = (path: string): boolean => path.split('/').includes('..');
  if (climbs(entry.name)) throw unusable(`${what} has the entry ${cut(entry.name)}, which climbs out of its folder: it is refused.`);
  if (entry.type === 'hardlink' && climbs(entry.linkName)) {
    throw unusable(`${what} has the hard link ${cut(entry.name)} to ${cut(entry.linkName)}, outside of its folder: it is refused.`);
  }
}

const cut = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);

/** The first bytes, without losing them. */
async function peek(source: AsyncIterable<Buffer>): Promise<{ head: Buffer; all: AsyncIterable<Buffer>; stop: () => Promise<unknown> }> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let size = 0;
  while (size < sniffBytes) {
    const { done, value } = await iterator.next();
    if (done) break;
    first.push(value);
    size += value.length;
  }
  async function* all(): AsyncIterable<Buffer> {
    try {
      yield* first;
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(first), all: all(), stop: async () => iterator.return?.() };
}

/** A source that will not be read on is told so. */
async function orStop<T>(stop: () => Promise<unknown>, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    await stop();
    throw error;
  }
}

async function* count(source: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncIterable<Buffer> {
  for await (const chunk of source) {
    onBytes(chunk.length);
    yield chunk;
  }
}
