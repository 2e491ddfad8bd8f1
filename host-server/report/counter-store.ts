import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, DbOrTrx } from '../../openapi/serve/db.ts';
import { makeDurable } from '../../openapi/serve/make-durable.ts';

/** Adds `size` to a durable counter and answers its new value. */
export async function reserveCount(db: Db, name: string, size: number): Promise<number> {
  const reserved = await inTransaction(db, async (trx) => {
    const end = Number((await readCounter(trx, name)) ?? '0') + size;
    await writeCounter(trx, name, String(end));
    return end;
  });
  await makeDurable(db);
  return reserved;
}

/** Answers the kept value and keeps the new one. */
export async function exchangeCounter(db: Db, name: string, value: string): Promise<string | undefined> {
  const kept = await inTransaction(db, async (trx) => {
    const before = await readCounter(trx, name);
    if (before !== value) await writeCounter(trx, name, value);
    return before;
  });
  await makeDurable(db);
  return kept;
}

interface CounterRow {
  name: string;
  value: string;
}

async function readCounter(db: DbOrTrx, name: string): Promise<string | undefined> {
  return (await db<CounterRow>('counters').where({ name }).first())?.value;
}

async function writeCounter(db: DbOrTrx, name: string, value: string): Promise<void> {
  await db<CounterRow>('counters').insert({ name, value }).onConflict('name').merge();
}
