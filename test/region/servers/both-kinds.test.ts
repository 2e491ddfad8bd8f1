/** Every verb over both kinds, side by side: the same request, status code and status, and where a kind cannot, a fault that says so. */
import t from 'tap';
import { createClient } from '../../../openapi/call/call.ts';
import { lifeLines, walkLines } from '../../conformance/verb-walk.ts';
import type { ServerAction } from '../../conformance/verb-walk.ts';
import { fakeVmImage } from '../../kit/fake-image.ts';
import { startRegionWorld } from '../../kit/region-world.ts';
import type { RegionWorld } from '../../kit/region-world.ts';

const vmImage = 'b0b1c2d3-1111-4222-8333-444455556666';
const otherImage = 'c0b1c2d3-1111-4222-8333-444455556666';
const otherVm = 'd0b1c2d3-1111-4222-8333-444455556666';

const world = async (config: Record<string, string> = {}): Promise<RegionWorld> => {
  const made = await startRegionWorld({ config });
  made.images.images.set(vmImage, fakeVmImage(vmImage, 'debian'));
  made.images.images.set(otherVm, fakeVmImage(otherVm, 'debian-2'));
  const busybox = made.images.images.get(made.imageId);
  if (busybox) made.images.images.set(otherImage, { ...busybox, id: otherImage, name: 'busybox-2', layer_id: `sha256:${'ef'.repeat(32)}` });
  return made;
};

const settled = (made: RegionWorld, id: string) =>
  made.until(async () => {
    const { server } = (await made.demo.compute.call('getServer', { path: { id } })).body;
    return server['OS-EXT-STS:task_state'] === null && server.status !== 'BUILD' ? server : false;
  }, `${id} to settle`);

async function create(made: RegionWorld, imageRef: string, name: string): Promise<string> {
  const { body } = await made.demo.compute.call('createServer', { body: { server: { name, imageRef, flavorRef: '42' } } });
  const id = body.server?.id ?? '';
  await settled(made, id);
  return id;
}

const act = async (made: RegionWorld, id: string, body: ServerAction, who: 'demo' | 'admin' = 'demo'): Promise<number> =>
  (await made[who].compute.call('actOnServer', { path: { id }, body })).status;

void t.test('every verb takes a container and a VM through the same statuses', async (t) => {
  const made = await world();
  t.teardown(() => made.stop());
  const host = await made.host({ kinds: ['container', 'vm'] });
  const ids = { container: await create(made, made.imageId, 'c'), vm: await create(made, vmImage, 'v') };
  await walkLines(t, { settled: async (kind) => (await settled(made, ids[kind])).status }, lifeLines({
    act: (kind, action) => act(made, ids[kind], action),
    images: { first: { container: made.imageId, vm: vmImage }, other: { container: otherImage, vm: otherVm } },
    flavors: { own: '42', larger: '84' },
  }));
  t.match(host.specs.get(ids.container), { root: 3, image: { id: otherImage }, flavor: { id: '84' }, desired: 'running', guest: { password_hash: /^\$6\$/ } });
  t.match(host.specs.get(ids.vm), { image: { id: otherVm, properties: { hw_machine_type: 'q35' } } });
  t.match(host.syncs, [{ id: ids.container, repair: true }, { id: ids.vm, repair: true }]);
  t.equal(await act(made, ids.vm, { forceDelete: null }), 202);
  await made.demo.compute.call('deleteServer', { path: { id: ids.container } });
  await made.until(async () => (await made.demo.compute.call('listServers', {})).body.servers.length === 0, 'both to be gone');
  const [left] = (await made.admin.sampan.call('listHosts', {})).body.hosts;
  t.match(left, { servers: 0, claimed: { vcpus: 0, memory_mib: 0, disk_gib: 0 } });
});

