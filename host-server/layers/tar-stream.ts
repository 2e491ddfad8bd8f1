import { applyPax, blockSize, damaged, padding, parseHeader, parsePax } from './tar-format.ts';
import type { TarEntry } from './tar-format.ts';

/** Output in pieces worth a write: a layer of small files is mostly headers of 512 bytes. */
export class Batch {
  #parts: Buffer[] = [];
  #length = 0;

  get isFull(): boolean {
    return this.#length >= 256 * 1024;
  }

  push(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  take(): Buffer {
    const all = Buffer.concat(this.#parts, this.#length);
    this.#parts = [];
    this.#length = 0;
    return all;
  }
}

/** The next entry with what long names and pax headers before it say; undefined at the archive's end. */
export async function nextEntry(reader: ByteReader): Promise<TarEntry | undefined> {
  let pax: Map<string, Buffer> | undefined;
  let name: string | undefined;
  let linkName: string | undefined;
  for (;;) {
    const block = await reader.exactly(blockSize);
    const entry = block.length === 0 ? undefined : parseHeader(block);
    if (!entry) return undefined;
    if (entry.type === 'pax') pax = parsePax(await meta(reader, entry.size));
    else if (entry.type === 'pax-global') await meta(reader, entry.size);
    else if (entry.type === 'long-name') name = upToZero(await meta(reader, entry.size));
    else if (entry.type === 'long-link') linkName = upToZero(await meta(reader, entry.size));
    else {
      if (name !== undefined) entry.name = name;
      if (linkName !== undefined) entry.linkName = linkName;
      if (pax) applyPax(entry, pax);
      return entry;
    }
  }
}

async function meta(reader: ByteReader, size: number): Promise<Buffer> {
  if (size > 1 << 20) throw damaged('a header is larger than 1 MiB');
  const data = Buffer.from(await reader.exactly(size));
  await reader.exactly(padding(size));
  return data;
}

function upToZero(data: Buffer): string {
  const end = data.indexOf(0);
  return data.toString('latin1', 0, end < 0 ? data.length : end);
}

export interface ByteReader {
  /** That many bytes; none at the stream's end. */
  exactly(length: number): Promise<Buffer>;
  /** Between one byte and `most`, as they come. */
  some(most: number): Promise<Buffer>;
  drain(): Promise<void>;
}

export function byteReader(source: AsyncIterable<Buffer>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const fill = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done) return false;
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
    return true;
  };
  const cut = (length: number): Buffer => {
    const bytes = held.subarray(0, length);
    held = held.subarray(length);
    return bytes;
  };
  return {
    exactly: async length => {
      while (held.length < length) {
        if (await fill()) continue;
        if (held.length === 0 && length === blockSize) return held;
        throw damaged('it is cut off');
      }
      return cut(length);
    },
    some: async most => {
      while (held.length === 0) if (!(await fill())) throw damaged('it is cut off');
      return cut(Math.min(most, held.length));
    },
    drain: async () => {
      do held = Buffer.alloc(0);
      while (await fill());
    },
  };
}
