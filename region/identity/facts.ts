/**
 * What tokens are made of (users, roles, domains, catalog), read once for many requests.
 *
 * Whatever takes something away from somebody writes a revocation in the same transaction, which moves the cursor of
 * the revocations. So each request asks for the cursor, which is one row, and what was read under another cursor is
 * forgotten: nobody gets a token by what was taken away, in whichever process that was. What is given counts at once in
 * the process that gave it, and in the others when their reading is `maxAgeMs` old.
 */
import type { Db } from '../../openapi/serve/db.ts';
import { readRevocationCursor } from './revocation-store.ts';

export interface Facts {
  /** Before `read`, once a request. */
  freshen(): Promise<void>;
  /** What is kept under the key, or else what `make` reads; those who ask at once share one reading. */
  read<T>(key: string, make: () => Promise<T>): Promise<T>;
  /** Something was written: all is read anew. */
  forget(): void;
}

export interface FactsOptions {
  db: Db;
  maxAgeMs?: number;
  /** A clock that only goes forward. */
  clock?: () => number;
}

export function createFacts({ db, maxAgeMs = 250, clock = () => performance.now() }: FactsOptions): Facts {
  let kept = new Map<string, Promise<unknown>>();
  let cursor: number | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const forget = (): void => {
    // A new map, so that what is being read for the old one does not come into it.
    kept = new Map();
    readAt = clock();
  };

  return {
    forget,
    async freshen() {
      const now = await readRevocationCursor(db);
      if (now === cursor && clock() - readAt <= maxAgeMs) return;
      cursor = now;
      forget();
    },
    read(key, make) {
      const own = kept;
      const known = own.get(key);
      if (known) return known as ReturnType<typeof make>;
      const made = make();
      own.set(key, made);
      made.catch(() => own.delete(key));
      return made;
    },
  };
}
