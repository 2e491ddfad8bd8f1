import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeptStage } from './blob-store.ts';
import { diskFull, syncFolder } from './disk-faults.ts';
import { chunkBytes, FileWriter } from './file-writer.ts';
import type { WriterTools } from './file-writer.ts';
import { removeMark, writeMark } from './kept-mark.ts';

export interface StageParts {
  pathOf: (key: string) => string;
  /** Asked before so many bytes are written; throws when there is no room. */
  onWrite: (bytes: number) => Promise<void>;
  tools: WriterTools;
  /** Of a kept stage: what is on the disk is marked with it. */
  keptBootId?: string;
}

/** A file that is written and hashed as it goes (file-writer.ts), and given its name by link(2). */
export class FileStage implements KeptStage {
  size = 0;
  readonly #handle: FileHandle;
  readonly #path: string;
  /** Of this opening alone: what is resumed after it was published gets another key. */
  readonly #id = randomUUID();
  readonly #parts: StageParts;
  #writer: FileWriter;
  #open = true;
  #digest: string | undefined;
  #resumedAt = 0;

  constructor(handle: FileHandle, path: string, parts: StageParts) {
    this.#handle = handle;
    this.#path = path;
    this.#parts = parts;
    this.#writer = this.#writerAt(0);
  }

  /** Goes on behind what the file holds already. */
  async takeUp(atMostBytes: number): Promise<void> {
    const { size } = await this.#handle.stat();
    this.size = Math.min(size, atMostBytes);
    if (size > this.size) await this.#handle.truncate(this.size);
    this.#resumedAt = this.size;
    this.#writer = this.#writerAt(this.size);
    // From now on the file's length counts at this boot; what it held before is made durable first.
    await this.checkpoint();
  }

  kept(): AsyncIterable<Buffer> {
    return this.#resumedAt === 0 ? nothing() : createReadStream(this.#path, { end: this.#resumedAt - 1, highWaterMark: chunkBytes });
  }

  #writerAt(position: number): FileWriter {
    const onSynced = (bytes: number): Promise<void> => this.#mark(bytes);
    return new FileWriter(this.#handle, position, { tools: this.#parts.tools, onSynced });
  }

  async #mark(bytes: number): Promise<void> {
    if (this.#parts.keptBootId !== undefined && this.#open) await writeMark(this.#path, { bytes, bootId: this.#parts.keptBootId });
  }

  async checkpoint(): Promise<number> {
    await this.#writer.settle();
    await this.#handle.datasync().catch(diskFull);
    await this.#mark(this.size);
    return this.size;
  }

  async suspend(): Promise<void> {
    if (!this.#open) return;
    await this.checkpoint();
    this.#open = false;
    await this.#writer.release();
    await this.#handle.close();
  }

  get key(): string {
    return `${this.#finished()}.${this.#id}`;
  }

  async append(chunk: Buffer): Promise<void> {
    await this.#parts.onWrite(chunk.length);
    this.size += chunk.length;
    await this.#writer.write(chunk);
  }

  async finish(): Promise<{ digest: string; size: number }> {
    this.#digest ??= await this.#writer.digest();
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
    await this.#writer.release();
    await this.#handle.close();
    await rm(this.#path, { force: true });
    if (this.#parts.keptBootId !== undefined) await removeMark(this.#path);
  }

  #finished(): string {
    if (this.#digest === undefined) throw new TypeError('the stage is not finished');
    return this.#digest;
  }
}

/** Who is handed the descriptor opens it anew by /proc; the folders above keep everyone else out. */
export async function openToAll(handle: FileHandle): Promise<FileHandle> {
  try {
    await handle.chmod(0o644);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* nothing(): AsyncIterable<Buffer> {}
