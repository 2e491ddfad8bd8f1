/**
 * One database handle for sqlite and PostgreSQL.
 *
 * Columns are made of what both have: text, integers, and ISO 8601 UTC text for times; JSON is text; booleans are 0 and 1
 * and stores turn them into booleans. On sqlite the pool is ONE connection: a query on `db` while a transaction is open
 * never returns, so store functions take `db | trx` first and callers pass the transaction that they are in.
 */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';
import pg from 'pg';
import { Fault } from './fault.ts';

export type Db = Knex;
export type Trx = Knex.Transaction;
export type DbOrTrx = Db | Trx;

export interface DatabaseOptions {
  /** PostgreSQL only; sqlite always has one connection. */
  poolMax?: number;
  /** sqlite only: FULL survives a power cut without losing the last commits, NORMAL (the default) survives any crash of a process. */
  synchronous?: 'NORMAL' | 'FULL';
  /** How long a query waits for a connection or a lock. */
  timeoutMs?: number;
}

/** Opens `sqlite:/abs/path.db`, `sqlite::memory:` or `postgres://user@host/name`; a bad URL is the fault `bad-request`. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Db {
  const timeoutMs = options.timeoutMs ?? 10_000;
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length), timeoutMs, options.synchronous ?? 'NORMAL');
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url, timeoutMs, options.poolMax ?? 10);
  const scheme = /^[a-z]+:/i.exec(url)?.[0] ?? 'no scheme';
  throw new Fault('bad-request', `Cannot open the database: its URL has ${scheme}. Use sqlite:/path/file.db or postgres://user@host/name.`);
}

export type Dialect = 'sqlite' | 'postgres';

export const dialectOf = (db: DbOrTrx): Dialect =>
  (db.client as { config: { client: string } }).config.client === 'pg' ? 'postgres' : 'sqlite';

/**
 * Runs `fn` in a transaction, from its start again when the database took another's side (serialization failure,
 * deadlock, a busy sqlite file), so `fn` must do nothing but database work.
 */
export async function inTransaction<T>(db: Db, fn: (trx: Trx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(fn);
    } catch (error) {
      if (attempt === maxAttempts || !lostRace(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 10 * Math.random()));
    }
  }
}

/** A unique or primary key said no: turn it into the fault `already-exists` with the name that clashed. */
export function isUniqueViolation(error: unknown): boolean {
  const { code, message } = driverError(error);
  return code === '23505' || (code === 'SQLITE_CONSTRAINT' && /UNIQUE constraint failed/.test(message));
}

/** A row is still pointed at, or points at nothing. */
export function isForeignKeyViolation(error: unknown): boolean {
  const { code, message } = driverError(error);
  return code === '23503' || (code === 'SQLITE_CONSTRAINT' && /FOREIGN KEY constraint failed/.test(message));
}

/** Losers back off by chance, so a handful of tries ends even a crowd; what still fails is not a race. */
const maxAttempts = 5;

const lostRace = (error: unknown): boolean => ['40001', '40P01', 'SQLITE_BUSY'].includes(driverError(error).code);

function driverError(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: '' };
  return { code: String((error as { code?: unknown }).code ?? ''), message: error.message };
}

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

function openSqlite(path: string, timeoutMs: number, synchronous: 'NORMAL' | 'FULL'): Db {
  if (path !== ':memory:') {
    if (!isAbsolute(path)) throw new Fault('bad-request', `Cannot open the database: sqlite:${path} is not an absolute path.`);
    mkdirSync(dirname(path), { recursive: true });
    keepPrivate(path);
  }
  const pragmas = `PRAGMA busy_timeout = ${Math.trunc(timeoutMs)}; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON;`;
  return knex({
    client: 'sqlite3',
    connection: { filename: path },
    useNullAsDefault: true,
    acquireConnectionTimeout: timeoutMs,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection: SqliteConnection, done: (error: Error | null, connection: SqliteConnection) => void) =>
        connection.exec(pragmas, (error) => done(error, connection)),
    },
  });
}

/**
 * It holds password hashes and the like. Sqlite gives the mode of the database to the files that it makes beside it.
 * A file that is there is never opened here: closing it would drop the locks of this process's other connections to it
 * (fcntl(2), "Advisory record locking").
 */
function keepPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    chmodSync(path, 0o600);
  }
}

function openPostgres(url: string, timeoutMs: number, poolMax: number): Db {
  return knex({
    client: 'pg',
    connection: { connectionString: url, connectionTimeoutMillis: timeoutMs, types: { getTypeParser: numbersAsNumbers } },
    acquireConnectionTimeout: timeoutMs,
    pool: { min: 0, max: poolMax },
  });
}

// count() and sum() come as strings from pg and as numbers from sqlite; ours stay far below 2^53.
const int8 = 20;
const numeric = 1700;

function numbersAsNumbers(oid: number): unknown {
  return oid === int8 || oid === numeric ? Number : pg.types.getTypeParser(oid, 'text');
}
