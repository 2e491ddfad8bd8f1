/**
 * The tar format as layers use it (POSIX pax interchange format, with GNU's long names and base-256 numbers): headers in,
 * headers out. Names are byte strings (latin1), because a file name is bytes and must come out as it went in; extended
 * attributes are buffers for the same reason. Data never passes through here.
 */
import { Fault } from '../../openapi/serve/fault.ts';

export const blockSize = 512;

/** POSIX typeflags, with GNU's for the names that do not fit. */
export type TarType = 'file' | 'link' | 'symlink' | 'character' | 'block' | 'directory' | 'fifo' | 'pax' | 'pax-global' | 'long-name' | 'long-link';

export interface TarEntry {
  type: TarType;
  name: string;
  linkName: string;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of data that follow; 0 for what has none. */
  size: number;
  /** Seconds since 1970. */
  mtime: number;
  xattrs: Map<string, Buffer>;
}

/** Reads one header block; undefined for the block of zeros that ends an archive. */
export function parseHeader(block: Buffer): TarEntry | undefined {
  if (block.equals(zeros)) return undefined;
  if (number(block, 148, 8) !== checksum(block)) throw damaged('a header has a wrong checksum');
  const flag = String.fromCharCode(block[156] ?? 0);
  let name = text(block, 0, 100);
  const posix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = posix ? text(block, 345, 155) : '';
  if (prefix !== '') name = `${prefix}/${name}`;
  const type = flag === '0' && name.endsWith('/') ? 'directory' : typeOfFlag[flag];
  if (!type) throw damaged(`it holds an entry of type '${flag}', which no image has`);
  return {
    type,
    name,
    linkName: text(block, 157, 100),
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    size: withData.has(type) ? number(block, 124, 12) : 0,
    mtime: number(block, 136, 12),
    xattrs: new Map(),
  };
}

/** pax records (POSIX, pax Extended Header): `length key=value\n`, the length counting all of it. */
export function parsePax(data: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const length = Number(data.toString('latin1', at, space));
    const equals = data.indexOf(0x3d, space);
    const end = at + length;
    if (space < 0 || !(length > 0) || end > data.length || equals < 0 || equals >= end) throw damaged('a pax header cannot be read');
    records.set(data.toString('latin1', space + 1, equals), data.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}

/** What pax records say about the entry that follows them goes over what its own header says. */
export function applyPax(entry: TarEntry, records: Map<string, Buffer>): void {
  for (const [key, value] of records) {
    if (key.startsWith('GNU.sparse.')) throw damaged('it holds a sparse file, which no image has');
    if (key === 'path') entry.name = paxText(value);
    else if (key === 'linkpath') entry.linkName = paxText(value);
    else if (key === 'uid') entry.uid = paxNumber(value);
    else if (key === 'gid') entry.gid = paxNumber(value);
    else if (key === 'mtime') entry.mtime = Math.max(0, Math.floor(paxNumber(value)));
    else if (key === 'size' && withData.has(entry.type)) entry.size = paxNumber(value);
    else if (key.startsWith(xattrPrefix)) entry.xattrs.set(key.slice(xattrPrefix.length), value);
  }
  if (!Number.isSafeInteger(entry.size) || entry.size < 0) throw damaged('an entry has an impossible size');
}

/** The blocks that go before an entry's data: long names and attributes first, then its header. */
export function encodeEntry(entry: TarEntry): Buffer {
  const blocks: Buffer[] = [];
  if (entry.xattrs.size > 0) blocks.push(...metaEntry('x', encodePax(entry.xattrs)));
  if (entry.name.length > 100) blocks.push(...metaEntry('L', Buffer.from(`${entry.name}\0`, 'latin1')));
  if (entry.linkName.length > 100) blocks.push(...metaEntry('K', Buffer.from(`${entry.linkName}\0`, 'latin1')));
  blocks.push(header(entry, flagOfType[entry.type]));
  return blocks.length === 1 && blocks[0] ? blocks[0] : Buffer.concat(blocks);
}

/** How many bytes of padding follow `size` bytes of data. */
export const padding = (size: number): number => (blockSize - (size % blockSize)) % blockSize;

export const damaged = (reason: string): Fault =>
  new Fault('layer-failed', `The layer is no usable tar archive: ${reason}. Make or push the image again.`);

const zeros = Buffer.alloc(blockSize);

const xattrPrefix = 'SCHILY.xattr.';

const typeOfFlag: Record<string, TarType | undefined> = {
  '0': 'file', '\0': 'file', '7': 'file', '1': 'link', '2': 'symlink', '3': 'character', '4': 'block', '5': 'directory',
  '6': 'fifo', x: 'pax', g: 'pax-global', L: 'long-name', K: 'long-link',
};

const flagOfType: Record<TarType, string> = {
  'file': '0', 'link': '1', 'symlink': '2', 'character': '3', 'block': '4', 'directory': '5', 'fifo': '6',
  'pax': 'x', 'pax-global': 'g', 'long-name': 'L', 'long-link': 'K',
};

/** The others may name a size, and have no data all the same (as Go's and GNU's readers see it). */
const withData = new Set<TarType>(['file', 'pax', 'pax-global', 'long-name', 'long-link']);

function text(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return block.toString('latin1', at, end < 0 || end > at + length ? at + length : end);
}

/** Octal digits, or base 256 with the first bit set (GNU); the negative half of that is no number here. */
function number(block: Buffer, at: number, length: number): number {
  const first = block[at] ?? 0;
  if (first === 0x80) {
    let value = 0;
    for (let index = at + 1; index < at + length; index++) value = value * 256 + (block[index] ?? 0);
    if (!Number.isSafeInteger(value)) throw damaged('a number is too large');
    return value;
  }
  if (first > 0x80) return 0;
  const digits = text(block, at, length).trim();
  if (!/^[0-7]*$/.test(digits)) throw damaged('a number cannot be read');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** The sum of all bytes, those of the checksum itself taken as spaces. */
function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let index = 0; index < blockSize; index++) if (index < 148 || index >= 156) sum += block[index] ?? 0;
  return sum;
}

