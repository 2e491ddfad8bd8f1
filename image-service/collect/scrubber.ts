/**
 * Reads stored objects again from time to time and compares their hashes with their digests, because disks forget.
 *
 * One object at a time, those looked at longest ago first, at a rate that nobody notices. What is wrong or missing is
 * marked: it is not handed out any more, a person is told, and the next upload of the same bytes takes its place.
 */
import { createHash } from 'node:crypto';
import { isFault } from '../../openapi/serve/fault.ts';
import type { Db } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { nextToScrub, noteScrub } from './scrub-store.ts';
import type { ScrubBlob } from './scrub-store.ts';

export interface Scrubber {
  /** Something may be due: look soon. Cheap, never throws. */
  wake(): void;
  /** Works until nothing is due. */
  run(): Promise<void>;
  /** Blobs that were last read before this time (ISO) are due. */
  dueBefore(): string;
  start(): void;
  stop(): Promise<void>;
}

export interface ScrubberOptions {
  db: Db;
  blobs: BlobStore;
  now: () => Date;
  log: Logger;
  /** An object is read again after so long. */
  everyMs: number;
  rateMibPerS: number;
}

const intervalMs = 60_000;
const mib = 1024 * 1024;

export function createScrubber({ db, blobs, now, log, everyMs, rateMibPerS }: ScrubberOptions): Scrubber {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const dueBefore = (): string => new Date(now().getTime() - everyMs).toISOString();

  const pass = async (): Promise<void> => {
    for (let blob = await nextToScrub(db, dueBefore()); blob && !stopping.signal.aborted; blob = await nextToScrub(db, dueBefore())) {
      const sound = await isSound(blob);
      if (sound === undefined || !(await noteScrub(db, blob, sound, now().toISOString())) || sound) continue;
      log.error({ digest: blob.digest, size: blob.size, store_key: blob.storeKey }, 'a stored blob is damaged: look after the disk, and upload its image again, which heals it');
    }
  };

  /** Undefined when it was stopped. */
  const isSound = async ({ digest, size, storeKey }: ScrubBlob): Promise<boolean | undefined> => {
    const hash = createHash('sha256');
    const began = performance.now();
    let bytes = 0;
    try {
      for await (const chunk of (await blobs.read(storeKey)) as AsyncIterable<Buffer>) {
        if (stopping.signal.aborted) return undefined;
        hash.update(chunk);
        bytes += chunk.length;
        await pause((bytes / mib / rateMibPerS) * 1000 - (performance.now() - began), stopping.signal);
      }
    } catch (error) {
      if (isFault(error) && error.code === 'not-found') return false;
      // A disk that cannot read a sector says EIO: that object is lost, the others are still looked at.
      if ((error as NodeJS.ErrnoException).code === 'EIO') return false;
      throw error;
    }
    return bytes === size && `sha256:${hash.digest('hex')}` === digest;
  };

  const wake = (): void => {
    if (stopping.signal.aborted) return;
    running ??= pass()
      .catch((error: unknown) => log.warn({ error }, 'scrubbing was interrupted; it goes on later'))
      .finally(() => {
        running = undefined;
      });
  };

  return {
    wake,
    dueBefore,
    async run() {
      await running;
      wake();
      await running;
    },
    start() {
      timer = setInterval(wake, intervalMs);
      timer.unref();
    },
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}

/** Ends early when stopped; nothing for times so short that a timer would take longer. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms < 5 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    timer.unref();
    signal.addEventListener('abort', end);
  });
}
