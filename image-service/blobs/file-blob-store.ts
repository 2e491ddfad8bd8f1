/**
 * Blobs as files: `stage/<uuid>` while written, `objects/<ab>/<sha256>.<uuid>` once published.
 *
 * Writing hashes as it goes and gathers chunks to 1 MiB, because the price of a write is in the call (64 KiB writes are
 * half as fast). Publishing is fdatasync, link(2), fsync of the folder, in that order: after a power cut an object is
 * there whole or not at all. The caller then writes its database row, so a row never points at bytes that are not there.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { link, mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '../../openapi/serve/fault.ts';
import type { BlobStage, BlobStore } from './blob-store.ts';

const chunkBytes = 1024 * 1024;

/** `root` must be on one file system; one process at a time owns it. */
export async function createFileBlobStore(root: string): Promise<BlobStore> {
  const stages = join(root, 'stage');
  const objects = join(root, 'objects');
  await mkdir(stages, { recursive: true, mode: 0o750 });
  await mkdir(objects, { recursive: true, mode: 0o750 });
  await syncFolder(root);

  const pathOf = (key: string): string => {
    if (!/^[0-9a-f]{64}\.[0-9a-f-]{36}$/.test(key)) throw new TypeError(`not a key of this store: ${key}`);
    return join(objects, key.slice(0, 2), key);
  };

  return {
    async stage() {
      const id = randomUUID();
      const path = join(stages, id);
      return new FileStage(await open(path, 'wx+', 0o640).catch(diskFull), path, id, pathOf);
    },
    async read(key, range) {
      const handle = await open(pathOf(key), 'r').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') throw new Fault('not-found', `The stored object ${key} is gone.`, { cause: error });
        throw error;
      });
      return readable(handle, range ?? {});
    },
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

class FileStage implements BlobStage {
  size = 0;
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #id: string;
  readonly #pathOf: (key: string) => string;
  readonly #hash = createHash('sha256');
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #open = true;
  #digest: string | undefined;

  constructor(handle: FileHandle, path: string, id: string, pathOf: (key: string) => string) {
    this.#handle = handle;
    this.#path = path;
    this.#id = id;
    this.#pathOf = pathOf;
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

  async publish(): Promise<void> {
    const target = this.#pathOf(this.key);
    const made = await mkdir(dirname(target), { recursive: true, mode: 0o750 });
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

/** A name is durable only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