function paxText(value: Buffer): string {
  if (value.includes(0)) throw damaged('a name holds a zero byte');
  return value.toString('latin1');
}

function paxNumber(value: Buffer): number {
  const parsed = Number(value.toString('latin1'));
  if (!Number.isFinite(parsed)) throw damaged('a number in a pax header cannot be read');
  return parsed;
}

function encodePax(xattrs: Map<string, Buffer>): Buffer {
  return Buffer.concat([...xattrs].map(([name, value]) => {
    const body = Buffer.concat([Buffer.from(` ${xattrPrefix}${name}=`, 'latin1'), value, Buffer.from('\n')]);
    let length = body.length + String(body.length).length;
    if (String(length).length > String(body.length).length) length = body.length + String(length).length;
    return Buffer.concat([Buffer.from(String(length)), body]);
  }));
}

function metaEntry(flag: string, data: Buffer): Buffer[] {
  const entry = { name: '././@LongLink', linkName: '', mode: 0, uid: 0, gid: 0, size: data.length, mtime: 0 };
  return [header(entry, flag), data, Buffer.alloc(padding(data.length))];
}

function header(entry: Omit<TarEntry, 'type' | 'xattrs'>, flag: string): Buffer {
  const block = Buffer.alloc(blockSize);
  block.write(entry.name.slice(0, 100), 0, 'latin1');
  putNumber(block, entry.mode, 100, 8);
  putNumber(block, entry.uid, 108, 8);
  putNumber(block, entry.gid, 116, 8);
  putNumber(block, entry.size, 124, 12);
  putNumber(block, entry.mtime, 136, 12);
  block.write(flag, 156, 'latin1');
  block.write(entry.linkName.slice(0, 100), 157, 'latin1');
  block.write('ustar  \0', 257, 'latin1');
  putNumber(block, 0, 329, 8);
  putNumber(block, 0, 337, 8);
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function putNumber(block: Buffer, value: number, at: number, length: number): void {
  const digits = value.toString(8);
  if (digits.length < length) {
    block.write(digits.padStart(length - 1, '0'), at, 'latin1');
    return;
  }
  let rest = value;
  for (let index = at + length - 1; index > at; index--) {
    block[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  block[at] = 0x80;
}
