import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { createFacts } from '../../../region/identity/facts.ts';
import { addRevocation } from '../../../region/identity/revocation-store.ts';
import { forEachRegionDatabase } from '../store-world.ts';

void forEachRegionDatabase(t, 'facts are read once, until they are old, were written, or something was revoked anywhere', async (t, db, database) => {
  const other = database.open();
  t.teardown(() => other.destroy());
  let nowMs = 0;
  let readings = 0;
  const facts = createFacts({ db, maxAgeMs: 250, clock: () => nowMs });
  const read = async (): Promise<number> => {
    await facts.freshen();
    return facts.read('key', () => Promise.resolve((readings += 1)));
  };
  t.equal(await read(), 1);
  nowMs = 250;
  t.equal(await read(), 1, 'young enough');
  nowMs = 251;
  t.equal(await read(), 2, 'old');
  facts.forget();
  t.equal(await read(), 3, 'written here');
  await inTransaction(other, (trx) => addRevocation(trx, { userId: 'u', issuedBefore: '2026-11-21T00:00:00.000Z', expiresAt: '2999-01-01T00:00:00.000Z' }));
  t.equal(await read(), 4, 'revoked by another process');
  t.equal(await read(), 4);
});

void forEachRegionDatabase(t, 'a failed reading is not kept, and one that is under way does not outlive a change', async (t, db) => {
  const facts = createFacts({ db });
  await facts.freshen();
  await t.rejects(facts.read('key', () => Promise.reject(new Error('gone'))), { message: 'gone' });
  t.equal(await facts.read('key', () => Promise.resolve('there')), 'there');
  let finish = (_: string): void => undefined;
  const early = facts.read('slow', () => new Promise<string>((resolve) => (finish = resolve)));
  facts.forget();
  finish('old');
  t.equal(await early, 'old');
  t.equal(await facts.read('slow', () => Promise.resolve('new')), 'new');
});
