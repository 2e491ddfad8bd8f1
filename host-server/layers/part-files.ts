/**
 * What came of blobs whose pull has not ended: `<digest>.part`, written beside the unpacking, so that a host-server that
 * was killed, or whose connection was away for long, asks for the rest only.
 *
 * Nothing here is trusted: what is read back goes through the same sha256 as what comes from the network, so nothing is
 * synced either. One that was not touched for a day goes.
 */
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

const pieceBytes = 1024 * 1024;
/** Smaller ones are fetched again sooner than it is worth to write everything twice. */
const worthKeepingBytes = 64 * pieceBytes;
const keepMs = 24 * 3_600_000;

export interface PartFile {
  /** Bytes of an earlier pull. */
  readonly keptBytes: number;
  kept(): AsyncIterable<Buffer>;
  append(chunk: Buffer): Promise<void>;
  /** What is there stays for the next pull. */
  close(): Promise<void>;
  /** Closes, and removes the file. */
  drop(): Promise<void>;
}

export class PartFiles {
  readonly #directory: string;
  readonly #now: () => Date;
  readonly #taken = new Set<string>();

  constructor({ directory, now }: { directory: string; now: () => Date }) {
    this.#directory = directory;
    this.#now = now;
  }

  /** For one pull at a time; undefined where it is not worth it, or where another pull of the same bytes writes one. */
  async take(digest: string, size: number): Promise<PartFile | undefined> {
    const name = nameOf(digest);
    if (size < worthKeepingBytes || this.#taken.has(name)) return undefined;
    this.#taken.add(name);
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      const path = join(this.#directory, name);
      const handle = await open(path, 'a+', 0o600);
      return new OpenPart({ path, handle, keptBytes: await usable(handle, size), letGo: () => this.#taken.delete(name) });
    } catch (error) {
      this.#taken.delete(name);
      throw error;
    }
  }

  /** Removes what nobody went on with for a day. */
  async sweep(): Promise<void> {
    const names = await readdir(this.#directory).catch(() => []);
    for (const name of names.filter((each) => !this.#taken.has(each))) {
      const path = join(this.#directory, name);
      const found = await stat(path).catch(() => undefined);
      if (!found || this.#now().getTime() - found.mtimeMs < keepMs) continue;
      await rm(path, { force: true });
    }
  }
}

const nameOf = (digest: string): string => `${digest.slice(digest.indexOf(':') + 1)}.part`;

/** What is longer than the blob is no part of it. */
async function usable(handle: FileHandle, size: number): Promise<number> {
  const { size: length } = await handle.stat();
  if (length <= size) return length;
  await handle.truncate(0);
  return 0;
}

/** Gathers pieces, and writes one while the next comes. */
class OpenPart implements PartFile {
  readonly keptBytes: number;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #letGo: () => void;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #hasFailed = false;
  #open = true;

  constructor({ path, handle, keptBytes, letGo }: { path: string; handle: FileHandle; keptBytes: number; letGo: () => void }) {
    this.#path = path;
    this.#handle = handle;
    this.keptBytes = keptBytes;
    this.#letGo = letGo;
  }

  async *kept(): AsyncIterable<Buffer> {
    for (let at = 0; at < this.keptBytes; ) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, this.keptBytes - at));
      const { bytesRead } = await this.#handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  }

  async append(chunk: Buffer): Promise<void> {
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    if (this.#gatheredBytes < pieceBytes) return;
    const piece = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.#writing;
    this.#writing = this.#write(piece);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#writing;
    await this.#handle.close();
    this.#letGo();
  }

  async drop(): Promise<void> {
    if (!this.#open) return;
    await rm(this.#path, { force: true });
    await this.close();
  }

  /** A full disk is told by the unpacking; the pull goes on without the rest of its file. */
  async #write(piece: Buffer[]): Promise<void> {
    let left = Buffer.concat(piece);
    while (left.length > 0 && !this.#hasFailed) {
      const written = await this.#handle.write(left).catch(() => undefined);
      this.#hasFailed = written === undefined;
      left = left.subarray(written?.bytesWritten);
    }
  }
}
