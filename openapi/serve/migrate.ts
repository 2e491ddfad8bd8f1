import { dialectOf, isUniqueViolation } from './db.ts';
import type { Db, Trx } from './db.ts';
import { Fault } from './fault.ts';

/** One step of a schema: forward only, expand before contract. */
export interface Migration {
  /** `NNNN-name`, ascending. */
  id: string;
  up(trx: Trx): Promise<void>;
}

/**
 * Brings a database up to `migrations`, each in a transaction of its own, and answers the ids that this call applied.
 * Two processes may start together: each migration begins by inserting its own row, so the second one waits and then
 * finds it done. A database that holds a migration which this list does not is newer than the program: it is refused.
 */
export async function migrate(db: Db, migrations: readonly Migration[]): Promise<string[]> {
  requireOrder(migrations);
  await createTable(db);
  const done = new Set((await db('schema_migrations').select('id')).map((row: { id: string }) => row.id));
  refuseNewer(done, migrations);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (!done.has(migration.id) && (await apply(db, migration))) applied.push(migration.id);
  }
  return applied;
}

async function apply(db: Db, migration: Migration): Promise<boolean> {
  try {
    await db.transaction(async (trx) => {
      await trx('schema_migrations').insert({ id: migration.id, applied_at: new Date().toISOString() }).catch(claimed);
      await migration.up(trx);
    });
    return true;
  } catch (error) {
    if (error instanceof AppliedElsewhere) return false;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('internal', `Migration ${migration.id} failed and was rolled back: ${reason}`, { cause: error });
  }
}

class AppliedElsewhere extends Error {}

function claimed(error: unknown): never {
  throw isUniqueViolation(error) ? new AppliedElsewhere() : error;
}

async function createTable(db: Db): Promise<void> {
  await db.transaction(async (trx) => {
    // "if not exists" of PostgreSQL is not safe against another session that creates the same table.
    if (dialectOf(trx) === 'postgres') await trx.raw('select pg_advisory_xact_lock(7305)');
    await trx.raw('create table if not exists schema_migrations (id varchar(100) primary key, applied_at varchar(30) not null)');
  });
}

function refuseNewer(done: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.id));
  const unknown = [...done].filter((id) => !known.has(id)).sort();
  if (unknown.length === 0) return;
  throw new Fault(
    'internal',
    `This program is older than its database: the schema holds ${unknown.join(', ')}, and the newest that the program knows is ` +
      `${migrations.at(-1)?.id ?? 'none'}. Start the newer version, or restore a backup made before the upgrade.`,
    { details: { unknown } },
  );
}

function requireOrder(migrations: readonly Migration[]): void {
  migrations.forEach((migration, index) => {
    const before = migrations[index - 1];
    if (!/^\d{4}-[a-z0-9-]+$/.test(migration.id)) throw new TypeError(`Migration id ${migration.id} is not of the form NNNN-name`);
    if (before && before.id >= migration.id) throw new TypeError(`Migration ${migration.id} stands after ${before.id}`);
  });
}
