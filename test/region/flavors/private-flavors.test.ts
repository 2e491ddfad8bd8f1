import t from 'tap';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('a flavor that is not public is there for admins alone', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  await world.admin.compute.call('createFlavor', { body: { flavor: { name: 'reserved', id: 'reserved', ram: 64, vcpus: 1, disk: 1, 'os-flavor-access:is_public': false } } });
  const path = { id: 'reserved' };
  const create = (person: typeof world.demo) =>
    person.compute.call('createServer', { body: { server: { name: 'x', imageRef: world.imageId, flavorRef: 'reserved' } } });

  await t.rejects(world.demo.compute.call('getFlavor', { path }), { name: 'Fault', status: 404 });
  await t.rejects(world.demo.compute.call('listFlavorExtraSpecs', { path }), { name: 'Fault', status: 404 });
  await t.rejects(create(world.demo), { status: 400, message: /Flavor reserved could not be found/ });
  t.equal((await world.admin.compute.call('getFlavor', { path })).body.flavor.name, 'reserved');
  t.equal((await create(world.admin)).status, 202);
});
