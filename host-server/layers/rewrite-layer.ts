/**
 * Turns the tar stream of an image layer (image-spec, layer.md) into the tar stream of an overlayfs layer, entry by entry
 * and without holding data:
 *
 * - `.wh.x` becomes a character device 0/0 named x; `.wh..wh..opq` makes its directory opaque, whether the directory's own
 *   entry came before, comes later or never; a directory that follows a whiteout of its name is opaque too
 * - owners move by the host-wide shift of the user namespaces, file capabilities with them
 * - names are resolved to where they end up (layer-tree.ts); directories that are only implied become explicit, because
 *   the extractor would give them to the machine's root
 * - device nodes go: a container's /dev is not its image's. So do extended attributes that mean something to the machine:
 *   only `user.*` and file capabilities stay. An archive that could set `trusted.overlay.*` could redirect its directories
 *   to any place of the overlay.
 */
import { LayerTree } from './layer-tree.ts';
import { blockSize, damaged, encodeEntry, padding } from './tar-format.ts';
import type { TarEntry } from './tar-format.ts';
import { Batch, byteReader, nextEntry } from './tar-stream.ts';

export interface RewriteOptions {
  /** What root inside is outside: added to every uid and gid. */
  idShift: number;
  /** How many users there are inside; an owner beyond that could be anybody outside. */
  idCount: number;
  maxEntries: number;
}

/** @throws Fault `layer-failed` for what is no archive, is cut off, or tries to leave its root */
export async function* rewriteLayer(source: AsyncIterable<Buffer>, options: RewriteOptions): AsyncGenerator<Buffer> {
  const reader = byteReader(source);
  const layer = new LayerRewriter(options);
  const out = new Batch();
  for (let entry = await nextEntry(reader); entry; entry = await nextEntry(reader)) {
    const left = entry.size;
    const keep = layer.add(entry, out);
    for (let rest = left; rest > 0; ) {
      const data = await reader.some(rest);
      rest -= data.length;
      if (keep) out.push(data);
      if (out.isFull) yield out.take();
    }
    await reader.exactly(padding(left));
    if (keep) out.push(Buffer.alloc(padding(left)));
    if (out.isFull) yield out.take();
  }
  out.push(Buffer.alloc(2 * blockSize));
  yield out.take();
  // What follows the end belongs to the digest, so it is read to its end.
  await reader.drain();
}

class LayerRewriter {
  #options: RewriteOptions;
  #tree = new LayerTree();
  #opaque = new Set<string>();
  #whiteouts = new Set<string>();
  #entries = 0;

  constructor(options: RewriteOptions) {
    this.#options = options;
  }

  /** Writes what this entry becomes. Answers whether its data follows. */
  add(entry: TarEntry, out: Batch): boolean {
    if (++this.#entries > this.#options.maxEntries) throw damaged(`it holds more than ${this.#options.maxEntries} entries`);
    const path = this.#tree.resolve(entry.name);
    const slash = path.lastIndexOf('/');
    const [directory, base] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
    if (base === '.wh..wh..opq') this.#makeOpaque(directory, out);
    else if (path.split('/').some(part => part.startsWith('.wh..wh.'))) return false; // aufs's own bookkeeping
    else if (base.startsWith('.wh.')) this.#addWhiteout(directory, base.slice(4), out);
    else if (entry.type === 'character' || entry.type === 'block') return false;
    else return this.#addEntry(path, entry, out);
    return false;
  }

  #addEntry(path: string, entry: TarEntry, out: Batch): boolean {
    if (path === '' && entry.type !== 'directory') throw damaged('its root is no directory');
    this.#addParents(path, out);
    const linkName = entry.type === 'link' ? this.#linkTarget(entry) : entry.linkName;
    this.#write(path, { ...entry, linkName, uid: this.#shift(entry.uid), gid: this.#shift(entry.gid), xattrs: this.#attributes(entry) }, out);
    return entry.type === 'file';
  }

