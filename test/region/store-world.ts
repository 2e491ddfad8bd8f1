import { randomBytes, randomUUID } from 'node:crypto';
import type { Test } from 'tap';
import type { Db } from '../../openapi/serve/db.ts';
import { realAmbient } from '../../region/ambient.ts';
import { insertHost, recordHeartbeat } from '../../region/hosts/host-store.ts';
import type { Resources } from '../../region/hosts/host-store.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { DatabaseSuite } from '../kit/databases.ts';
import { regionSchema } from '../kit/region-schema.ts';

/** Runs a suite on databases with the region's schema. */
export const forEachRegionDatabase = (t: Test, name: string, suite: DatabaseSuite): Promise<void> => regionSchema.forEach(t, name, suite);

/** A host that is up and has room for `capacity`. */
export async function addHost(db: Db, capacity: Resources, name = `host-${randomBytes(3).toString('hex')}`): Promise<string> {
  const id = randomUUID();
  const seen = { url: 'http://127.0.0.1:9', kinds: ['container' as const], architecture: 'amd64', capacity };
  await insertHost(db, { id, name, userId: 'u', state: 'down', enabled: true, joinedAt: realAmbient.now().toISOString(), ...seen });
  await inTransaction(db, (trx) => recordHeartbeat(trx, id, { at: realAmbient.now().toISOString(), version: null, bootedAt: null, loadAverage: null, ...seen }));
  return id;
}

export const times = <T>(count: number, task: (index: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: count }, (_, index) => task(index)));

export const fulfilled = <T>(outcomes: readonly PromiseSettledResult<T>[]): T[] => outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));

export const reasons = (outcomes: readonly PromiseSettledResult<unknown>[]): unknown[] => outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
