import t from 'tap';
import type { RegionWorld } from '../../kit/region-world.ts';
import { rawCompute } from '../../kit/raw-api.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

const create = (world: RegionWorld, group: string, hints: object = { group }, count = 1) =>
  rawCompute(world, world.demo)('POST', '/servers', {
    'server': { name: 'member', imageRef: world.imageId, flavorRef: '42', min_count: count, max_count: count },
    'os:scheduler_hints': hints,
  });

async function groupOf(world: RegionWorld, policy: string): Promise<string> {
  const { body } = await rawCompute(world, world.demo)('POST', '/os-server-groups', { server_group: { name: policy, policies: [policy] } });
  return (body as { server_group: { id: string } }).server_group.id;
}

async function hostsOf(world: RegionWorld): Promise<string[]> {
  const { servers } = (await world.admin.compute.call('listServersDetail', { query: { all_tenants: '1' } })).body;
  return servers.map((server) => String(server['OS-EXT-SRV-ATTR:host'])).sort();
}

void t.test('members of an anti-affinity group never share a host, also when they are asked for at once', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  for (let index = 0; index < 3; index += 1) await world.host();
  const group = await groupOf(world, 'anti-affinity');
  t.equal((await create(world, group, { group }, 2)).status, 202);
  const more = await Promise.all([create(world, group), create(world, group)]);
  t.same(more.map(({ status }) => status).sort(), [202, 409]);
  t.same(await hostsOf(world), ['host-1', 'host-2', 'host-3']);
  t.match(more.find(({ status }) => status === 409)?.body, { conflictingRequest: { message: /anti-affinity: it has as many members there as it may: 3/ } });
  const { body } = await rawCompute(world, world.demo)('GET', `/os-server-groups/${group}`);
  t.match(body, { server_group: { name: 'anti-affinity', policies: ['anti-affinity'], metadata: {} } });
  t.equal((body as { server_group: { members: string[] } }).server_group.members.length, 3);
});

void t.test('members of an affinity group share a host, and leave the group when they are deleted', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  for (let index = 0; index < 3; index += 1) await world.host();
  const group = await groupOf(world, 'affinity');
  for (let index = 0; index < 3; index += 1) t.equal((await create(world, group)).status, 202);
  t.equal(new Set(await hostsOf(world)).size, 1);
  const demo = rawCompute(world, world.demo);
  const { servers } = (await world.demo.compute.call('listServers')).body;
  await world.demo.compute.call('deleteServer', { path: { id: servers[0]?.id ?? '' } });
  const members = async () => ((await demo('GET', `/os-server-groups/${group}`)).body as { server_group: { members: string[] } }).server_group.members;
  await world.until(async () => (await members()).length === 2, 'the deleted member to leave');
  t.equal((await demo('DELETE', `/os-server-groups/${group}`)).status, 204);
  t.equal((await demo('GET', `/os-server-groups/${group}`)).status, 404);
  t.equal((await world.demo.compute.call('listServers')).body.servers.length, 2, 'servers outlive their group');
});

void t.test('hints that name nothing are refused, and servers can be placed beside others and apart from them', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  await world.host();
  for (const hints of [{ group: 'no-such' }, { same_host: '5e9a31bd-0f0c-4c5d-9d1b-2a0c3c5b7e01' }, { different_host: ['nobody'] }]) {
    t.equal((await create(world, '', hints)).status, 400, JSON.stringify(hints));
  }
  const first = ((await create(world, '', {})).body as { server: { id: string } }).server.id;
  t.equal((await create(world, '', { same_host: [first] })).status, 202);
  t.equal(new Set(await hostsOf(world)).size, 1);
  t.equal((await create(world, '', { different_host: first })).status, 202);
  t.equal(new Set(await hostsOf(world)).size, 2);
});

void t.test('a group is of one policy, within its quota, and its project\'s own', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const demo = rawCompute(world, world.demo);
  const post = async (group: object) => (await demo('POST', '/os-server-groups', { server_group: group })).status;
  t.equal(await post({ name: 'a', policies: ['nearness'] }), 400);
  t.equal(await post({ name: 'a', policies: ['affinity', 'anti-affinity'] }), 400);
  t.equal(await post({ name: 'a', policies: [] }), 400);
  t.equal(await post({ name: 'a' }), 400);
  t.equal(await post({ name: '', policies: ['affinity'] }), 400);
  t.equal(await post({ name: 'a', policies: ['soft-affinity'] }), 400, 'soft policies came with 2.15');
  for (let index = 0; index < 10; index += 1) t.equal(await post({ name: 'same', policies: ['affinity'] }), 200);
  t.equal(await post({ name: 'one more', policies: ['affinity'] }), 403);
  const admin = rawCompute(world, world.admin);
  const count = async (path: string) => ((await admin('GET', path)).body as { server_groups: unknown[] }).server_groups.length;
  t.equal(await count('/os-server-groups'), 0);
  t.equal(await count('/os-server-groups?all_projects'), 10);
  t.equal(await count('/os-server-groups?all_projects=1&limit=3&offset=8'), 2);
});
