import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { dialectOf, inTransaction, isForeignKeyViolation, isUniqueViolation, openDatabase } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { migrate } from '../../../openapi/serve/migrate.ts';
import type { Migration } from '../../../openapi/serve/migrate.ts';
import { forEachDatabase } from '../../kit/databases.ts';

const things: Migration = {
  id: '0001-things',
  async up(trx) {
    await trx.schema.createTable('things', (table) => {
      table.string('id', 36).primary();
      table.string('name', 255).notNullable().unique();
      table.integer('count').notNullable().defaultTo(0);
    });
  },
};
const parts: Migration = {
  id: '0002-parts',
  async up(trx) {
    await trx.schema.createTable('parts', (table) => {
      table.string('id', 36).primary();
      table.string('thing_id', 36).notNullable().references('things.id');
    });
  },
};

const rejection = (promise: PromiseLike<unknown>): Promise<unknown> => Promise.resolve(promise).then(() => undefined, (error: unknown) => error);

await forEachDatabase(t, 'migrations are applied once, in order', async (t, db) => {
  t.same(await migrate(db, [things]), ['0001-things']);
  t.same(await migrate(db, [things, parts]), ['0002-parts']);
  t.same(await migrate(db, [things, parts]), []);
});

await forEachDatabase(t, 'processes that start together migrate once', async (t, db, database) => {
  const others = [database.open(), database.open(), database.open()];
  t.teardown(() => Promise.all(others.map((other) => other.destroy())));
  const applied = await Promise.all([db, ...others].map((handle) => migrate(handle, [things, parts])));
  t.same(applied.flat().sort(), ['0001-things', '0002-parts']);
});

await forEachDatabase(t, 'a newer schema is refused, with what to do', async (t, db) => {
  await migrate(db, [things, parts]);
  await t.rejects(migrate(db, [things]), { message: /older than its database: the schema holds 0002-parts, and the newest that the program knows is 0001-things/ });
});

await forEachDatabase(t, 'a failed migration leaves nothing behind', async (t, db) => {
  const broken: Migration = {
    id: '0002-broken',
    async up(trx) {
      await trx.schema.createTable('half', (table) => table.integer('a'));
      throw new Error('no more');
    },
  };
  await t.rejects(migrate(db, [things, broken]), { message: 'Migration 0002-broken failed and was rolled back: no more' });
  t.equal(await db.schema.hasTable('half'), false);
  t.same(await migrate(db, [things, parts]), ['0002-parts']);
});

await forEachDatabase(t, 'violations are recognised and counts are numbers', async (t, db) => {
  await migrate(db, [things, parts]);
  await db('things').insert({ id: '1', name: 'a' });
  t.ok(isUniqueViolation(await rejection(db('things').insert({ id: '2', name: 'a' }))));
  t.ok(isUniqueViolation(await rejection(db('things').insert({ id: '1', name: 'b' }))));
  const dangling = await rejection(db('parts').insert({ id: '1', thing_id: 'nothing' }));
  t.ok(isForeignKeyViolation(dangling));
  t.notOk(isUniqueViolation(dangling));
  t.same(await db('things').count({ n: '*' }).sum({ s: 'count' }).first(), { n: 1, s: 0 });
});

await forEachDatabase(t, 'transactions that lose a race run again', async (t, db, database) => {
  await migrate(db, [things]);
  await db('things').insert({ id: '1', name: 'a', count: 0 });
  const other = database.open();
  t.teardown(() => other.destroy());
  const add = (handle: Db): Promise<void> =>
    inTransaction(handle, async (trx) => {
      if (database.name === 'postgres') await trx.raw('set transaction isolation level serializable');
      const row = (await trx('things').where({ id: '1' }).first('count')) as { count: number };
      await trx('things').where({ id: '1' }).update({ count: row.count + 1 });
    });
  for (let round = 0; round < 5; round += 1) await Promise.all([add(db), add(other)]);
  t.match(await db('things').first('count'), { count: 10 });
});

t.test('a bad URL is refused without repeating its password', async (t) => {
  t.throws(() => openDatabase('mysql://u:hunter2@h/db'), { code: 'bad-request', message: /^(?!.*hunter2)/ });
  t.throws(() => openDatabase('sqlite:relative.db'), { message: /absolute path/ });
});

t.test('a database in memory lives as long as its handle', async (t) => {
  const db = openDatabase('sqlite::memory:');
  t.teardown(() => db.destroy());
  await migrate(db, [things]);
  t.equal(dialectOf(db), 'sqlite');
  t.same(await db('things'), []);
  t.match(await db.raw('pragma foreign_keys'), [{ foreign_keys: 1 }]);
});

t.test('migrations out of order are a programmer’s error', async (t) => {
  const db = openDatabase('sqlite::memory:');
  t.teardown(() => db.destroy());
  await t.rejects(migrate(db, [parts, things]), TypeError);
});

void t.test('a database file can be read by its own user alone, also one that was made otherwise', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-db-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  for (const name of ['new.db', 'old.db']) {
    const file = join(folder, name);
    if (name === 'old.db') await writeFile(file, '', { mode: 0o644 });
    const db = openDatabase(`sqlite:${file}`);
    await db.raw('create table t (id integer)');
    const modes = await Promise.all([file, `${file}-wal`].map(async (path) => (await stat(path)).mode & 0o777));
    t.same(modes, [0o600, 0o600], name);
    await db.destroy();
  }
});
