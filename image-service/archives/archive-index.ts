import { posix } from 'node:path';
import type { ArchiveLimits } from './limits.ts';
import type { TarEntry } from './tar-scan.ts';
import { unusable } from './unusable.ts';

/** What an archive holds by name, with a way to read small files from it. */
export interface ArchiveIndex {
  add(entry: TarEntry): void;
  has(name: string): boolean;
  /** The file of this name, through links inside the archive; a missing one is the fault `image-unusable`. */
  file(name: string): TarEntry;
  /** Names that match, in archive order. */
  names(pattern: RegExp): string[];
  /** A JSON file of moderate size. */
  document(name: string, read: ReadRange): Promise<Document>;
}

export interface Document {
  bytes: Buffer;
  value: unknown;
}

/** Reads bytes `start` to `start + size` of the (decompressed) archive. */
export type ReadRange = (start: number, size: number) => AsyncIterable<Buffer>;

/** A root file system may have a million entries and image archives have few: only so many are remembered. */
const maxEntries = 20_000;

export function createArchiveIndex(limits: ArchiveLimits): ArchiveIndex {
  const entries = new Map<string, TarEntry>();

  const resolve = (name: string): TarEntry => {
    let entry = entries.get(name);
    for (let hops = 0; entry && (entry.type === 'symlink' || entry.type === 'hardlink'); hops += 1) {
      const target = entry.type === 'hardlink' ? entry.linkName : posix.join(posix.dirname(entry.name), entry.linkName);
      if (hops === 8 || target.startsWith('/') || target.startsWith('..')) throw unusable(`The archive's link ${name} leads nowhere inside the archive.`);
      entry = entries.get(posix.normalize(target));
    }
    if (entry?.type !== 'file') throw unusable(`The archive lacks the file ${name}, which its manifest names. Make the archive again.`);
    return entry;
  };

  return {
    add(entry) {
      // The last entry of a name counts, as it does when a tar is extracted.
      if (entry.name !== '' && (entries.size < maxEntries || markers.has(entry.name))) entries.set(entry.name, entry);
    },
    has: (name) => entries.has(name),
    file: resolve,
    names: (pattern) => [...entries.keys()].filter((name) => pattern.test(name)),
    async document(name, read) {
      const entry = resolve(name);
      if (entry.size > limits.documentBytes) throw unusable(`The archive's ${name} has ${entry.size} bytes, more than the ${limits.documentBytes} that are taken.`);
      const chunks: Buffer[] = [];
      for await (const chunk of read(entry.offset, entry.size)) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      try {
        return { bytes, value: JSON.parse(bytes.toString('utf8')) as unknown };
      } catch (error) {
        throw unusable(`The archive's ${name} is not JSON. Make the archive again.`, error);
      }
    },
  };
}

const markers = new Set(['manifest.json', 'repositories', 'oci-layout', 'index.json']);
