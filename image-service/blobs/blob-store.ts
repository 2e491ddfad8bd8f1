import type { Readable } from 'node:stream';

/**
 * Where bytes lie: dumb, write-once objects under keys of their own. What they mean, who may see them and how long they
 * stay is for the database; a store only keeps this:
 *
 * - An object is visible under its key whole and durable, or not at all. It never changes.
 * - Two publications of the same bytes get two keys, so deleting one can never touch the other.
 * - What was staged and not published vanishes at the latest at the next `sweepStages`.
 *
 * test/conformance/blob-store-suite.ts holds every implementation to it.
 */
export interface BlobStore {
  /** Begins a write that nobody sees. */
  stage(): Promise<BlobStage>;
  /** Bytes of an object, `range` in bytes with both ends included; a missing key is the fault `not-found`. */
  read(key: string, range?: { first: number; last: number }): Promise<Readable>;
  /** Removes an object; a missing one is no error, because a crash may lie between removing and noting it. */
  remove(key: string): Promise<void>;
  /** Removes what earlier processes staged and did not publish; answers how many. Called before the first `stage`. */
  sweepStages(): Promise<number>;
  /** All keys, in no order: for checks, not for work. */
  keys(): AsyncIterable<string>;
}

/** A write in progress: append, finish, then publish or discard. Whoever stages also discards, whatever happens. */
export interface BlobStage {
  /** Bytes so far. */
  readonly size: number;
  /** Takes the chunk over: the caller must not change it afterwards. A full disk is the fault `disk-full`. */
  append(chunk: Buffer): Promise<void>;
  /** Ends writing; the bytes can be read. */
  finish(): Promise<FinishedBlob>;
  /** Reads staged bytes after `finish`; end exclusive of `start + size`. */
  read(start: number, size: number): AsyncIterable<Buffer>;
  /** The key under which `publish` will make it visible; known after `finish`, so that it can be noted before. */
  readonly key: string;
  /** Makes it visible and durable under `key`. */
  publish(): Promise<void>;
  /** Lets the staged bytes go; a published object stays. May be called at any time, more than once. */
  discard(): Promise<void>;
}

export interface FinishedBlob {
  /** `sha256:…` */
  digest: string;
  size: number;
}
