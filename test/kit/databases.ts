import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { openDatabase } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';

export interface TestDatabase {
  name: 'sqlite' | 'postgres';
  url: string;
  /** Another handle on the same database, for races between processes; the caller destroys it. */
  open(): Db;
  drop(): Promise<void>;
}

/** A fresh, empty database of each kind: sqlite always, PostgreSQL where SAMPAN_TEST_PG_URL names a superuser. */
export async function testDatabases(): Promise<TestDatabase[]> {
  const superuser = process.env['SAMPAN_TEST_PG_URL'];
  return superuser ? [await sqliteDatabase(), await postgresDatabase(superuser)] : [await sqliteDatabase()];
}

/** Runs one store suite on each kind of database: `forEachDatabase(t, 'servers are listed by page', async (t, db) => …)`. */
export async function forEachDatabase(t: Test, name: string, suite: (t: Test, db: Db, database: TestDatabase) => Promise<void>): Promise<void> {
  for (const database of await testDatabases()) {
    await t.test(`${name} (${database.name})`, async (t) => {
      const db = database.open();
      t.teardown(async () => {
        await db.destroy();
        await database.drop();
      });
      await suite(t, db, database);
    });
  }
}

async function sqliteDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-db-'));
  const url = `sqlite:${join(folder, 'test.db')}`;
  return { name: 'sqlite', url, open: () => openDatabase(url), drop: () => rm(folder, { recursive: true, force: true }) };
}

async function postgresDatabase(superuser: string): Promise<TestDatabase> {
  const name = `sampan_test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(superuser, `create database ${name}`);
  const url = new URL(superuser);
  url.pathname = `/${name}`;
  return {
    name: 'postgres',
    url: url.href,
    open: () => openDatabase(url.href, { poolMax: 4 }),
    drop: () => asSuperuser(superuser, `drop database if exists ${name} with (force)`),
  };
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const db = openDatabase(url, { poolMax: 1 });
  try {
    await db.raw(statement);
  } finally {
    await db.destroy();
  }
}
