/**
 * Blobs as files: `stage/<uuid>` while written, `kept/<id>` where writing may go on in a later process,
 * `objects/<ab>/<sha256>.<uuid>` once published.
 *
 * Writing hashes as it goes (file-stage.ts, file-writer.ts). Publishing is fdatasync, link(2), fsync of the folder, in that
 * order: after a power cut an object is there whole or not at all. The caller then writes its database row, so a row never
 * points at bytes that are not there.
 *
 * A kept stage is hashed again when it goes on, because Node cannot put a hash aside; that is several times as fast as
 * any upload, and done by a thread (hash-threads.ts). Writing stops while a reserve is still free: a database on the same disk needs room to say what failed.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '../../openapi/serve/fault.ts';
import type { BlobStore } from './blob-store.ts';
import { diskFull, noRoom, syncFolder } from './disk-faults.ts';
import { FileStage, openToAll } from './file-stage.ts';
import { chunkBytes } from './file-writer.ts';
import { HashThreads } from './hash-threads.ts';
import { isMark, readBootId, removeMark, trustedBytes } from './kept-mark.ts';
import { Slabs } from './slabs.ts';

/** The disk is looked at once in so many written bytes, of all stages together. */
const lookEveryBytes = 16 * chunkBytes;

export interface FileBlobStoreOptions {
  /** So much of the disk is not written to. */
  reserveBytes?: number;
  /** Of this start of the machine; tests give their own. */
  bootId?: string;
}

/** `root` must be on one file system; one process at a time owns it. */
export async function createFileBlobStore(root: string, { reserveBytes = 0, bootId: givenBootId }: FileBlobStoreOptions = {}): Promise<BlobStore> {
  const stages = join(root, 'stage');
  const kept = join(root, 'kept');
  const objects = join(root, 'objects');
  for (const folder of [stages, kept, objects]) await mkdir(folder, { recursive: true, mode: 0o750 });
  await syncFolder(root);

  const tools = { turns: { taken: 0 }, slabs: new Slabs(), threads: new HashThreads() };
  const bootId = givenBootId ?? (await readBootId());
  let unlooked = 0;
  const requireRoom = async (bytes: number): Promise<void> => {
    const { bavail, bsize } = await statfs(root);
    if (bavail * bsize < bytes + reserveBytes) throw noRoom(bytes, bavail * bsize - reserveBytes);
  };
  const onWrite = async (bytes: number): Promise<void> => {
    unlooked += bytes;
    if (reserveBytes === 0 || unlooked < lookEveryBytes) return;
    unlooked = 0;
    await requireRoom(lookEveryBytes);
  };
  const keptPath = (id: string): string => {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new TypeError(`not an id of a kept stage: ${id}`);
    return join(kept, id);
  };

  const pathOf = (key: string): string => {
    if (!/^[0-9a-f]{64}\.[0-9a-f-]{36}$/.test(key)) throw new TypeError(`not a key of this store: ${key}`);
    return join(objects, key.slice(0, 2), key);
  };

  const openObject = (key: string): Promise<FileHandle> =>
    open(pathOf(key), 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw new Fault('not-found', `The stored object ${key} is gone.`, { cause: error });
      throw error;
    });

  return {
    async stage() {
      const path = join(stages, randomUUID());
      return new FileStage(await open(path, 'wx+', 0o640).catch(diskFull), path, { pathOf, onWrite, tools });
    },
    async resume(id, atMostBytes) {
      const path = keptPath(id);
      const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o640).catch(diskFull);
      try {
        await syncFolder(kept);
        const stage = new FileStage(handle, path, { pathOf, onWrite, tools, keptBootId: bootId });
        await stage.takeUp(Math.min(atMostBytes ?? Infinity, await trustedBytes(path, (await handle.stat()).size, bootId)));
        return stage;
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
    async forget(id) {
      await rm(keptPath(id), { force: true });
      await removeMark(keptPath(id));
    },
    async keptBytes(id) {
      const found = await stat(keptPath(id)).catch(() => undefined);
      return found ? trustedBytes(keptPath(id), found.size, bootId) : 0;
    },
    keptStages: async () => (await readdir(kept)).filter((name) => !isMark(name)),
    requireRoom,
    async read(key, range) {
      return readable(await openObject(key), range ?? {});
    },
    open: async (key) => openToAll(await openObject(key)),
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
    async sweepStages() {
      const left = await readdir(stages);
      for (const name of left) await rm(join(stages, name), { force: true });
      return left.length;
    },
    async *keys() {
      for (const folder of await readdir(objects)) yield* await readdir(join(objects, folder));
    },
  };
}

function readable(handle: FileHandle, { first, last }: { first?: number; last?: number }): Readable {
  return handle.createReadStream({ highWaterMark: chunkBytes, ...(first === undefined ? {} : { start: first }), ...(last === undefined ? {} : { end: last }) });
}
