import { randomUUID } from 'node:crypto';
import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { claimKey, keepAnswer, purgeKeys, selectUsedKey } from '../../../region/idempotency/key-store.ts';
import { realAmbient } from '../../../region/ambient.ts';
import { once } from '../../../region/idempotency/once.ts';
import { startRegionWorld } from '../../kit/region-world.ts';
import { forEachRegionDatabase } from '../store-world.ts';

void forEachRegionDatabase(t, 'the same request with the same key is done once, through every region process at hand', async (t, db, database) => {
  const world = await startRegionWorld({ databaseUrl: database.url });
  t.teardown(() => world.stop());
  await world.host();
  const second = database.name === 'postgres' ? await world.second() : world.region;
  const there = await world.person('demo', second.url);
  const people = [world.demo, there];
  const body = { server: { name: 'once', imageRef: world.imageId, flavorRef: '42' } };
  const headers = { 'Idempotency-Key': randomUUID() };

  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => (people[index % 2] ?? there).compute.call('createServer', { body, headers })));
  const bodies = answers.map(({ body: { server } }) => ({ id: server?.id, password: server?.adminPass }));
  t.equal(new Set(bodies.map((each) => JSON.stringify(each))).size, 1, 'one server, one password');
  t.equal(answers.filter((answer) => answer.headers['idempotency-replayed'] === undefined).length, 1, 'one of them was the first');
  t.equal((await world.demo.compute.call('listServers')).body.servers.length, 1);
  const [row] = await db('idempotency_keys').select<{ answer: string; key_hash: string }[]>();
  t.notOk(JSON.stringify(row).includes(bodies[0]?.password ?? '-'), 'the password is not to be read from the database');
  t.notOk(JSON.stringify(row).includes(headers['Idempotency-Key']));

  await t.rejects(there.compute.call('createServer', { body: { server: { ...body.server, name: 'other' } }, headers }), { status: 409, message: /was used at .* for another request/ });
  await t.rejects(there.sampan.call('createServers', { body: { name: 'once', image: 'busybox', flavor: 'm1.nano' }, headers }), { code: 'conflict' });
  await t.rejects(there.compute.call('createServer', { body, headers: { 'Idempotency-Key': 'with blank' } }), { status: 400, message: /visible ASCII/ });
  const elsewhere = await world.admin.compute.call('createServer', { body, headers });
  t.not(elsewhere.body.server?.id, bodies[0]?.id, 'another project has keys of its own');

  const plain = { name: 'own', image: 'busybox', flavor: 'm1.nano', count: 2 };
  const own = { 'Idempotency-Key': 'short' };
  const [one, again] = [await there.sampan.call('createServers', { body: plain, headers: own }), await world.demo.sampan.call('createServers', { body: plain, headers: own })];
  t.same(again.body, one.body, 'the first answer, as it was');
  const token = { 'Idempotency-Key': 'join' };
  t.same((await world.admin.sampan.call('createJoinToken', { body: {}, headers: token })).body, (await world.admin.sampan.call('createJoinToken', { body: {}, headers: token })).body);
});

void forEachRegionDatabase(t, "a key is its user's own, also within a project", async (t, db) => {
  let made = 0;
  const ask = (userId: string) =>
    once<{ status: number; body: { made: number } }>({ operationId: 'create', auth: { projectId: 'p', userId }, headers: { 'idempotency-key': 'k' }, body: {}, microversion: undefined }, { db, ambient: realAmbient }, ({ claim, keep }) =>
      inTransaction(db, async (trx) => {
        await claim(trx);
        const reply = { status: 200, body: { made: (made += 1) } };
        await keep(trx, reply);
        return reply;
      }),
    );
  const answers = [await ask('ann'), await ask('ben'), await ask('ann'), await ask('ben')];
  t.same(answers.map(({ body }) => body.made), [1, 2, 1, 2]);
});

void t.test('what was refused leaves no key behind', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const body = { name: 'late', image: 'busybox', flavor: 'm1.nano' };
  const headers = { 'Idempotency-Key': randomUUID() };
  await t.rejects(world.demo.sampan.call('createServers', { body, headers }), { code: 'no-valid-host' });
  await world.host();
  t.equal((await world.demo.sampan.call('createServers', { body, headers })).body.servers.length, 1);
});

void forEachRegionDatabase(t, 'a key is free again after its time, and not when its transaction came to nothing', async (t, db) => {
  const key = { projectId: 'p', keyHash: 'k', requestHash: 'r', createdAt: '2026-11-21T10:00:00.000Z' };
  const yesterday = '2026-11-20T10:00:00.000Z';
  await t.rejects(inTransaction(db, async (trx) => {
    t.ok(await claimKey(trx, key, yesterday));
    throw new Error('refused');
  }), { message: 'refused' });
  await inTransaction(db, async (trx) => {
    t.ok(await claimKey(trx, key, yesterday));
    await keepAnswer(trx, key, 'sealed');
  });
  t.match(await selectUsedKey(db, 'p', 'k', yesterday), { answer: 'sealed', requestHash: 'r' });
  const taken = await inTransaction(db, async (trx) => {
    if (!(await claimKey(trx, key, yesterday))) throw new Error('taken');
  }).catch((error: unknown) => error);
  t.match(taken, { message: 'taken' });
  t.equal(await selectUsedKey(db, 'p', 'k', key.createdAt), undefined, 'too old');
  await inTransaction(db, async (trx) => t.ok(await claimKey(trx, { ...key, createdAt: '2026-11-22T10:00:01.000Z' }, '2026-11-21T10:00:01.000Z')));
  await purgeKeys(db, '2026-11-22T10:00:01.000Z');
  t.equal(await selectUsedKey(db, 'p', 'k', yesterday), undefined);
});
