/**
 * Databases that have a schema already: copies of one that was migrated once in this process. Migrating takes half a second
 * on sqlite and two on PostgreSQL, a copy some milliseconds, and hundreds of tests want one.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { openDatabase } from '../../openapi/serve/db.ts';
import { migrate } from '../../openapi/serve/migrate.ts';
import type { Migration } from '../../openapi/serve/migrate.ts';
import { asSuperuser, onEachDatabase, urlOf } from './databases.ts';
import type { DatabaseSuite } from './databases.ts';

export interface SchemaCopies {
  /** Makes a sqlite file that has the schema. */
  copyTo(path: string): Promise<void>;
  /** `forEachDatabase` on databases that have the schema. */
  forEach(t: Test, name: string, suite: DatabaseSuite): Promise<void>;
}

export function schemaCopies(migrations: readonly Migration[]): SchemaCopies {
  let file: Promise<string> | undefined;
  let name: Promise<string> | undefined;
  const copyTo = async (path: string): Promise<void> => copyFile(await (file ??= makeFile(migrations)), path);
  return {
    copyTo,
    forEach: (t, title, suite) => onEachDatabase(t, title, suite, { copyTo, template: (superuser) => (name ??= makeTemplate(superuser, migrations)) }),
  };
}

async function makeFile(migrations: readonly Migration[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-schema-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'schema.db');
  await fill(`sqlite:${path}`, migrations);
  return path;
}

/** It goes with its server, which test/run.ts starts for the tests alone. */
async function makeTemplate(superuser: string, migrations: readonly Migration[]): Promise<string> {
  const name = `sampan_schema_${randomBytes(6).toString('hex')}`;
  await asSuperuser(superuser, `create database ${name}`);
  await fill(urlOf(superuser, name), migrations);
  return name;
}

/** The last connection to close leaves one whole file, and a database that nobody is connected to. */
async function fill(url: string, migrations: readonly Migration[]): Promise<void> {
  const db = openDatabase(url, { poolMax: 1 });
  try {
    await migrate(db, migrations);
  } finally {
    await db.destroy();
  }
}
