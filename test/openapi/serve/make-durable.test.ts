import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { inTransaction, openDatabase } from '../../../openapi/serve/db.ts';
import { makeDurable } from '../../../openapi/serve/make-durable.ts';

void t.test('the log of a sqlite file is synced, also by many at once and within other work', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-durable-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const db = openDatabase(`sqlite:${join(folder, 'some.db')}`);
  t.teardown(() => db.destroy());
  await db.schema.createTable('things', (table) => void table.integer('n'));
  await makeDurable(db);
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      await db('things').insert({ n });
      await makeDurable(db);
    }),
  );
  await inTransaction(db, async (trx) => {
    await trx('things').insert({ n: 20 });
    // It needs no connection, so an open transaction does not hold it up.
    await makeDurable(db);
  });
  t.equal((await db('things').count({ n: '*' }))[0]?.['n'], 21);
});

void t.test('a log that is not there is no success; a database in memory has none', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-durable-'));
  const db = openDatabase(`sqlite:${join(folder, 'some.db')}`);
  t.teardown(() => db.destroy());
  await db.schema.createTable('things', (table) => void table.integer('n'));
  await rm(folder, { recursive: true, force: true });
  await t.rejects(makeDurable(db), { code: 'ENOENT' });
  await t.rejects(makeDurable(db), { code: 'ENOENT' }, 'and says so each time');
  const memory = openDatabase('sqlite::memory:');
  t.teardown(() => memory.destroy());
  await makeDurable(memory);
});
