/**
 * What a disk file is by its content, and whether that is what its owner said.
 *
 * The declared format decides how QEMU opens the file; a raw disk that begins like a qcow2 would be opened as one by
 * anything that guesses, and follow its pointers. So a file that looks like another format, or like two, is refused.
 */
import { unusable } from '../archives/unusable.ts';

export type DiskFormat = 'qcow2' | 'raw' | 'iso' | 'vmdk' | 'vdi' | 'vhd' | 'vhdx';

/** First bytes that `requireFormat` wants to see: an ISO 9660 descriptor begins at 32 KiB. */
export const diskHeadBytes = 64 * 1024;
/** Last bytes of it: where a fixed VHD has its footer. */
export const diskTailBytes = 512;

/** Faults: `image-unusable` when the bytes are not, or not only, what was declared. */
export function requireFormat(declared: DiskFormat, head: Buffer, tail: Buffer): void {
  const found = signatures.filter(({ matches }) => matches(head, tail)).map(({ name }) => name);
  const own = declared === 'raw' ? [] : [declared];
  // A hybrid ISO is a raw disk as well.
  const strange = found.find((name) => name !== declared && !(declared === 'raw' && name === 'iso'));
  if (strange !== undefined) {
    throw unusable(
      found.includes(declared)
        ? `The disk looks like ${declared} and like ${strange} at once: it is refused. Convert it with "qemu-img convert".`
        : `The disk was declared as ${declared} and looks like ${strange}: create the image with the disk_format that it has.`,
    );
  }
  const missing = own.find((name) => !found.includes(name));
  if (missing !== undefined) throw unusable(`The disk was declared as ${missing} and does not look like it: create the image with the disk_format that it has.`);
  if (declared === 'vmdk') requireSelfContainedVmdk(head);
  if (declared === 'vhd') requireWholeVhd(head, tail);
}

interface Signature {
  name: string;
  matches(head: Buffer, tail: Buffer): boolean;
}

const textAt = (text: string, offset: number) => (head: Buffer) => head.toString('latin1', offset, offset + text.length) === text;

const signatures: readonly Signature[] = [
  { name: 'qcow2', matches: textAt('QFI\xfb', 0) },
  { name: 'vmdk', matches: (head) => textAt('KDMV', 0)(head) || textAt('COWD', 0)(head) || textAt('# Disk DescriptorFile', 0)(head) },
  { name: 'vdi', matches: textAt('\x7f\x10\xda\xbe', 64) },
  { name: 'vhd', matches: (head, tail) => textAt('conectix', 0)(head) || textAt('conectix', 0)(tail) },
  { name: 'vhdx', matches: textAt('vhdxfile', 0) },
  { name: 'iso', matches: textAt('CD001', 32_769) },
  { name: 'qed', matches: textAt('QED\0', 0) },
  { name: 'luks', matches: textAt('LUKS\xba\xbe', 0) },
  { name: 'parallels', matches: (head) => textAt('WithoutFreeSpace', 0)(head) || textAt('WithouFreSpacExt', 0)(head) },
  { name: 'tar', matches: textAt('ustar', 257) },
];

/** A VMDK descriptor may name any file of the host as an extent, so only the two kinds that hold their data are taken. */
function requireSelfContainedVmdk(head: Buffer): void {
  const refuse = (why: string): Error => unusable(`The VMDK disk ${why}. Convert it with "qemu-img convert -O qcow2" and upload that.`);
  if (!textAt('KDMV', 0)(head) || head.length < 512) throw refuse('is only a description of other files');
  // A capacity of 0 makes QEMU read the descriptor as one of other files.
  if (head.readBigUInt64LE(12) === 0n) throw refuse('has no capacity');
  const offset = Number(head.readBigUInt64LE(28)) * 512;
  const length = Number(head.readBigUInt64LE(36)) * 512;
  if (offset === 0 || offset + length > head.length) throw refuse('has its description where it is not looked for');
  const description = head.toString('latin1', offset, offset + length);
  const type = /^createType\s*=\s*"([^"]*)"/m.exec(description)?.[1];
  const extents = description.match(/^(RW|RDONLY|NOACCESS)\s/gm) ?? [];
  if (type !== 'monolithicSparse' && type !== 'streamOptimized') throw refuse(`is of the type ${JSON.stringify(type ?? 'unknown')}`);
  if (extents.length !== 1 || !/^RW\s+\d+\s+SPARSE\s/m.test(description)) throw refuse('names more than its own data');
}

/** Type 4 of a VHD footer is a difference to another file. */
function requireWholeVhd(head: Buffer, tail: Buffer): void {
  const footer = textAt('conectix', 0)(tail) ? tail : head;
  if (footer.readUInt32BE(60) === 4) throw unusable('The VHD disk is a difference to another file. Convert it with "qemu-img convert -O qcow2" and upload that.');
}
