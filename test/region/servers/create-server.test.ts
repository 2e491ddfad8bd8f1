import t from 'tap';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('what names no image, and what is no address, is refused as bad input', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  const create = (server: Record<string, unknown>) =>
    world.demo.compute.call('createServer', { body: { server: { name: 'x', imageRef: world.imageId, flavorRef: '42', ...server } } });
  for (const imageRef of ['/', '.', '..', 'http://elsewhere/images/..', 'busybox', `${world.imageId}?x=1`]) {
    await t.rejects(create({ imageRef }), { name: 'Fault', status: 400, message: /Can not find requested image/ }, imageRef);
  }
  await t.rejects(create({ accessIPv4: '300.1.1.1' }), { name: 'Fault', status: 400, message: /Invalid input for field\/attribute accessIPv4/ });
  await t.rejects(create({ accessIPv6: '10.0.0.1' }), { name: 'Fault', status: 400, message: /is not a 'ipv6'/ });
  const { body } = await create({ imageRef: `${world.images.url}/image/v2/images/${world.imageId}`, accessIPv4: '192.0.2.1', accessIPv6: '2001:db8::1' });
  const path = { id: body.server?.id ?? '' };
  await t.rejects(world.demo.compute.call('updateServer', { path, body: { server: { accessIPv4: 'x' } } }), { name: 'Fault', status: 400 });
  const { server } = (await world.demo.compute.call('updateServer', { path, body: { server: { accessIPv4: '' } } })).body;
  t.match(server, { accessIPv4: '', accessIPv6: '2001:db8::1' });
});
