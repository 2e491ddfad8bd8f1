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

export type DatabaseSuite = (t: Test, db: Db, database: TestDatabase) => Promise<void>;

/** Where fresh databases are copied from, instead of being empty (schema-copies.ts). */
export interface DatabaseSource {
  copyTo(path: string): Promise<void>;
  /** Name of a database that PostgreSQL copies. */
  template(superuser: string): Promise<string>;
}

/** Runs one store suite on a fresh, empty database of each kind: `forEachDatabase(t, 'servers are listed by page', async (t, db) => …)`. */
export const forEachDatabase = (t: Test, name: string, suite: DatabaseSuite): Promise<void> => onEachDatabase(t, name, suite);

/** One of each kind: sqlite always, PostgreSQL where SAMPAN_TEST_PG_URL names a superuser. */
export async function testDatabases(source?: DatabaseSource): Promise<TestDatabase[]> {
  const superuser = process.env['SAMPAN_TEST_PG_URL'];
  return [await sqliteDatabase(source), ...(superuser ? [await postgresDatabase(superuser, source)] : [])];
}

export async function onEachDatabase(t: Test, name: string, suite: DatabaseSuite, source?: DatabaseSource): Promise<void> {
  for (const database of await testDatabases(source)) {
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

async function sqliteDatabase(source?: DatabaseSource): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'sampan-db-'));
  const path = join(folder, 'test.db');
  await source?.copyTo(path);
  const url = `sqlite:${path}`;
  return { name: 'sqlite', url, open: () => openDatabase(url), drop: () => rm(folder, { recursive: true, force: true }) };
}

async function postgresDatabase(superuser: string, source?: DatabaseSource): Promise<TestDatabase> {
  const name = `sampan_test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(superuser, `create database ${name}${source ? ` template ${await source.template(superuser)}` : ''}`);
  const url = urlOf(superuser, name);
  return {
    name: 'postgres',
    url,
    open: () => openDatabase(url, { poolMax: 4 }),
    drop: () => asSuperuser(superuser, `drop database if exists ${name} with (force)`),
  };
}

export function urlOf(superuser: string, name: string): string {
  const url = new URL(superuser);
  url.pathname = `/${name}`;
  return url.href;
}

export async function asSuperuser(url: string, statement: string): Promise<void> {
  const db = openDatabase(url, { poolMax: 1 });
  try {
    await db.raw(statement);
  } finally {
    await db.destroy();
  }
}
