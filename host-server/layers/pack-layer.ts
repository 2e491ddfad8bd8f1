/**
 * The way back of rewrite-layer.ts: turns the tar stream of an overlayfs upper directory into the tar stream of an image
 * layer (image-spec, layer.md), entry by entry and without holding data:
 *
 * - a character device 0/0 named x becomes `.wh.x`; an opaque directory is followed by its `.wh..wh..opq`
 * - owners move back by the shift of the user namespaces, file capabilities with them
 * - of extended attributes `user.*` and file capabilities stay; overlayfs's own go
 */
import { blockSize, encodeEntry, padding } from './tar-format.ts';
import type { TarEntry } from './tar-format.ts';
import { Batch, byteReader, nextEntry } from './tar-stream.ts';

export interface PackOptions {
  /** What root inside is outside: taken from every uid and gid. */
  idShift: number;
  /** How many users there are inside; what belongs to another becomes root's. */
  idCount: number;
}

/** @param source what tar writes of the directory, with extended attributes */
export async function* packLayer(source: AsyncIterable<Buffer>, options: PackOptions): AsyncGenerator<Buffer> {
  const reader = byteReader(source);
  const out = new Batch();
  for (let entry = await nextEntry(reader); entry; entry = await nextEntry(reader)) {
    const blocks = packEntry(entry, options);
    for (const block of blocks) out.push(block);
    for (let rest = entry.size; rest > 0; ) {
      const data = await reader.some(rest);
      rest -= data.length;
      out.push(data);
      if (out.isFull) yield out.take();
    }
    out.push(await reader.exactly(padding(entry.size)));
    if (out.isFull) yield out.take();
  }
  out.push(Buffer.alloc(2 * blockSize));
  yield out.take();
  await reader.drain();
}

/** What goes before the entry's data; nothing for the root itself and for the machine's devices. */
function packEntry(entry: TarEntry, options: PackOptions): Buffer[] {
  const name = entry.name.replace(/^(\.\/)+/, '').replace(/\/$/, '');
  if (name === '' || name === '.') return [];
  const slash = name.lastIndexOf('/') + 1;
  if (entry.type === 'character') return [encodeEntry({ ...marker, mtime: entry.mtime, name: `${name.slice(0, slash)}.wh.${name.slice(slash)}` })];
  if (entry.type === 'block') return [];
  const packed = encodeEntry({
    ...entry,
    name: entry.type === 'directory' ? `${name}/` : name,
    linkName: entry.type === 'link' ? entry.linkName.replace(/^(\.\/)+/, '') : entry.linkName,
    uid: shiftedBack(entry.uid, options),
    gid: shiftedBack(entry.gid, options),
    xattrs: attributes(entry, options.idShift),
  });
  const isOpaque = entry.type === 'directory' && entry.xattrs.get('trusted.overlay.opaque')?.toString() === 'y';
  return isOpaque ? [packed, encodeEntry({ ...marker, mtime: entry.mtime, name: `${name}/.wh..wh..opq` })] : [packed];
}

const marker: TarEntry = { type: 'file', name: '', linkName: '', mode: 0, uid: 0, gid: 0, size: 0, mtime: 0, xattrs: new Map() };

/** What is not the guest's is what the host made for it, such as mount points. */
function shiftedBack(id: number, { idShift, idCount }: PackOptions): number {
  const inside = id - idShift;
  return inside >= 0 && inside < idCount ? inside : 0;
}

function attributes(entry: TarEntry, idShift: number): Map<string, Buffer> {
  const kept = new Map<string, Buffer>();
  for (const [name, value] of entry.xattrs) {
    if (name.startsWith('user.') && !name.startsWith('user.overlay.')) kept.set(name, value);
    const capability = name === 'security.capability' ? capabilityInside(value, idShift) : undefined;
    if (capability) kept.set(name, capability);
  }
  return kept;
}

/** capability.h, struct vfs_ns_cap_data: revision 3 of our namespace is what images hold as revision 2. */
function capabilityInside(value: Buffer, rootId: number): Buffer | undefined {
  if (value.length !== 24 || value.readUInt32LE(20) !== rootId) return undefined;
  const inside = Buffer.from(value.subarray(0, 20));
  inside.writeUInt32LE((0x0200_0000 | (value.readUInt32LE(0) & 1)) >>> 0, 0);
  return inside;
}
