/**
 * Reads the headers of a tar stream and skips its bodies: names, types, sizes and where each body lies.
 *
 * A push parser, so that one pass over the bytes can also hash and store them. Chunks are looked into, never copied or
 * kept, except the 512 bytes of a header and the short bodies that describe the next entry (PAX `x`, GNU `L` and `K`).
 * Formats: ustar and PAX (POSIX.1-2001), GNU long names, base-256 numbers and old GNU sparse headers, as tar(5) has them.
 */
import { unusable } from './unusable.ts';

export interface TarEntry {
  /** Without a leading `./` or `/` and without a trailing slash. */
  name: string;
  type: 'file' | 'hardlink' | 'symlink' | 'directory' | 'other';
  size: number;
  /** Where the body begins, in bytes from the start of the (decompressed) tar. */
  offset: number;
  linkName: string;
}

export interface TarScanner {
  feed(chunk: Buffer): void;
  /** Throws when the stream ended inside an entry, or held none of tar's marks at all. */
  finish(): void;
}

export function createTarScanner(onEntry: (entry: TarEntry) => void): TarScanner {
  const block = Buffer.alloc(blockBytes);
  let filled = 0;
  let position = 0;
  let skip = 0;
  let describing: { kind: string; size: number; left: number; parts: Buffer[] } | undefined;
  let sparse: TarHeader | undefined;
  let next: Descriptions = {};
  let zeroBlocks = 0;
  let sawAny = false;

  const emit = (header: TarHeader): void => {
    const size = next.size ?? header.size;
    const hasBody = bodyTypes.has(header.type);
    onEntry({
      name: tidyName(next.path ?? header.name),
      type: entryTypes[header.type] ?? 'other',
      size: hasBody ? size : 0,
      offset: position,
      linkName: next.linkPath ?? header.linkName,
    });
    next = {};
    skip = hasBody ? padded(size) : 0;
  };

  const onBlock = (): void => {
    if (sparse) {
      if (block[504] === 0) {
        emit(sparse);
        sparse = undefined;
      }
      return;
    }
    if (isZero(block)) {
      zeroBlocks += 1;
      sawAny = true;
      return;
    }
    zeroBlocks = 0;
    const header = parseHeader(block, position - blockBytes);
    sawAny = true;
    if (descriptionTypes.has(header.type)) {
      if (header.size > maxDescriptionBytes) throw unusable(`The tar describes an entry with ${header.size} bytes, more than the ${maxDescriptionBytes} that are taken.`);
      if (header.size > 0) describing = { kind: header.type, size: header.size, left: padded(header.size), parts: [] };
    } else if (header.type === 'g') {
      skip = padded(header.size);
    } else if (header.type === 'S' && block[482] !== 0) {
      sparse = header;
    } else {
      emit(header);
    }
  };

  return {
    feed(chunk) {
      let at = 0;
      while (at < chunk.length) {
        // Two zero blocks end the archive; what follows is padding.
        if (zeroBlocks >= 2) {
          position += chunk.length - at;
          return;
        }
        if (skip > 0) {
          const take = Math.min(skip, chunk.length - at);
          skip -= take;
          at += take;
          position += take;
        } else if (describing) {
          const take = Math.min(describing.left, chunk.length - at);
          describing.parts.push(Buffer.from(chunk.subarray(at, at + take)));
          describing.left -= take;
          at += take;
          position += take;
          if (describing.left === 0) {
            next = { ...next, ...describe(describing.kind, Buffer.concat(describing.parts).subarray(0, describing.size)) };
            describing = undefined;
          }
        } else {
          const take = Math.min(blockBytes - filled, chunk.length - at);
          chunk.copy(block, filled, at, at + take);
          filled += take;
          at += take;
          position += take;
          if (filled === blockBytes) {
            filled = 0;
            onBlock();
          }
        }
      }
    },
    finish() {
      if (!sawAny) throw unusable('The data is not a tar archive: it is empty, or shorter than one block.');
      if (skip > 0 || filled > 0 || describing || sparse) throw unusable(`The tar archive is cut off after ${position} bytes. Make it again and upload it whole.`);
    },
  };
}

const blockBytes = 512;
const maxDescriptionBytes = 1024 * 1024;
const bodyTypes = new Set(['0', '\0', '7', 'S']);
const descriptionTypes = new Set(['x', 'L', 'K']);
const entryTypes: Record<string, TarEntry['type']> = { '0': 'file', '\0': 'file', '7': 'file', S: 'file', 1: 'hardlink', 2: 'symlink', 5: 'directory' };

interface Descriptions {
  path?: string;
  linkPath?: string;
  size?: number;
}

interface TarHeader {
  name: string;
  type: string;
  size: number;
  linkName: string;
}

const padded = (size: number): number => Math.ceil(size / blockBytes) * blockBytes;

const isZero = (block: Buffer): boolean => block[0] === 0 && block.every((byte) => byte === 0);

/** True when these 512 bytes are a header: the sum over them, with the sum's own field as spaces, is what they say. */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < blockBytes) return false;
  const said = Number.parseInt(text(block, 148, 8).trim(), 8);
  let sum = 8 * 32;
  for (let at = 0; at < blockBytes; at += 1) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return said === sum;
}

function parseHeader(block: Buffer, at: number): TarHeader {
  if (!isTarHeader(block)) throw unusable(`The tar archive is damaged at byte ${at}: a header's checksum is wrong. Make it again and upload it whole.`);
  const isUstar = text(block, 257, 5) === 'ustar';
  const prefix = isUstar && block[263] === 0x30 ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return { name: prefix ? `${prefix}/${name}` : name, type: String.fromCharCode(block[156] ?? 0), size: readNumber(block, 124, 12, at), linkName: text(block, 157, 100) };
}

function text(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
}

function readNumber(block: Buffer, start: number, length: number, at: number): number {
  const first = block[start] ?? 0;
  let value = 0;
  if (first & 0x80) {
    for (let index = start + 1; index < start + length; index += 1) value = value * 256 + (block[index] ?? 0);
    if (first & 0x40) value = -1;
  } else {
    value = Number.parseInt(text(block, start, length).trim() || '0', 8);
  }
  if (!Number.isSafeInteger(value) || value < 0) throw unusable(`The tar archive is damaged at byte ${at}: an entry's size makes no sense.`);
  return value;
}

function describe(kind: string, body: Buffer): Descriptions {
  if (kind === 'L') return { path: untilZero(body) };
  if (kind === 'K') return { linkPath: untilZero(body) };
  return readPax(body);
}

const untilZero = (body: Buffer): string => body.toString('utf8', 0, body.indexOf(0) === -1 ? body.length : body.indexOf(0));

/** Records of `<length> <key>=<value>\n`. */
function readPax(body: Buffer): Descriptions {
  const found: Descriptions = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const length = Number.parseInt(body.toString('utf8', at, space), 10);
    if (space === -1 || !(length > space - at)) throw unusable('The tar archive has a damaged PAX header. Make it again.');
    const record = body.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    const value = record.slice(equals + 1);
    switch (record.slice(0, equals)) {
      case 'path':
        found.path = value;
        break;
      case 'linkpath':
        found.linkPath = value;
        break;
      case 'size':
        found.size = Number.parseInt(value, 10);
        if (!Number.isSafeInteger(found.size) || found.size < 0) throw unusable('The tar archive has a PAX header with a size that makes no sense.');
        break;
    }
    at += length;
  }
  return found;
}

const tidyName = (name: string): string => name.replace(/^(\.?\/+)+/, '').replace(/\/+$/, '');
