import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { dialectOf } from './db.ts';
import type { Db } from './db.ts';

/**
 * Resolves when a power cut can take nothing back that was committed before the call: call it after a commit and before
 * what rests on it (an acknowledgement, work that must happen once).
 *
 * A commit of sqlite with `synchronous = NORMAL` is in the write-ahead log, whole and in order, and survives any crash of
 * processes; the disk gets it with the log's next fdatasync(2), which is all that `FULL` adds to each commit
 * (sqlite.org/pragma.html#pragma_synchronous). Done here it keeps no query waiting, and commits that come at once share
 * one. PostgreSQL's commits are durable by themselves, and a database in memory is never.
 */
export function makeDurable(db: Db): Promise<void> {
  const path = fileOf(db);
  if (path === undefined) return Promise.resolve();
  const turns = turnsOf.get(db.client as object) ?? { running: Promise.resolve(), next: undefined, isFirst: true };
  turnsOf.set(db.client as object, turns);
  // One that has not begun covers this call too.
  if (turns.next) return turns.next;
  const turn = turns.running.then(() => {
    turns.next = undefined;
    return syncLog(path, turns);
  });
  turns.next = turn;
  turns.running = turn.catch(() => undefined);
  return turn;
}

interface Turns {
  running: Promise<void>;
  next: Promise<void> | undefined;
  isFirst: boolean;
}

const turnsOf = new WeakMap<object, Turns>();

async function syncLog(path: string, turns: Turns): Promise<void> {
  // Opening and closing the log drops no locks: those are on the database itself.
  await synced(await open(`${path}-wal`, 'r'));
  if (!turns.isFirst) return;
  // That the log is there at all.
  await synced(await open(dirname(path), 'r'));
  turns.isFirst = false;
}

async function synced(file: FileHandle): Promise<void> {
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

function fileOf(db: Db): string | undefined {
  if (dialectOf(db) === 'postgres') return undefined;
  const { filename } = (db.client as { config: { connection: { filename: string } } }).config.connection;
  return filename === ':memory:' ? undefined : filename;
}
