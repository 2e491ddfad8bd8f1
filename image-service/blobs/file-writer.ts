/**
 * Writes a file from its beginning to its end while the caller already hashes what comes next.
 *
 * Chunks are gathered to 1 MiB, because the price of a write is in the call (64 KiB writes are half as fast). One write is
 * under way at a time: several to one file only wait for each other in the kernel, and burn a processor in doing so. Every
 * 32 MiB the disk is made to begin with what is in memory, beside the writing, so that the sync at the end has little left
 * to do: of 512 MiB it took 10 to 200 ms, and takes 1.
 */
import type { FileHandle } from 'node:fs/promises';
import { diskFull } from './disk-faults.ts';

export const chunkBytes = 1024 * 1024;
const syncEveryBytes = 32 * chunkBytes;

/** How many files sync early, of all writers together: each occupies one of the few threads that Node has for files. */
export interface SyncTurns {
  taken: number;
}

export interface WriterOptions {
  turns: SyncTurns;
  /** Told how much of the file is on the disk, after each early sync. */
  onSynced?: (bytes: number) => Promise<void>;
}

export class FileWriter {
  readonly #handle: FileHandle;
  readonly #turns: SyncTurns;
  readonly #onSynced: (bytes: number) => Promise<void>;
  #position: number;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #writing: Promise<void> | undefined;
  #unsynced = 0;
  #syncing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor(handle: FileHandle, position: number, { turns, onSynced = async () => undefined }: WriterOptions) {
    this.#handle = handle;
    this.#position = position;
    this.#turns = turns;
    this.#onSynced = onSynced;
  }

  /** What failed is told by the next call, or by `settle`. */
  async write(chunk: Buffer): Promise<void> {
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    if (this.#gatheredBytes < chunkBytes) return;
    await this.#writing;
    this.#begin();
  }

  /** When it resolves, the file has every byte; they are durable only after a sync. */
  async settle(): Promise<void> {
    await this.#writing;
    this.#begin();
    await this.#writing;
    await this.#syncing;
    if (this.#failure) throw this.#failure.error;
  }

  #begin(): void {
    if (this.#failure) throw this.#failure.error;
    const [buffers, bytes, position] = [this.#gathered, this.#gatheredBytes, this.#position];
    if (bytes === 0) return;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#position += bytes;
    this.#writing = this.#writeAll(buffers, bytes, position).then(() => {
      this.#unsynced += bytes;
      this.#syncEarly(position + bytes);
    }).catch((error: unknown) => this.#fail(error));
  }

  async #writeAll(buffers: Buffer[], bytes: number, from: number): Promise<void> {
    let [left, position] = [bytes, from];
    while (left > 0) {
      const { bytesWritten } = await this.#handle.writev(buffers, position).catch(diskFull);
      position += bytesWritten;
      left -= bytesWritten;
      dropWritten(buffers, bytesWritten);
    }
  }

  #syncEarly(written: number): void {
    if (this.#unsynced < syncEveryBytes || this.#turns.taken > 0) return;
    this.#turns.taken += 1;
    this.#unsynced = 0;
    this.#syncing = this.#handle
      .datasync()
      .then(() => this.#onSynced(written))
      .catch(diskFull)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => (this.#turns.taken -= 1));
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }
}

/** writev may write less than it was given. */
function dropWritten(buffers: Buffer[], bytes: number): void {
  let left = bytes;
  while (buffers[0] && left >= buffers[0].length) left -= buffers.shift()?.length ?? 0;
  if (buffers[0] && left > 0) buffers[0] = buffers[0].subarray(left);
}