  #addParents(path: string, out: Batch): void {
    for (const parent of this.#tree.missingParents(path)) this.#write(parent, this.#impliedDirectory(), out);
  }

  #write(path: string, entry: TarEntry, out: Batch): void {
    this.#tree.place(path, entry);
    if (entry.type === 'directory' && this.#whiteouts.has(path)) this.#opaque.add(path);
    const xattrs = this.#opaque.has(path) && entry.type === 'directory' ? new Map([...entry.xattrs, opaqueMark]) : entry.xattrs;
    const name = entry.type === 'directory' ? `./${path}/`.replace('.//', './') : `./${path}`;
    out.push(encodeEntry({ ...entry, name, linkName: entry.type === 'link' ? `./${entry.linkName}` : entry.linkName, xattrs }));
  }

  #makeOpaque(directory: string, out: Batch): void {
    if (directory === '') throw damaged('it hides the whole root of the layers below, which overlayfs cannot; flatten the image');
    this.#addParents(directory, out);
    this.#opaque.add(directory);
    this.#write(directory, this.#tree.directories.get(directory) ?? this.#impliedDirectory(), out);
  }

  #addWhiteout(directory: string, name: string, out: Batch): void {
    if (name === '' || name === '.' || name === '..') throw damaged(`it holds a whiteout of '${name}'`);
    const path = directory === '' ? name : `${directory}/${name}`;
    if (this.#tree.directories.has(path)) {
      this.#makeOpaque(path, out);
      return;
    }
    this.#addParents(path, out);
    this.#whiteouts.add(path);
    this.#write(path, { ...plain, type: 'character' }, out);
  }

  #linkTarget(entry: TarEntry): string {
    const target = this.#tree.resolve(entry.linkName);
    if (target === '' || this.#tree.directories.has(target)) throw damaged('it holds a hard link to a directory');
    if (!this.#tree.isReached(target)) throw damaged('it holds a hard link to a file that is not in it');
    return target;
  }

  #shift(id: number): number {
    const { idShift, idCount } = this.#options;
    if (!Number.isInteger(id) || id < 0 || id >= idCount) throw damaged(`it holds a file of user or group ${id}; containers have ${idCount} of them`);
    return id + idShift;
  }

  #attributes(entry: TarEntry): Map<string, Buffer> {
    const kept = new Map<string, Buffer>();
    for (const [name, value] of entry.xattrs) {
      if (name.startsWith('user.') && !name.startsWith('user.overlay.')) kept.set(name, value);
      const capability = name === 'security.capability' ? shiftedCapability(value, this.#options.idShift) : undefined;
      if (capability) kept.set(name, capability);
    }
    return kept;
  }

  #impliedDirectory(): TarEntry {
    return { ...plain, type: 'directory', mode: 0o755, uid: this.#options.idShift, gid: this.#options.idShift };
  }
}

const plain: Omit<TarEntry, 'type'> = { name: '', linkName: '', mode: 0, uid: 0, gid: 0, size: 0, mtime: 0, xattrs: new Map() };

/** kernel, Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories". */
const opaqueMark: [string, Buffer] = ['trusted.overlay.opaque', Buffer.from('y')];

/**
 * capability.h, struct vfs_ns_cap_data: revision 2 counts for the machine's root only, revision 3 names the root of a user
 * namespace in its last four bytes. Anything else is no capability set.
 */
function shiftedCapability(value: Buffer, rootId: number): Buffer | undefined {
  if (value.length !== 20 && value.length !== 24) return undefined;
  const shifted = Buffer.alloc(24);
  value.copy(shifted, 0, 0, 20);
  const effective = value.readUInt32LE(0) & 1;
  shifted.writeUInt32LE((0x0300_0000 | effective) >>> 0, 0);
  shifted.writeUInt32LE(rootId, 20);
  return shifted;
}
