import type { Db } from '../../openapi/serve/db.ts';
import { reserveCount } from './counter-store.ts';

/** Numbers that grow over every restart: they are reserved on disk in blocks, so that most cost nothing. */
export interface Sequence {
  next(): number;
}

/**
 * A block that was begun is never used again after a restart: numbers may be skipped, never given twice.
 *
 * @param blockSize how many numbers are reserved at a time
 */
export async function openSequence(db: Db, onError: (error: unknown) => void, blockSize = 100_000): Promise<Sequence> {
  let reservedTo = await reserveCount(db, 'report_sequence', blockSize);
  let last = reservedTo - blockSize;
  let reserving = false;

  const reserveMore = (): void => {
    reserving = true;
    reserveCount(db, 'report_sequence', blockSize)
      .then((end) => {
        reservedTo = end;
      }, onError)
      .finally(() => {
        reserving = false;
      });
  };

  return {
    next() {
      last += 1;
      // Half a block ahead: a disk that does not answer for 50,000 reports has other troubles, and is told about.
      if (reservedTo - last < blockSize / 2 && !reserving) reserveMore();
      return last;
    },
  };
}
