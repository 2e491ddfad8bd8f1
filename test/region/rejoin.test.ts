import t from 'tap';
import { startRegionWorld } from '../kit/region-world.ts';

void t.test('a host that lost its memory and joins again is heard, though it counts its reports anew', async (t) => {
  const world = await startRegionWorld({ config: { hostDownMs: '1000' } });
  t.teardown(() => world.stop());
  const host = await world.host();
  const { body } = await world.demo.compute.call('createServer', { body: { server: { name: 'survivor', imageRef: world.imageId, flavorRef: '42' } } });
  const id = body.server?.id ?? '';
  const settled = (status: string) =>
    world.until(async () => {
      const { server } = (await world.demo.compute.call('getServer', { path: { id } })).body;
      return server.status === status && server['OS-EXT-STS:task_state'] === null;
    }, `the server to be ${status}`);
  await settled('ACTIVE');
  await host.report([{ server_id: id, observed_generation: 1, status: 'running', sequence: 900_000 }]);

  await host.leave();
  await world.until(async () => (await world.admin.sampan.call('getHostView', { path: { id: host.id } })).body.state === 'down', 'the host to be down');
  const reborn = await world.host({ name: host.name });
  t.equal(reborn.id, host.id, 'it keeps its id');
  await world.demo.compute.call('actOnServer', { path: { id }, body: { 'os-stop': null } });
  await settled('SHUTOFF');
});
