import t from 'tap';
import { rawCompute } from '../../kit/raw-api.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('metadata is merged, replaced and deleted, within its quota, and reaches the host', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const host = await world.host();
  const demo = rawCompute(world, world.demo);
  const made = await demo('POST', '/servers', { server: { name: 'one', imageRef: world.imageId, flavorRef: '42', metadata: { role: 'web' } } });
  const { id } = (made.body as { server: { id: string } }).server;
  await world.until(async () => (await world.demo.compute.call('listServersDetail')).body.servers.every(({ status }) => status === 'ACTIVE'), 'the server');
  const path = `/servers/${id}/metadata`;
  t.same((await demo('GET', path)).body, { metadata: { role: 'web' } });
  t.same((await demo('POST', path, { metadata: { tier: 'front' } })).body, { metadata: { role: 'web', tier: 'front' } });
  t.same(await demo('PUT', `${path}/role`, { meta: { role: 'db' } }).then(({ status, body }) => [status, body]), [200, { meta: { role: 'db' } }]);
  t.same((await demo('GET', `${path}/role`)).body, { meta: { role: 'db' } });
  t.same((await demo('PUT', path, { metadata: { only: 'this' } })).body, { metadata: { only: 'this' } });
  t.equal((await demo('GET', `${path}/role`)).status, 404);
  t.equal((await demo('DELETE', `${path}/role`)).status, 404);
  await world.until(async () => (await Promise.resolve(host.specs.get(id)?.metadata?.['only'])) === 'this', 'the host to know it');
  t.equal((await demo('DELETE', `${path}/only`)).status, 204);
  t.same((await demo('GET', path)).body, { metadata: {} });

  for (const [method, at, body, status] of [
    ['PUT', `${path}/role`, { meta: { other: 'x' } }, 400],
    ['POST', path, { metadata: { 'a/b': 'x' } }, 400],
    ['POST', path, { metadata: { long: 'x'.repeat(256) } }, 400],
    ['POST', path, { metadata: { number: 7 } }, 400],
    ['PUT', path, {}, 400],
    ['POST', path, { metadata: Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`k${index}`, 'v'])) }, 403],
    ['POST', '/servers/nobody/metadata', { metadata: {} }, 404],
  ] as const) {
    t.equal((await demo(method, at, body)).status, status, JSON.stringify(body).slice(0, 50));
  }
  const settled = (await world.demo.compute.call('getServer', { path: { id } })).body.server;
  t.match(settled, { 'status': 'ACTIVE', 'OS-EXT-STS:task_state': null }, 'the server was not disturbed');
  t.match((await demo('GET', `/servers/${id}/ips`)).body, { addresses: { demo: [{ version: 4, addr: '10.128.0.2' }] } });
  t.match((await demo('GET', `/servers/${id}/ips/demo`)).body, { demo: [{ version: 4 }] });
  t.equal((await demo('GET', `/servers/${id}/ips/other`)).status, 404);
});
