import t from 'tap';
import { findSet, listAllSets } from '../../../client/sdk/find-set.ts';
import type { ServerSet } from '../../../client/sdk/find-set.ts';
import { openCloud } from '../../../client/sdk/open-cloud.ts';
import { waitForSet } from '../../../client/sdk/wait-for-set.ts';
import { startFakeCloud } from '../fake-cloud.ts';

const id = '44444444-0000-4000-8000-000000000001';
const at = '2026-11-21T04:00:00.000Z';
const scaling: ServerSet = { id, name: 'web', project_id: 'p', status: 'SCALING', replicas: 1, ready: 0, flavor: 'm1.nano', containers: [], instances: [], fault: null, created_at: at, updated_at: at };
const instance = { id, name: 'web-1', ordinal: 1, status: 'ERROR', draining: true, addresses: [], containers: [] };

t.test('finding sets, and waiting for one', async (t) => {
  const fake = await startFakeCloud();
  const cloud = await openCloud({ env: fake.env, cwd: '/nonexistent' });
  t.teardown(async () => {
    cloud.close();
    await fake.stop();
  });
  const { sets } = fake.compute;
  const { signal } = new AbortController();

  await t.test('it is looked at with each event, and an instance that leaves does not matter', async (t) => {
    sets.set(id, { ...scaling, instances: [instance] });
    const onLook = ({ status }: ServerSet): void => {
      if (status === 'READY') return;
      sets.set(id, { ...scaling, status: 'READY' });
      fake.compute.emit({ type: 'server.status', server_id: id });
    };
    t.equal((await waitForSet(cloud, id, { timeoutMs: 10_000, pollMs: 60_000, signal, onLook })).status, 'READY');
  });

  await t.test('without any event it is looked at slowly', async (t) => {
    sets.set(id, scaling);
    const onLook = (): void => void sets.set(id, { ...scaling, status: 'READY' });
    t.equal((await waitForSet(cloud, id, { timeoutMs: 10_000, pollMs: 5, signal, onLook })).status, 'READY');
  });

  await t.test('sets are found on whichever page they are', async (t) => {
    const other = { ...scaling, id: '55555555-0000-4000-8000-000000000001', name: 'api' };
    sets.set(other.id, other);
    t.same((await listAllSets(cloud)).map(({ name }) => name), ['web', 'api']);
    t.equal((await findSet(cloud, 'api')).id, other.id);
    sets.delete(other.id);
  });

  await t.test('what ends the wait is told', async (t) => {
    sets.set(id, scaling);
    const stop = new AbortController();
    await t.rejects(waitForSet(cloud, id, { timeoutMs: 10_000, signal: stop.signal, onLook: () => stop.abort(new Error('interrupted')) }), { message: 'interrupted' });
    await t.rejects(waitForSet(cloud, id, { timeoutMs: 10_000, signal: stop.signal }), { message: 'interrupted' });
    await t.rejects(waitForSet(cloud, id, { timeoutMs: 1, signal }), { code: 'timeout' });
    sets.set(id, { ...scaling, instances: [{ ...instance, draining: false }] });
    await t.rejects(waitForSet(cloud, id, { timeoutMs: 10_000, signal }), { code: 'start-failed' });
    sets.set(id, { ...scaling, status: 'DEGRADED', fault: { code: 'no-valid-host', message: 'No host has room.' } });
    await t.rejects(waitForSet(cloud, id, { timeoutMs: 10_000, signal }), { code: 'no-valid-host' });
  });
});
