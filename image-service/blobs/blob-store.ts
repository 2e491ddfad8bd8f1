import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/**
 * Where bytes lie: dumb, write-once objects under keys of their own. What they mean, who may see them and how long they
 * stay is for the database; a store only keeps this:
 *
 * - An object is visible under its key whole and durable, or not at all. It never changes.
 * - Two publications of the same bytes get two keys, so deleting one can never touch the other.
 * - What was staged and not published vanishes at the latest at the next `sweepStages`; only kept stages (`resume`) stay
 *   until they are forgotten.
 *
 * test/conformance/blob-store-suite.ts holds every implementation to it.
 */
export interface BlobStore {
  /** Begins a write that nobody sees. */
  stage(): Promise<BlobStage>;
  /**
   * Begins a write that outlives this process, or goes on with what was kept of it under `id` (a UUID of the caller's).
   * Kept bytes behind `atMostBytes` are cut off, and after a power cut those that may not have reached the disk; the
   * others are hashed again. One at a time may have an id open.
   */
  resume(id: string, atMostBytes?: number): Promise<KeptStage>;
  /** Lets go what is kept under `id`; nothing kept is no error. */
  forget(id: string): Promise<void>;
  /** How many bytes are kept under `id`; none is 0. */
  keptBytes(id: string): Promise<number>;
  /** Ids under which bytes are kept. */
  keptStages(): Promise<string[]>;
  /** The fault `disk-full` unless so many bytes can be written and the reserve for the database still stays free. */
  requireRoom(bytes: number): Promise<void>;
  /** Bytes of an object, `range` in bytes with both ends included; a missing key is the fault `not-found`. */
  read(key: string, range?: { first: number; last: number }): Promise<Readable>;
  /** An object as an open file of this machine, for programs of another user that are handed it; the caller closes it. */
  open(key: string): Promise<FileHandle>;
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
  /** The finished bytes as `BlobStore.open` gives them. */
  open(): Promise<FileHandle>;
  /** The key under which `publish` will make it visible; known after `finish`, so that it can be noted before. */
  readonly key: string;
  /** Makes it visible and durable under `key`. */
  publish(): Promise<void>;
  /** Lets the staged bytes go; a published object stays. May be called at any time, more than once. */
  discard(): Promise<void>;
}

/** A stage whose bytes stay when the process ends, or when it is suspended, until it is discarded or forgotten. */
export interface KeptStage extends BlobStage {
  /** The bytes that were there when it was resumed. */
  kept(): AsyncIterable<Buffer>;
  /** Makes the bytes so far durable, over a power cut too; answers how many they are. */
  checkpoint(): Promise<number>;
  /** Makes durable what is there and lets go of it, to be resumed later. */
  suspend(): Promise<void>;
}

export interface FinishedBlob {
  /** `sha256:…` */
  digest: string;
  size: number;
}
