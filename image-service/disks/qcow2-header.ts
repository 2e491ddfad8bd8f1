/**
 * Reads the header of a qcow2 file (QEMU, docs/interop/qcow2.txt), strictly.
 *
 * QEMU follows whatever a header says: a backing file or a data file may name any file of the host. So nothing is
 * stored that points outside of itself, that is encrypted, or whose tables lie outside of the file; what is not known is
 * refused. Pure: bytes in, facts out.
 */
import { unusable } from '../archives/unusable.ts';

export interface Qcow2Header {
  version: 2 | 3;
  /** Bytes of the disk that a guest sees. */
  virtualSize: number;
  clusterBytes: number;
  /** The name of a backing file: only in files that are to be detached (`detachQcow2`). */
  backingFile: string | undefined;
}

/** How many first bytes `readQcow2Header` wants to see, where there are so many: the largest cluster. */
export const qcow2HeadBytes = 2 * 1024 * 1024;

/** Largest disk that is taken. */
export const maxVirtualBytes = 64 * 1024 ** 4;

/**
 * `head` are the first `qcow2HeadBytes` of a file of `fileBytes`. A backing file is refused unless `allowBacking`, which
 * is for layers whose parent is given. Faults: `image-unusable` with what is wrong.
 */
export function readQcow2Header(head: Buffer, fileBytes: number, allowBacking = false): Qcow2Header {
  if (head.length < 72 || head.readUInt32BE(0) !== 0x514649fb) throw bad('does not begin with the mark of qcow2');
  const version = head.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw bad(`has the version ${version}; 2 and 3 are known`);
  if (version === 3 && head.length < 104) throw bad('is cut off in its header');
  const clusterBits = head.readUInt32BE(20);
  if (clusterBits < 9 || clusterBits > 21) throw bad(`has ${clusterBits} cluster bits; 9 to 21 are sound`);
  const clusterBytes = 2 ** clusterBits;
  const headerBytes = version === 2 ? 72 : head.readUInt32BE(100);
  if (headerBytes < (version === 2 ? 72 : 104) || headerBytes % 8 !== 0 || headerBytes > Math.min(clusterBytes, head.length)) throw bad(`has a header of ${headerBytes} bytes, which cannot be`);
  const incompatible = version === 2 ? 0n : head.readBigUInt64BE(72);
  refuseFeatures(incompatible, version === 3 && headerBytes > 104 ? head.readUInt8(104) : 0);
  if (head.readUInt32BE(32) !== 0) throw bad('is encrypted, and a server could not read it. Decrypt it first');
  if (head.readUInt32BE(60) !== 0 || head.readBigUInt64BE(64) !== 0n) throw bad('holds internal snapshots. Delete them with "qemu-img snapshot -d", or convert it with "qemu-img convert -O qcow2"');
  const virtualSize = wholeOf(head.readBigUInt64BE(24), 'a virtual size');
  if (virtualSize > maxVirtualBytes) throw bad(`is a disk of ${virtualSize} bytes, more than the ${maxVirtualBytes} that are taken`);
  if (version === 3 && head.readUInt32BE(96) > 6) throw bad('has reference counts wider than 64 bits');
  refuseTables(head, { fileBytes, clusterBytes, virtualSize, extendedL2: (incompatible & extendedL2) !== 0n });
  const backingFile = readBackingFile(head, clusterBytes);
  if (backingFile !== undefined && !allowBacking) {
    throw bad(`names the backing file ${JSON.stringify(backingFile.slice(0, 80))}: only a whole disk is taken. Flatten it with "qemu-img convert -O qcow2", or upload it as a layer on its parent`);
  }
  refuseExtensions(head.subarray(0, Math.min(clusterBytes, head.length)), headerBytes);
  return { version, virtualSize, clusterBytes, backingFile };
}

/** The first bytes of the same file without its backing file's name: its parent is then only what the database says. */
export function detachQcow2(head: Buffer): Buffer {
  const detached = Buffer.from(head);
  const offset = Number(detached.readBigUInt64BE(8));
  const length = detached.readUInt32BE(16);
  detached.fill(0, offset, offset + length);
  detached.writeBigUInt64BE(0n, 8);
  detached.writeUInt32BE(0, 16);
  return detached;
}

