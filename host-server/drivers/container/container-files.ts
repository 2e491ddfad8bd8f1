import { constants } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { FileAttributes, GuestFile, GuestFiles, Written } from '../guest-access.ts';
import { fileFault } from './file-fault.ts';
import { GuestTree, openAt } from './guest-tree.ts';
import type { IdRange } from './oci-spec.ts';
import { packTree } from './pack-tree.ts';
import { unpackTree } from './unpack-tree.ts';
import { writeGuestFile } from './write-guest-file.ts';

/** A container's files as they are on the machine, owners shifted back and forth. */
export class ContainerFiles implements GuestFiles {
  readonly #tree: GuestTree;
  readonly #ids: IdRange;

  /** @param root the guest's root on the machine: its mount, or /proc/PID/root with volumes and all */
  static async open(root: string, ids: IdRange): Promise<ContainerFiles> {
    return new ContainerFiles(await GuestTree.open(root), ids);
  }

  private constructor(tree: GuestTree, ids: IdRange) {
    this.#tree = tree;
    this.#ids = ids;
  }

  async pack(path: string): Promise<Readable> {
    return packTree(this.#tree, path, (id) => this.#inside(id));
  }

  async unpack(path: string, archive: Readable): Promise<Written> {
    return unpackTree(this.#tree, path, archive, (id) => this.#outside(id));
  }

  async read(path: string): Promise<GuestFile> {
    const place = await this.#tree.place(path, { follow: true });
    try {
      const seen = await lstat(place.entry);
      if (!seen.isFile()) throw fileFault(Object.assign(new Error(), { code: seen.isDirectory() ? 'EISDIR' : 'ENXIO' }), path);
      const file = await openAt(place.entry, constants.O_RDONLY);
      const stats = await file.stat();
      const content = file.createReadStream({ highWaterMark: 256 * 1024, ...(stats.size > 0 ? { end: stats.size - 1 } : {}) });
      return { size: stats.size, mode: stats.mode & 0o7777, uid: this.#inside(stats.uid), gid: this.#inside(stats.gid), content };
    } catch (error) {
      throw fileFault(error, path);
    } finally {
      await place.close();
    }
  }

  async write(path: string, content: Readable, wanted: Partial<FileAttributes>): Promise<Written> {
    const place = await this.#tree.place(path, { follow: true });
    try {
      if (place.name === '.') throw badRequest(`${path} in the server is a directory: name the file.`, { field: 'path' });
      const before = await lstat(place.entry).catch(() => undefined);
      if (before && !before.isFile()) throw fileFault(Object.assign(new Error(), { code: before.isDirectory() ? 'EISDIR' : 'ENXIO' }), path);
      const owner = {
        mode: wanted.mode ?? (before ? before.mode & 0o7777 : 0o644),
        uid: wanted.uid === undefined ? (before?.uid ?? this.#ids.start) : this.#outside(wanted.uid),
        gid: wanted.gid === undefined ? (before?.gid ?? this.#ids.start) : this.#outside(wanted.gid),
      };
      return { files: 1, ...(await writeGuestFile(place.entry, content, owner)) };
    } catch (error) {
      throw fileFault(error, path);
    } finally {
      await place.close();
    }
  }

  close(): Promise<void> {
    return this.#tree.close();
  }

  /** An owner from beyond the guest's range is nobody to it, as the kernel shows it too. */
  #inside(id: number): number {
    const { start, size } = this.#ids;
    return id >= start && id < start + size ? id - start : 65534;
  }

  #outside(id: number): number {
    const { start, size } = this.#ids;
    if (id < size) return start + id;
    throw badRequest(`The owner ${id} does not exist in the server, which has the ids 0 to ${size - 1}.`, { field: 'uid' });
  }
}
