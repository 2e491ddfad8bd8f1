/**
 * Blobs as files: `stage/<uuid>` while written, `kept/<id>` where writing may go on in a later process,
 * `objects/<ab>/<sha256>.<uuid>` once published.
 *
 * Writing hashes as it goes and gathers chunks to 1 MiB, because the price of a write is in the call (64 KiB writes are
 * half as fast). Publishing is fdatasync, link(2), fsync of the folder, in that order: after a power cut an object is
 * there whole or not at all. The caller then writes its database row, so a row never points at bytes that are not there.
 *
 * A kept stage is hashed again when it is resumed, because Node cannot put a hash aside; that is several times as fast as
 * any upload. Writing stops while a reserve is still free: a database on the same disk needs room to say what failed.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { link, mkdir, open, readdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '../../openapi/serve/fault.ts';
import type { BlobStore, KeptStage } from './blob-store.ts';

const chunkBytes = 1024 * 1024;
/** The disk is looked at once in so many written bytes, of all stages together. */
const lookEveryBytes = 16 * chunkBytes;

export interface FileBlobStoreOptions {
  /** So much of the disk is not written to. */
  reserveBytes?: number;
}

/** `root` must be on one file system; one process at a time owns it. */
export async function createFileBlobStore(root: string, { reserveBytes = 0 }: FileBlobStoreOptions = {}): Promise<BlobStore> {
  const stages = join(root, 'stage');
  const kept = join(root, 'kept');
  const objects = join(root, 'objects');
  for (const folder of [stages, kept, objects]) await mkdir(folder, { recursive: true, mode: 0o750 });
  await syncFolder(root);

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
      return new FileStage(await open(path, 'wx+', 0o640).catch(diskFull), path, { pathOf, onWrite });
    },
    async resume(id, atMostBytes) {
      const path = keptPath(id);
      const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o640).catch(diskFull);
      try {
        await syncFolder(kept);
        const stage = new FileStage(handle, path, { pathOf, onWrite });
        await stage.takeUp(atMostBytes ?? Infinity);
        return stage;
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
    async forget(id) {
      await rm(keptPath(id), { force: true });
    },
    keptStages: () => readdir(kept),
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

/** Who is handed the descriptor opens it anew by /proc; the folders above keep everyone else out. */
async function openToAll(handle: FileHandle): Promise<FileHandle> {
  try {
    await handle.chmod(0o644);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface StageParts {
  pathOf: (key: string) => string;
  /** Asked before so many bytes are written; throws when there is no room. */
  onWrite: (bytes: number) => Promise<void>;
}

class FileStage implements KeptStage {
  size = 0;
  readonly #handle: FileHandle;
  readonly #path: string;
  /** Of this opening alone: what is resumed after it was published gets another key. */
  readonly #id = randomUUID();
  readonly #parts: StageParts;
  readonly #hash = createHash('sha256');
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #open = true;
  #digest: string | undefined;

  constructor(handle: FileHandle, path: string, parts: StageParts) {
    this.#handle = handle;
    this.#path = path;
    this.#parts = parts;
  }

  /** Goes on behind what the file holds already. */
  async takeUp(atMostBytes: number): Promise<void> {
    const { size } = await this.#handle.stat();
    this.size = Math.min(size, atMostBytes);
    if (size > this.size) await this.#handle.truncate(this.size);
    if (this.size > 0) for await (const chunk of createReadStream(this.#path, { end: this.size - 1, highWaterMark: chunkBytes })) this.#hash.update(chunk as Buffer);
  }

  async checkpoint(): Promise<number> {
    await this.#flush();
    await this.#handle.datasync().catch(diskFull);
    return this.size;
  }

  async suspend(): Promise<void> {
    if (!this.#open) return;
    await this.checkpoint();
    this.#open = false;
    await this.#handle.close();
  }

  get key(): string {
    return `${this.#finished()}.${this.#id}`;
  }

  async append(chunk: Buffer): Promise<void> {
    this.#hash.update(chunk);
    this.size += chunk.length;
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    if (this.#gatheredBytes >= chunkBytes) await this.#flush();
  }

  async finish(): Promise<{ digest: string; size: number }> {
    if (this.#digest === undefined) {
      await this.#flush();
      this.#digest = this.#hash.digest('hex');
    }
    return { digest: `sha256:${this.#digest}`, size: this.size };
  }

  read(start: number, size: number): AsyncIterable<Buffer> {
    this.#finished();
    return size === 0 ? nothing() : createReadStream(this.#path, { start, end: start + size - 1, highWaterMark: chunkBytes });
  }

  async open(): Promise<FileHandle> {
    this.#finished();
    return openToAll(await open(this.#path, 'r'));
  }

  async publish(): Promise<void> {
    const target = this.#parts.pathOf(this.key);
    const made = await mkdir(dirname(target), { recursive: true, mode: 0o750 }).catch(diskFull);
    if (made !== undefined) await syncFolder(dirname(dirname(target)));
    await this.#handle.datasync().catch(diskFull);
    await link(this.#path, target).catch(diskFull);
    await syncFolder(dirname(target));
  }

  async discard(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#gathered = [];
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }

  async #flush(): Promise<void> {
    const buffers = this.#gathered;
    let left = this.#gatheredBytes;
    let position = this.size - left;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.#parts.onWrite(left);
    while (left > 0) {
      const { bytesWritten } = await this.#handle.writev(buffers, position).catch(diskFull);
      position += bytesWritten;
      left -= bytesWritten;
      dropWritten(buffers, bytesWritten);
    }
  }

  #finished(): string {
    if (this.#digest === undefined) throw new TypeError('the stage is not finished');
    return this.#digest;
  }
}

/** writev may write less than it was given. */
function dropWritten(buffers: Buffer[], bytes: number): void {
  let left = bytes;
  while (buffers[0] && left >= buffers[0].length) left -= buffers.shift()?.length ?? 0;
  if (buffers[0] && left > 0) buffers[0] = buffers[0].subarray(left);
}

async function* nothing(): AsyncIterable<Buffer> {}

function diskFull(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    throw new Fault('disk-full', "The image service's disk is full. Tell the operator, or delete images, and try again.", { cause: error });
  }
  throw error;
}

const noRoom = (wanted: number, free: number): Fault =>
  new Fault('disk-full', `The image service's disk has room for ${Math.max(0, free)} more bytes, and ${wanted} are needed. Tell the operator, or delete images, and try again.`);

/** A name is durable only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
