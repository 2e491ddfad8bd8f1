import t from 'tap';
import { openCloud } from '../../../client/sdk/open-cloud.ts';
import { watchServers } from '../../../client/sdk/wait-for-server.ts';
import { startFakeCloud } from '../fake-cloud.ts';

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
};

t.test('waiting for a server', async (t) => {
  const fake = await startFakeCloud();
  const cloud = await openCloud({ env: fake.env, cwd: '/nonexistent' });
  t.teardown(async () => {
    cloud.close();
    await fake.stop();
  });
  fake.compute.onOrder = () => undefined;
  // Polling is far off, so what is seen is seen by events.
  const watch = (onProgress?: (line: object) => void) =>
    watchServers(cloud, { timeoutMs: 10_000, pollMs: 60_000, ...(onProgress ? { onProgress } : {}) });
  const stop = async (id: string): Promise<string> =>
    (await cloud.compute.call('actOnServer', { path: { id }, body: { 'os-stop': null } })).headers['x-openstack-request-id'] ?? '';

  await t.test('the stream is open before the order is given, so the first event is not missed', async (t) => {
    const server = fake.compute.add('web');
    const before = fake.compute.streams.length;
    const watching = await watch();
    t.equal(fake.compute.streams.length, before + 1);
    const requestId = await stop(server.id);
    fake.compute.settle(server, 'SHUTOFF');
    const view = await watching.done({ id: server.id, name: 'web', requestId }, 'SHUTOFF');
    t.equal(view?.status, 'SHUTOFF');
    watching.close();
  });

  await t.test('an end that an event tells is believed, and nothing else is asked meanwhile', async (t) => {
    const server = fake.compute.add('web');
    const watching = await watchServers(cloud, { timeoutMs: 10_000, pollMs: 60_000, firstLookMs: 60_000 });
    const requestId = await stop(server.id);
    const before = fake.compute.asked.length;
    const done = watching.done({ id: server.id, name: 'web', requestId }, 'SHUTOFF');
    fake.compute.emit({ type: 'server.progress', server_id: server.id, data: { status: 'ACTIVE', step: 'stop' } });
    fake.compute.emit({ type: 'server.stop.end', server_id: server.id, request_id: 'req-of-another', data: { status: 'ACTIVE', result: 'Success' } });
    await until(() => fake.compute.asked.length === before + 2);
    fake.compute.settle(server, 'SHUTOFF');
    t.equal((await done)?.status, 'SHUTOFF');
    t.same(fake.compute.asked.slice(before), ['listActions', 'getServerView', 'getServerView'], 'another order\'s end is a reason to look, the own one is the end');
    const deletion = (await cloud.compute.call('deleteServer', { path: { id: server.id } })).headers['x-openstack-request-id'] ?? '';
    const asked = fake.compute.asked.length;
    const gone = watching.done({ id: server.id, name: 'web', requestId: deletion }, 'gone');
    fake.compute.settle(server, 'DELETED');
    t.equal(await gone, undefined);
    t.equal(fake.compute.asked.length, asked);
    watching.close();
  });

  await t.test('an order that ended before it was waited for is done', async (t) => {
    const server = fake.compute.add('web');
    const watching = await watchServers(cloud, { timeoutMs: 10_000, pollMs: 60_000, firstLookMs: 60_000 });
    const requestId = await stop(server.id);
    fake.compute.settle(server, 'SHUTOFF');
    const other = fake.compute.add('other');
    const seen = watching.done({ id: other.id, name: 'other', requestId: await stop(other.id) }, 'SHUTOFF');
    fake.compute.settle(other, 'SHUTOFF');
    await seen;
    t.equal((await watching.done({ id: server.id, name: 'web', requestId }, 'SHUTOFF'))?.status, 'SHUTOFF');
    watching.close();
  });

  await t.test('a stream that is cut comes back after its last event, and nothing is missed', async (t) => {
    const server = fake.compute.add('web');
    const seen: object[] = [];
    const watching = await watch((line) => seen.push(line));
    const requestId = await stop(server.id);
    const done = watching.done({ id: server.id, name: 'web', requestId }, 'SHUTOFF');
    fake.compute.emit({ type: 'server.progress', server_id: server.id, data: { status: 'ACTIVE', step: 'seen' } });
    await until(() => seen.some((line) => 'step' in line && line.step === 'seen'));
    const before = fake.compute.streams.length;
    fake.compute.cutStreams();
    fake.compute.settle(server, 'SHUTOFF');
    t.equal((await done)?.status, 'SHUTOFF');
    await until(() => fake.compute.streams.length > before);
    t.match(fake.compute.streams.at(-1), /^\d+$/, 'with Last-Event-ID');
    watching.close();
  });

  await t.test('a stream that is cut before its first event is made good by looking', async (t) => {
    const server = fake.compute.add('web');
    const watching = await watch();
    fake.compute.cutStreams();
    const requestId = await stop(server.id);
    fake.compute.settle(server, 'SHUTOFF');
    t.equal((await watching.done({ id: server.id, name: 'web', requestId }, 'SHUTOFF'))?.status, 'SHUTOFF');
    watching.close();
  });

  await t.test('progress comes with step and percent', async (t) => {
    const server = fake.compute.add('web');
    const seen: object[] = [];
    const watching = await watch((line) => seen.push(line));
    const requestId = await stop(server.id);
    const done = watching.done({ id: server.id, name: 'web', requestId }, 'SHUTOFF');
    fake.compute.emit({ type: 'server.progress', server_id: server.id, data: { status: 'BUILD', step: 'layers', progress: 40 } });
    await until(() => seen.some((line) => 'percent' in line && line.percent === 40));
    t.match(seen.at(-1), { name: 'web', status: /\w/ });
    fake.compute.settle(server, 'SHUTOFF');
    await done;
    watching.close();
  });

  await t.test('another order on the same server does not end the wait', async (t) => {
    const server = fake.compute.add('web');
    const watching = await watch();
    const requestId = await stop(server.id);
    let ended = false;
    const done = watching.done({ id: server.id, name: 'web', requestId }, 'SHUTOFF').then(() => (ended = true));
    fake.compute.emit({ type: 'server.status', server_id: server.id, data: { status: 'SHUTOFF' } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    t.notOk(ended);
    fake.compute.settle(server, 'SHUTOFF');
    await done;
    watching.close();
  });

  await t.test('a server that is deleted meanwhile is a fault', async (t) => {
    const server = fake.compute.add('web');
    const watching = await watch();
    const requestId = await stop(server.id);
    const done = watching.done({ id: server.id, name: 'web', requestId }, 'SHUTOFF');
    fake.compute.settle(server, 'DELETED');
    await t.rejects(done, { code: 'not-found', message: /was deleted while it was waited for/ });
    watching.close();
  });

  await t.test('a refused stream is told at once', async (t) => {
    const other = await openCloud({ env: { ...fake.env, OS_PROJECT_NAME: '' }, cwd: '/nonexistent' });
    await t.rejects(watchServers(other, { timeoutMs: 1000 }), { code: 'unavailable', message: /Cannot find/ });
    other.close();
  });
});
