/**
 * Writes a file from its beginning to its end, and hashes it as it goes.
 *
 * Chunks are gathered to 1 MiB, because the price of a write is in the call (64 KiB writes are half as fast). One write is
 * under way at a time: several to one file only wait for each other in the kernel, and burn a processor in doing so; what
 * gathers meanwhile goes with the next. Every 32 MiB the disk is made to begin with what is in memory, beside the writing,
 * so that the sync at the end has little left to do: of 512 MiB it took 10 to 200 ms, and takes 1.
 *
 * The first 8 MiB are hashed here and now, which is cheaper than a thread; from there on a thread goes on with the hash,
 * after it has read what the file holds. Each piece is then written and hashed at the same time, from the same memory.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { diskFull } from './disk-faults.ts';
import type { HashThreads, ThreadHash } from './hash-threads.ts';
import type { Slabs } from './slabs.ts';

export const chunkBytes = 1024 * 1024;
const syncEveryBytes = 32 * chunkBytes;
const hashedHereBytes = 8 * chunkBytes;

/** What all writers of a store share. */
export interface WriterTools {
  /** How many files sync early: each occupies one of the few threads that Node has for files. */
  turns: { taken: number };
  slabs: Slabs;
  threads: HashThreads;
}

export interface WriterOptions {
  tools: WriterTools;
  /** Told how much of the file is on the disk, after each early sync. */
  onSynced?: (bytes: number) => Promise<void>;
}

export class FileWriter {
  readonly #handle: FileHandle;
  readonly #tools: WriterTools;
  readonly #onSynced: (bytes: number) => Promise<void>;
  readonly #begin: number;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  /** Of the file, once all that was handed to the disk is there. */
  #end: number;
  #queue: Buffer[] = [];
  #written: number;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  #unsynced = 0;
  #syncing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;
  readonly #hashHere = createHash('sha256');
  #hashThere: ThreadHash | undefined;

  /** Behind the first `position` bytes of the file. */
  constructor(handle: FileHandle, position: number, { tools, onSynced = async () => undefined }: WriterOptions) {
    this.#handle = handle;
    this.#tools = tools;
    this.#onSynced = onSynced;
    this.#begin = position;
    this.#end = position;
    this.#written = position;
  }

  /** What failed is told by the next call, or by `settle`. */
  async write(chunk: Buffer): Promise<void> {
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    while (this.#gatheredBytes >= chunkBytes) await this.#flush();
  }

  /** When it resolves, the file has every byte; they are durable only after a sync. */
  async settle(): Promise<void> {
    while (this.#gatheredBytes > 0) await this.#flush();
    await this.#last;
    await this.#syncing;
    this.#requireSound();
  }

  /** Hexadecimal, of the whole file; nothing may be written any more. */
  async digest(): Promise<string> {
    await this.settle();
    if (this.#isHashedHere(0)) return this.#hashHere.digest('hex');
    const there = this.#there();
    this.#hashThere = undefined;
    return there.digest();
  }

  /** Lets go of what is held for it, when what is under way has ended; whether it went well is not told any more. */
  async release(): Promise<void> {
    await this.#last;
    await this.#syncing;
    await this.#hashThere?.digest().catch(() => undefined); // Nobody asks for this hash.
    this.#hashThere = undefined;
  }

  async #flush(): Promise<void> {
    this.#requireSound();
    if (this.#isHashedHere(this.#gatheredBytes)) {
      await this.#last;
      const chunks = this.#gathered.splice(0);
      this.#end += this.#gatheredBytes;
      this.#gatheredBytes = 0;
      // First handed to the disk, so that it works while this thread hashes.
      this.#follow([this.#enqueue(chunks)]);
      for (const chunk of chunks) this.#hashHere.update(chunk);
      return;
    }
    // The thread begins with what the file holds.
    if (!this.#hashThere) await this.#last;
    this.#requireSound();
    const hash = this.#there();
    const slab = await this.#tools.slabs.take();
    const piece = this.#fill(slab);
    this.#end += piece.length;
    this.#follow([this.#enqueue([piece]), hash.update(piece)], () => this.#tools.slabs.give(slab));
  }

  #isHashedHere(moreBytes: number): boolean {
    return this.#begin === 0 && !this.#hashThere && this.#end + moreBytes <= hashedHereBytes;
  }

  #there(): ThreadHash {
    return (this.#hashThere ??= this.#tools.threads.begin(this.#handle.fd, this.#end));
  }

  /** Moves what was gathered into the slab, as much as it takes. */
  #fill(slab: Buffer): Buffer {
    let filled = 0;
    for (let chunk = this.#gathered[0]; chunk && filled < slab.length; chunk = this.#gathered[0]) {
      const copied = chunk.copy(slab, filled);
      filled += copied;
      if (copied === chunk.length) this.#gathered.shift();
      else this.#gathered[0] = chunk.subarray(copied);
    }
    this.#gatheredBytes -= filled;
    return slab.subarray(0, filled);
  }

  /** Pieces are written and hashed in their order, so when the last has ended, all have. */
  #follow(work: Promise<unknown>[], onEnd: () => void = () => undefined): void {
    this.#last = Promise.allSettled(work).then((results) => {
      const failed = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
      if (failed) this.#failure ??= { error: failed.reason };
      onEnd();
    });
  }

  /** Answers when these are written: with whatever else waits while one write is under way. */
  #enqueue(buffers: Buffer[]): Promise<void> {
    this.#queue.push(...buffers);
    return (this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      this.#writing = this.#writeAll(this.#queue.splice(0));
      return this.#writing;
    }));
  }

  async #writeAll(buffers: Buffer[]): Promise<void> {
    let left = buffers.reduce((sum, { length }) => sum + length, 0);
    while (left > 0) {
      const { bytesWritten } = await this.#handle.writev(buffers, this.#written).catch(diskFull);
      this.#written += bytesWritten;
      this.#unsynced += bytesWritten;
      left -= bytesWritten;
      dropWritten(buffers, bytesWritten);
    }
    this.#syncEarly(this.#written);
  }

  #syncEarly(written: number): void {
    const { turns } = this.#tools;
    if (this.#unsynced < syncEveryBytes || turns.taken > 0) return;
    turns.taken += 1;
    this.#unsynced = 0;
    this.#syncing = this.#handle
      .datasync()
      .then(() => this.#onSynced(written))
      .catch(diskFull)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => (turns.taken -= 1));
  }

  #requireSound(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

/** writev may write less than it was given. */
function dropWritten(buffers: Buffer[], bytes: number): void {
  let left = bytes;
  while (buffers[0] && left >= buffers[0].length) left -= buffers.shift()?.length ?? 0;
  if (buffers[0] && left > 0) buffers[0] = buffers[0].subarray(left);
}
