import t from 'tap';
import { hostMigrations } from '../../../host-server/migrations/index.ts';
import { noteServerChain } from '../../../host-server/layers/layer-store.ts';
import { appliedOf } from '../../../host-server/servers/applied.ts';
import { acceptSpec, findServer, forgetServer, listGenerations, listServers, purgeGone, recordApplied, settleServer } from '../../../host-server/servers/spec-store.ts';
import { openDatabase } from '../../../openapi/serve/db.ts';
import type { Db } from '../../../openapi/serve/db.ts';
import { migrate } from '../../../openapi/serve/migrate.ts';
import { nextSpec, serverSpec } from '../../kit/server-spec.ts';

const now = new Date('2026-01-02T03:04:05Z');

async function openStore(t: { teardown(fn: () => Promise<void>): void }): Promise<Db> {
  const db = openDatabase('sqlite::memory:');
  t.teardown(() => db.destroy());
  await migrate(db, hostMigrations);
  return db;
}

t.test('a spec is kept as it came, and the same generation again changes nothing', async (t) => {
  const db = await openStore(t);
  const spec = serverSpec({ boot: 3, root: 1 });
  t.equal(await acceptSpec(db, spec, now), 'new');
  t.equal(await acceptSpec(db, spec, now), 'same');
  const record = await findServer(db, spec.id);
  t.same(record?.spec, spec);
  t.match(record, { observedGeneration: 0, status: undefined, appliedBoot: 3, appliedRoot: 1 });
  t.equal(await acceptSpec(db, nextSpec(spec, { desired: 'stopped' }), now), 'newer');
  t.match(await findServer(db, spec.id), { generation: 2, spec: { desired: 'stopped' }, appliedBoot: 3 });
});

t.test('an older generation is refused with stale-generation and names what is held', async (t) => {
  const db = await openStore(t);
  const spec = serverSpec({ generation: 5 });
  await acceptSpec(db, spec, now);
  await t.rejects(acceptSpec(db, { ...spec, generation: 4 }, now), { code: 'stale-generation', status: 409, details: { held: 5 } });
});

t.test('what a generation came to is kept with its phases and its fault', async (t) => {
  const db = await openStore(t);
  const spec = serverSpec();
  await acceptSpec(db, spec, now);
  const phases = [{ name: 'start', started_at: now.toISOString(), duration_ms: 4 }];
  await settleServer(db, spec.id, { observedGeneration: 1, status: 'error', fault: { code: 'layer-failed', message: 'no' }, phases, exitCode: 3 }, now);
  await recordApplied(db, spec.id, { boot: 2, root: 4, applied: appliedOf(spec, undefined) });
  t.match(await findServer(db, spec.id), { observedGeneration: 1, status: 'error', fault: { code: 'layer-failed' }, outcome: { phases, exitCode: 3 }, appliedBoot: 2, appliedRoot: 4, applied: { size: { memoryMib: 64 }, image: { layerId: spec.image.layer_id } } });
  t.same(await listGenerations(db), [{ id: spec.id, generation: 1, observedGeneration: 1 }]);
});

t.test('a server that is gone does not come back by a late push', async (t) => {
  const db = await openStore(t);
  const spec = serverSpec();
  const gone = nextSpec(spec, { desired: 'absent' });
  await acceptSpec(db, gone, now);
  await noteServerChain(db, spec.id, { imageId: 'i', layerId: 'l' });
  t.equal(await forgetServer(db, spec.id, 1, now), false, 'a newer generation is not forgotten');
  t.equal(await forgetServer(db, spec.id, 2, now), true);
  t.strictSame(await db('server_chains'), [], 'nor what it stood on is kept');
  t.same(await listServers(db), []);
  await t.rejects(acceptSpec(db, spec, now), { code: 'stale-generation' });
  t.equal(await acceptSpec(db, gone, now), 'gone', 'its deletion is acknowledged again');
  await purgeGone(db, new Date(now.getTime() + 1));
  t.equal(await acceptSpec(db, spec, now), 'new', 'after a while the id is not remembered any more');
});
