import t from 'tap';
import { hostMigrations } from '../../../host-server/migrations/index.ts';
import { exchangeCounter } from '../../../host-server/report/counter-store.ts';
import { openSequence } from '../../../host-server/report/sequence.ts';
import { openDatabase } from '../../../openapi/serve/db.ts';
import { migrate } from '../../../openapi/serve/migrate.ts';

t.test('numbers grow by one, over blocks and over restarts', async (t) => {
  const db = openDatabase('sqlite::memory:');
  t.teardown(() => db.destroy());
  await migrate(db, hostMigrations);
  const sequence = await openSequence(db, (error) => t.fail('reserving failed', { error }), 100);
  const numbers: number[] = [];
  for (let count = 0; count < 1_000; count += 1) {
    numbers.push(sequence.next());
    // A query of ours comes after the reservation on the one connection, so this waits for it.
    if (count % 40 === 39) await db.raw('select 1');
  }
  t.ok(numbers.every((number, index) => number === index + 1));
  const next = await openSequence(db, (error) => t.fail('reserving failed', { error }));
  t.ok(next.next() > 1_000);
});

t.test('a counter answers what it held before', async (t) => {
  const db = openDatabase('sqlite::memory:');
  t.teardown(() => db.destroy());
  await migrate(db, hostMigrations);
  t.equal(await exchangeCounter(db, 'machine_boot_id', 'a'), undefined);
  t.equal(await exchangeCounter(db, 'machine_boot_id', 'a'), 'a');
  t.equal(await exchangeCounter(db, 'machine_boot_id', 'b'), 'a');
});