void t.test('a resize holds the larger flavor until it is settled, and a host without room refuses it', async (t) => {
  const made = await world();
  t.teardown(() => made.stop());
  await made.host({ capacity: { vcpus: 8, memory_mib: 700, disk_gib: 100 } });
  const id = await create(made, made.imageId, 'c');
  const claimed = async (): Promise<number> => (await made.admin.sampan.call('listHosts', {})).body.hosts[0]?.claimed.memory_mib ?? -1;
  const used = async (): Promise<unknown> => (await made.demo.compute.call('getLimits', {})).body.limits.absolute['totalRAMUsed'];
  const small = await claimed();
  const flavors = (await made.demo.compute.call('listFlavorsDetail', {})).body.flavors;
  const larger = flavors.find(({ id: flavor }) => flavor === '84');
  const huge = flavors.find(({ ram }) => ram > 700);
  t.equal(await act(made, id, { resize: { flavorRef: '84' } }), 202);
  await settled(made, id);
  t.same([await claimed(), await used()], [larger?.ram, larger?.ram]);
  t.equal(await act(made, id, { revertResize: null }), 202);
  await settled(made, id);
  t.same([await claimed(), await used()], [small, small], 'what the revert no longer needs is given back');
  await made.demo.sampan.call('resizeServer', { path: { id }, body: { flavor: larger?.name ?? '', confirm: true } });
  const done = await settled(made, id);
  t.match(done, { status: 'ACTIVE' }, 'a resize that confirms itself does not wait');
  await t.rejects(made.demo.sampan.call('resizeServer', { path: { id }, body: { flavor: huge?.name ?? '' } }), { code: 'no-valid-host', message: /own host has no room/ });
  t.equal(await claimed(), larger?.ram, 'a refusal claims nothing');
});

void t.test("an admin's lock is not opened by the owner, and the reason shows where the microversion has it", async (t) => {
  const made = await world();
  t.teardown(() => made.stop());
  await made.host();
  const id = await create(made, made.imageId, 'c');
  const newest = createClient('compute', { baseUrl: `${made.url}/compute`, tokens: made.admin.tokens, headers: { 'X-OpenStack-Nova-API-Version': 'latest' } });
  t.teardown(() => newest.close());
  await newest.call('actOnServer', { path: { id }, body: { lock: { locked_reason: 'audit' } } });
  await t.rejects(act(made, id, { unlock: null }), { code: 'forbidden' });
  await t.rejects(act(made, id, { 'os-stop': null }), { code: 'conflict', message: /is locked/ });
  t.equal(await act(made, id, { 'os-stop': null }, 'admin'), 202);
  t.match((await made.demo.sampan.call('getServerView', { path: { id } })).body, { locked: true, locked_reason: 'audit' });
});

void t.test('servers of a lost host are given up by force, and its return removes them', async (t) => {
  const made = await world({ hostDownMs: '600' });
  t.teardown(() => made.stop());
  const host = await made.host();
  const id = await create(made, made.imageId, 'c');
  await t.rejects(made.admin.sampan.call('deleteHost', { path: { id: host.id }, query: { force: 'true' } }), { status: 409, message: /it is up/ });
  await host.leave();
  await made.until(async () => (await made.admin.sampan.call('getHostView', { path: { id: host.id } })).body.state === 'down', 'the host to be down');
  const why = (await made.demo.sampan.call('explainServer', { path: { id } })).body;
  t.match(why, { host: { state: 'down' }, next: [/silent since/, /gives the server up/] });
  t.equal(await act(made, id, { forceDelete: null }), 202);
  await t.rejects(made.demo.compute.call('getServer', { path: { id } }), { message: /could not be found/ });
  t.match((await made.demo.compute.call('getLimits', {})).body.limits.absolute, { totalInstancesUsed: 0 });
  await host.comeBack();
  await made.until(() => Promise.resolve(!host.specs.has(id)), 'the host to let go of it');
});

void t.test('a deletion can be taken back for a while, and is final after it', async (t) => {
  const made = await world({ reclaimDeletedS: '3600' });
  t.teardown(() => made.stop());
  await made.host();
  const id = await create(made, made.imageId, 'c');
  await made.demo.compute.call('deleteServer', { path: { id } });
  t.equal((await settled(made, id)).status, 'SOFT_DELETED');
  t.equal(await act(made, id, { restore: null }), 202);
  t.equal((await settled(made, id)).status, 'ACTIVE');
  await made.demo.compute.call('deleteServer', { path: { id } });
  await settled(made, id);
  t.equal(await act(made, id, { forceDelete: null }), 202);
  await made.until(async () => (await made.demo.compute.call('listServers', {})).body.servers.length === 0, 'it to be gone');
});
