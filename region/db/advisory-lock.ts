import { dialectOf } from '../../openapi/serve/db.ts';
import type { Trx } from '../../openapi/serve/db.ts';

/**
 * Holds a name until the transaction ends, against other transactions that ask for the same name. On sqlite there is one
 * writer anyway, so nothing needs to be done there.
 */
export async function holdLock(trx: Trx, name: LockName): Promise<void> {
  if (dialectOf(trx) === 'postgres') await trx.raw('select pg_advisory_xact_lock(?)', [lockNumbers[name]]);
}

export type LockName = keyof typeof lockNumbers;

// 7305 is the schema's (openapi/serve/migrate.ts).
const lockNumbers = { 'event-order': 7310, 'network-segments': 7311 } as const;
