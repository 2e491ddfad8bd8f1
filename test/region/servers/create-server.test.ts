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

void t.test("a path may name the token's project, and no other", async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const { token, body } = await world.demo.tokens.current();
  const project = body.project?.id ?? '';
  const get = (path: string, headers: Record<string, string> = { 'X-Auth-Token': token }) => fetch(`${world.url}/compute${path}`, { headers });
  const flavors = async (path: string): Promise<unknown> => (await get(path)).json();
  t.same(await flavors(`/v2.1/${project}/flavors?limit=2`), await flavors('/v2.1/flavors?limit=2'));
  const other = await get(`/v2.1/${'0'.repeat(32)}/servers`);
  t.equal(other.status, 400);
  t.match(await other.json(), { badRequest: { code: 400, message: `Malformed request URL: URL's project_id '${'0'.repeat(32)}' doesn't match Context's project_id '${project}'` } });
  t.equal((await get(`/v2.1/${project}/servers`, {})).status, 401);
  t.equal((await get(`/v2.1/${project}/no-such-thing`)).status, 404);
});
