import t from 'tap';
import type { Db } from '../../../openapi/serve/db.ts';
import { createKeySeal, newSealingKey } from '../../../region/identity/key-seal.ts';
import { listKeys } from '../../../region/identity/key-store.ts';
import { createSigningKeys } from '../../../region/identity/signing-keys.ts';
import type { SigningKeys } from '../../../region/identity/signing-keys.ts';
import { forEachRegionDatabase } from '../store-world.ts';

const longestTokenLifeS = 100;

function process(db: Db, clock: { now: number } = { now: Date.now() }, pause?: (ms: number) => Promise<void>): SigningKeys {
  const onReloadError = (error: unknown): never => {
    throw error;
  };
  return createSigningKeys({ db, longestTokenLifeS, onReloadError, now: () => clock.now, ...(pause && { pause }) });
}

const kids = (keys: SigningKeys): string[] => keys.published().keys.map((key) => key.kid);

await forEachRegionDatabase(t, 'signing keys are made once, also by two processes at the same time', async (t, db, database) => {
  const otherDb = database.open();
  t.teardown(() => otherDb.destroy());
  const seal = createKeySeal(newSealingKey());
  const [one, two] = [process(db), process(otherDb)];
  await Promise.all([one.load(seal), two.load(seal)]);
  await one.load(seal);
  t.equal(one.current().kid, two.current().kid);
  t.same((await listKeys(db)).map((key) => key.state).sort(), ['current', 'next']);
  t.equal(one.published().keys.length, 2);
});

await forEachRegionDatabase(t, 'rotation signs with the key that was published as the next one', async (t, db) => {
  const keys = process(db);
  await keys.load(createKeySeal(newSealingKey()));
  const first = keys.current().kid;
  const next = kids(keys).find((kid) => kid !== first);
  await keys.rotate();
  t.equal(keys.current().kid, next);
  t.ok(await keys.get(first), 'what the retired key signed is still verified');
  t.equal(keys.published().keys.length, 3);
});

await forEachRegionDatabase(t, 'a retired key goes when no token that it signed can be alive', async (t, db) => {
  const clock = { now: Date.now() };
  const keys = process(db, clock);
  await keys.load(createKeySeal(newSealingKey()));
  const first = keys.current().kid;
  await keys.rotate();
  clock.now += (longestTokenLifeS - 1) * 1000;
  await keys.rotate();
  t.ok(kids(keys).includes(first));
  clock.now += 2000;
  await keys.rotate();
  t.notOk(kids(keys).includes(first));
});

await forEachRegionDatabase(t, 'a process finds the key of another one when its token comes by', async (t, db, database) => {
  const otherDb = database.open();
  t.teardown(() => otherDb.destroy());
  const clock = { now: Date.now() };
  const seal = createKeySeal(newSealingKey());
  const pauses: number[] = [];
  const pause = (ms: number): Promise<void> => {
    pauses.push(ms);
    clock.now += ms;
    return Promise.resolve();
  };
  const [one, two] = [process(db, clock), process(otherDb, clock, pause)];
  await one.load(seal);
  await two.load(seal);
  await one.rotate();
  await one.rotate();
  const { kid } = one.current();
  t.ok(await two.get(kid));
  t.same(pauses, [500], 'who shows it first waits for the next read');
  t.equal(await two.get('invented'), undefined);
  t.same(pauses, [500, 500], 'not more than two reads a second, whatever strangers send');
  t.equal(two.current().kid, kid);
});

await forEachRegionDatabase(t, 'two processes that rotate at once end with the same keys', async (t, db, database) => {
  const otherDb = database.open();
  t.teardown(() => otherDb.destroy());
  const seal = createKeySeal(newSealingKey());
  const [one, two] = [process(db), process(otherDb)];
  await one.load(seal);
  await two.load(seal);
  await Promise.all([one.rotate(), two.rotate(), one.rotate()]);
  await one.load(seal);
  await two.load(seal);
  t.equal(one.current().kid, two.current().kid);
  const states = (await listKeys(db)).map((key) => key.state);
  t.equal(states.filter((state) => state === 'current').length, 1);
  t.equal(states.filter((state) => state === 'next').length, 1);
});

await forEachRegionDatabase(t, 'with another sealing key a process makes keys of its own, and old tokens stay verifiable', async (t, db) => {
  const lost = createKeySeal(newSealingKey());
  const before = process(db);
  await before.load(lost);
  const after = process(db);
  await after.load(createKeySeal(newSealingKey()));
  t.not(after.current().kid, before.current().kid);
  t.ok(await after.get(before.current().kid));
  await after.rotate();
  const rows = await listKeys(db);
  t.ok(rows.filter((row) => row.sealedBy === lost.fingerprint).every((row) => row.state === 'previous'), 'rotation retires keys that nobody can open');
});

await forEachRegionDatabase(t, 'private keys do not stand in the database in the clear', async (t, db) => {
  await process(db).load(createKeySeal(newSealingKey()));
  const dump = JSON.stringify(await db('signing_keys'));
  t.notMatch(dump, /PRIVATE KEY/);
  t.notMatch(dump, /"d\\?"/);
  for (const { sealedPrivate } of await listKeys(db)) t.notMatch(Buffer.from(sealedPrivate, 'base64').toString('latin1'), /PRIVATE KEY/);
});

await forEachRegionDatabase(t, 'a key that has signed for long enough is retired by itself, once for all processes', async (t, db) => {
  const clock = { now: Date.now() };
  const seal = createKeySeal(newSealingKey());
  let rotations = 0;
  const rotated: (() => void)[] = [];
  const make = (): SigningKeys =>
    createSigningKeys({
      ...{ db, longestTokenLifeS, reloadMs: 10, maxAgeS: 3600, now: () => clock.now },
      onReloadError: (error) => t.fail(String(error)),
      onRotated: () => {
        rotations += 1;
        rotated.shift()?.();
      },
    });
  const keys = make();
  await keys.load(seal);
  const first = keys.current().kid;
  const next = kids(keys).find((kid) => kid !== first);
  keys.start();
  const keepAlive = setInterval(() => undefined, 1000);
  t.teardown(() => {
    keys.stop();
    clearInterval(keepAlive);
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(keys.current().kid, first, 'it is young');
  const done = new Promise<void>((resolve) => rotated.push(resolve));
  clock.now += 3_601_000;
  await done;
  t.equal(keys.current().kid, next, 'the key that was published before signs now');
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(rotations, 1, 'and it is young again');
  const other = make();
  await other.load(seal);
  t.equal(other.current().kid, next);
});
