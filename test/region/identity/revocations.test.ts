import t from 'tap';
import type { Db } from '../../../openapi/serve/db.ts';
import { createLogger } from '../../../openapi/serve/log.ts';
import type { TokenClaims } from '../../../openapi/serve/token.ts';
import { listRevocations, pruneRevocations } from '../../../region/identity/revocation-store.ts';
import { createRevoker } from '../../../region/identity/revoker.ts';
import type { Revoker } from '../../../region/identity/revoker.ts';
import { forEachRegionDatabase } from '../store-world.ts';

const startMs = Date.parse('2026-11-20T12:00:00.000Z');

function makeRevoker(db: Db, clock = { now: startMs }): Revoker {
  return createRevoker({ db, longestTokenLifeS: 3600, log: createLogger({ service: 'test', level: 'silent' }), now: () => clock.now });
}

const claims = (given: Partial<TokenClaims> & { issuedMs?: number }): TokenClaims => ({
  ...{ iss: 'sampan', sub: 'user-1', name: 'u', udom: { id: 'default', name: 'Default' }, roles: [], methods: [], aud_ids: ['audit-1'] },
  ...{ iat: ((given.issuedMs ?? startMs) + 0.5) / 1000, exp: startMs / 1000 + 3600, jti: 'j' },
  ...given,
});

const inProject = (id: string): Partial<TokenClaims> => ({ proj: { id, name: id, dom: { id: 'default', name: 'Default' } } });

await forEachRegionDatabase(t, 'a revocation counts at once for older tokens and not for newer ones', async (t, db) => {
  const revoker = makeRevoker(db);
  await revoker.change((trx) => revoker.revoke(trx, { userId: 'user-1' }));
  t.equal(revoker.isRevoked(claims({})), true, 'a token of the same millisecond');
  t.equal(revoker.isRevoked(claims({ issuedMs: startMs - 1000 })), true);
  t.equal(revoker.isRevoked(claims({ issuedMs: revoker.issueFloorMs() })), false, 'a token issued after it');
  t.equal(revoker.isRevoked(claims({ sub: 'user-2' })), false);
});

await forEachRegionDatabase(t, 'all the ids of a revocation must fit', async (t, db) => {
  const revoker = makeRevoker(db);
  await revoker.change((trx) => revoker.revoke(trx, { userId: 'user-1', projectId: 'p-1' }));
  t.equal(revoker.isRevoked(claims(inProject('p-1'))), true);
  t.equal(revoker.isRevoked(claims(inProject('p-2'))), false);
  t.equal(revoker.isRevoked(claims({ ...inProject('p-1'), sub: 'user-2' })), false);
});

await forEachRegionDatabase(t, 'one token is revoked alone, and a chain as a whole', async (t, db) => {
  const revoker = makeRevoker(db);
  const end = new Date(startMs + 3_600_000);
  await revoker.change((trx) => revoker.revokeToken(trx, { auditId: 'first' }, end));
  t.equal(revoker.isRevoked(claims({ aud_ids: ['first'] })), true);
  t.equal(revoker.isRevoked(claims({ aud_ids: ['second', 'first'] })), false, 'a token made from it lives on');
  await revoker.change((trx) => revoker.revokeToken(trx, { auditChainId: 'first' }, end));
  t.equal(revoker.isRevoked(claims({ aud_ids: ['second', 'first'] })), true);
  t.equal(revoker.isRevoked(claims({ aud_ids: ['other'] })), false);
});

await forEachRegionDatabase(t, 'the tokens of an application credential are revoked without those of its user', async (t, db) => {
  const revoker = makeRevoker(db);
  await revoker.change((trx) => revoker.revoke(trx, { applicationCredentialId: 'app-1' }));
  t.equal(revoker.isRevoked(claims({ app: { id: 'app-1', name: 'ci', restricted: true } })), true);
  t.equal(revoker.isRevoked(claims({ app: { id: 'app-2', name: 'cd', restricted: true } })), false);
  t.equal(revoker.isRevoked(claims({})), false);
});

await forEachRegionDatabase(t, 'a rolled back change revokes nothing', async (t, db) => {
  const revoker = makeRevoker(db);
  const failing = revoker.change(async (trx) => {
    await revoker.revoke(trx, { userId: 'user-1' });
    throw new Error('no');
  });
  await t.rejects(failing, /no/);
  await revoker.refresh();
  t.equal(revoker.isRevoked(claims({})), false);
  t.same((await revoker.page(0)).events, []);
});

await forEachRegionDatabase(t, 'a second process learns of it with its next look', async (t, db, database) => {
  const otherDb = database.open();
  t.teardown(() => otherDb.destroy());
  const [one, two] = [makeRevoker(db), makeRevoker(otherDb)];
  await one.change((trx) => one.revoke(trx, { projectId: 'p-1' }));
  t.equal(two.isRevoked(claims(inProject('p-1'))), false);
  await two.refresh();
  t.equal(two.isRevoked(claims(inProject('p-1'))), true);
});

await forEachRegionDatabase(t, 'ids ascend in the order of commits, so no cursor passes one that is still to come', async (t, db, database) => {
  const otherDb = database.open();
  t.teardown(() => otherDb.destroy());
  const writers = [makeRevoker(db), makeRevoker(otherDb)];
  const seen = new Set<number>();
  let cursor = 0;
  let writing = true;
  const follow = async (): Promise<void> => {
    while (writing) {
      const page = await listRevocations(db, cursor, new Date(startMs).toISOString());
      page.events.forEach((event) => seen.add(event.id));
      cursor = page.cursor;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const following = follow();
  await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const writer = writers[index % 2] ?? makeRevoker(db);
      return writer.change((trx) => writer.revoke(trx, { userId: `user-${index}` }));
    }),
  );
  writing = false;
  await following;
  const last = await listRevocations(db, cursor, new Date(startMs).toISOString());
  last.events.forEach((event) => seen.add(event.id));
  t.equal(seen.size, 40);
  t.equal(last.cursor, 40);
});

await forEachRegionDatabase(t, 'what can no longer matter is neither listed nor kept, and a cursor from the future begins again', async (t, db) => {
  const clock = { now: startMs };
  const revoker = makeRevoker(db, clock);
  await revoker.change((trx) => revoker.revoke(trx, { userId: 'user-1' }));
  t.match(await revoker.page(99), { events: [{ id: 1, user_id: 'user-1' }], cursor: 1 });
  t.same(await revoker.page(1), { events: [], cursor: 1 });
  clock.now += 3_601_000;
  t.same(await revoker.page(0), { events: [], cursor: 1 });
  t.equal(await pruneRevocations(db, new Date(clock.now).toISOString()), 1);
  await revoker.change((trx) => revoker.revoke(trx, { userId: 'user-2' }));
  t.match(await revoker.page(1), { events: [{ id: 2 }], cursor: 2 });
});