const bad = (why: string): Error => unusable(`The qcow2 disk ${why}.`);

const extendedL2 = 1n << 4n;

const features: readonly { bit: bigint; why: string }[] = [
  { bit: 1n << 0n, why: 'was not closed (it is dirty). Repair it with "qemu-img check -r all"' },
  { bit: 1n << 1n, why: 'is marked as corrupt. Repair it with "qemu-img check -r all"' },
  { bit: 1n << 2n, why: 'keeps its data in another file. Convert it with "qemu-img convert -O qcow2"' },
];

function refuseFeatures(incompatible: bigint, compressionType: number): void {
  const found = features.find(({ bit }) => (incompatible & bit) !== 0n);
  if (found) throw bad(found.why);
  if (incompatible >> 5n !== 0n) throw bad(`needs features that are not known here (0x${incompatible.toString(16)})`);
  const saysCompression = (incompatible & (1n << 3n)) !== 0n;
  if (compressionType > 1 || saysCompression !== (compressionType !== 0)) throw bad(`has the compression type ${compressionType}, which is not known here`);
}

interface Geometry {
  fileBytes: number;
  clusterBytes: number;
  virtualSize: number;
  extendedL2: boolean;
}

/** Both top tables must lie in the file, and the L1 table must reach over the whole disk. QEMU takes 32 MiB and 8 MiB. */
function refuseTables(head: Buffer, { fileBytes, clusterBytes, virtualSize, extendedL2: extended }: Geometry): void {
  const l1Entries = head.readUInt32BE(36);
  const l2Entries = clusterBytes / (extended ? 16 : 8);
  const needed = Math.ceil(virtualSize / (clusterBytes * l2Entries));
  if (l1Entries < needed || l1Entries * 8 > 32 * 1024 * 1024) throw bad(`has an L1 table of ${l1Entries} entries; its size needs ${needed}`);
  const tables = [
    { name: 'L1 table', offset: wholeOf(head.readBigUInt64BE(40), 'an L1 table offset'), bytes: l1Entries * 8 },
    { name: 'table of reference counts', offset: wholeOf(head.readBigUInt64BE(48), 'an offset of reference counts'), bytes: head.readUInt32BE(56) * clusterBytes },
  ];
  for (const { name, offset, bytes } of tables) {
    if (bytes === 0 && name === 'L1 table') continue;
    if (bytes === 0 || bytes > 32 * 1024 * 1024 || offset === 0 || offset % clusterBytes !== 0) throw bad(`has a ${name} that cannot be (${bytes} bytes at ${offset})`);
    if (offset + bytes > fileBytes) throw bad(`has a ${name} outside of the file: it is cut off or damaged`);
  }
}

function readBackingFile(head: Buffer, clusterBytes: number): string | undefined {
  const offset = head.readBigUInt64BE(8);
  const length = head.readUInt32BE(16);
  if (offset === 0n) return undefined;
  if (length === 0 || length > 1023 || offset + BigInt(length) > BigInt(Math.min(clusterBytes, head.length))) throw bad('has a backing file name outside of its first cluster');
  return head.toString('utf8', Number(offset), Number(offset) + length);
}

/** Extensions follow the header up to one of type 0; those that are known to do harm are refused, others are ignored as the format says. */
function refuseExtensions(cluster: Buffer, headerBytes: number): void {
  for (let at = headerBytes; at + 8 <= cluster.length; ) {
    const type = cluster.readUInt32BE(at);
    const length = cluster.readUInt32BE(at + 4);
    if (type === 0) return;
    if (type === 0x44415441) throw bad('names a data file. Convert it with "qemu-img convert -O qcow2"');
    if (type === 0x0537be77) throw bad('has a header of encryption. Decrypt it first');
    if (at + 8 + length > cluster.length) throw bad('has a header extension outside of its first cluster');
    at += 8 + Math.ceil(length / 8) * 8;
  }
}

function wholeOf(value: bigint, what: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw bad(`has ${what} that cannot be`);
  return Number(value);
}
