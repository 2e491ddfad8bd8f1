import t from 'tap';
import { rawCompute } from '../../kit/raw-api.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

void t.test('aggregates put hosts into zones and say what flavors may ask for', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  await world.host();
  const admin = rawCompute(world, world.admin);
  const demo = rawCompute(world, world.demo);
  const action = (id: number, body: object) => admin('POST', `/os-aggregates/${id}/action`, body);

  const made = await admin('POST', '/os-aggregates', { aggregate: { name: 'racks', availability_zone: 'east' } });
  t.match(made, { status: 200, body: { aggregate: { id: 1, name: 'racks', availability_zone: 'east', deleted: false, deleted_at: null, updated_at: null } } });
  t.notOk('hosts' in (made.body as { aggregate: object }).aggregate, 'a creation answers neither hosts nor metadata');
  t.equal((await admin('POST', '/os-aggregates', { aggregate: { name: 'racks' } })).status, 409);
  t.match((await action(1, { add_host: { host: 'host-2' } })).body, { aggregate: { hosts: ['host-2'], metadata: { availability_zone: 'east' }, updated_at: String } });
  t.equal((await action(1, { add_host: { host: 'host-2' } })).status, 409);
  t.equal((await action(1, { add_host: { host: 'nobody' } })).status, 404);
  t.equal((await action(1, { remove_host: { host: 'host-1' } })).status, 404);
  t.equal((await action(1, { shake: {} })).status, 400);

  t.same((await demo('GET', '/os-availability-zone')).body, {
    availabilityZoneInfo: [{ zoneName: 'east', zoneState: { available: true }, hosts: null }, { zoneName: 'nova', zoneState: { available: true }, hosts: null }],
  });
  t.match((await admin('GET', '/os-availability-zone/detail')).body, {
    availabilityZoneInfo: [{ zoneName: 'internal' }, { zoneName: 'east', hosts: { 'host-2': { 'nova-compute': { available: true, active: true } } } }, { zoneName: 'nova' }],
  });
  t.equal((await demo('GET', '/os-availability-zone/detail')).status, 403);

  const create = (server: object) => demo('POST', '/servers', { server: { name: 'placed', imageRef: world.imageId, flavorRef: '42', ...server } });
  const shown = async (answer: { body: unknown }) => (await admin('GET', `/servers/${(answer.body as { server: { id: string } }).server.id}`)).body;
  t.match(await shown(await create({ availability_zone: 'east' })), { server: { 'OS-EXT-AZ:availability_zone': 'east', 'OS-EXT-SRV-ATTR:host': 'host-2' } });
  t.match(await shown(await create({ availability_zone: 'nova' })), { server: { 'OS-EXT-AZ:availability_zone': 'nova', 'OS-EXT-SRV-ATTR:host': 'host-1' } });
  t.match(await create({ availability_zone: 'west' }), { status: 400, body: { badRequest: { message: /zone west is not available/ } } });
  t.equal((await create({ availability_zone: 'nova:host-1' })).status, 403, 'to name a host is for admins');

  t.match(await admin('PUT', '/os-aggregates/1', { aggregate: { availability_zone: 'north' } }), { status: 400, body: { badRequest: { message: /contain instances in this zone/ } } });
  t.match((await admin('PUT', '/os-aggregates/1', { aggregate: { name: 'shelves' } })).body, { aggregate: { name: 'shelves', availability_zone: 'east' } });
  await admin('POST', '/os-aggregates', { aggregate: { name: 'second', availability_zone: 'south' } });
  t.match(await action(2, { add_host: { host: 'host-2' } }), { status: 409, body: { conflictingRequest: { message: /already in availability zone east/ } } });

  await admin('POST', '/os-aggregates', { aggregate: { name: 'fast' } });
  await action(3, { add_host: { host: 'host-1' } });
  t.match((await action(3, { set_metadata: { metadata: { disk: 'ssd', gone: 'soon' } } })).body, { aggregate: { metadata: { disk: 'ssd', gone: 'soon' } } });
  t.same(((await action(3, { set_metadata: { metadata: { gone: null } } })).body as { aggregate: { metadata: object } }).aggregate.metadata, { disk: 'ssd' });
  await admin('POST', '/flavors/42/os-extra_specs', { extra_specs: { 'aggregate_instance_extra_specs:disk': '<or> nvme <or> ssd' } });
  for (let index = 0; index < 3; index += 1) t.match(await shown(await create({})), { server: { 'OS-EXT-SRV-ATTR:host': 'host-1' } });

  t.equal((await admin('DELETE', '/os-aggregates/3')).status, 400, 'it has a host');
  t.equal((await action(3, { remove_host: { host: 'host-1' } })).status, 200);
  t.match(await create({}), { status: 409, body: { conflictingRequest: { message: /aggregates that do not say what the flavor wants: 2/ } } });
  t.equal((await admin('DELETE', '/os-aggregates/3')).status, 200);
  t.equal((await admin('GET', '/os-aggregates/3')).status, 404);
  t.equal((await admin('GET', '/os-aggregates/racks')).status, 400, 'clients look names up as ids first');
  t.equal((await demo('GET', '/os-aggregates')).status, 403);
});
