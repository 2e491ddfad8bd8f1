import { randomUUID } from 'node:crypto';
import t from 'tap';
import { selectUnsettled } from '../../../region/sets/set-store.ts';
import type { ServerReport, ServerSpec } from '../../../region/wire.ts';
import { forEachDatabase } from '../../kit/databases.ts';
import { startRegionWorld } from '../../kit/region-world.ts';
import type { Person, RegionWorld } from '../../kit/region-world.ts';

const status = { running: 'running', paused: 'paused', suspended: 'suspended', stopped: 'stopped', absent: 'absent' } as const;
const converge = ({ desired, members = [] }: ServerSpec): Partial<ServerReport> => ({
  status: status[desired],
  ...(desired === 'running' ? { members: members.map(({ name }) => ({ name, state: 'running' as const, restarts: 0 })) } : {}),
});

const containers = [
  { name: 'app', image: 'busybox', command: ['app'], env: { A: 'b' }, mounts: [{ volume: 'vol', path: '/vol' }] },
  { name: 'agent', image: 'busybox', limits: { memory_mib: 16 }, mounts: [{ volume: 'vol', path: '/in', read_only: true }] },
];

const show = async (person: Person, id: string) => (await person.sampan.call('getSet', { path: { id } })).body;
const ready = (world: RegionWorld, id: string, replicas: number) =>
  world.until(async () => {
    const set = await show(world.demo, id);
    return set.status === 'READY' && set.ready === replicas && set;
  }, `${replicas} ready instances`);

void forEachDatabase(t, 'a set is made, scaled up and down and deleted; each instance is one server of its flavor', async (t, _db, database) => {
  const world = await startRegionWorld({ databaseUrl: database.url });
  t.teardown(() => world.stop());
  const host = await world.host({ converge });
  const second = database.name === 'postgres' ? await world.second() : world.region;
  const there = await world.person('demo', second.url);
  const headers = { 'Idempotency-Key': randomUUID() };
  const body = { name: 'web', flavor: 'm1.nano', containers, stop_timeout_s: 7 };
  const [made, again] = await Promise.all([world.demo, there].map((person) => person.sampan.call('createSet', { body, headers })));
  t.same(made?.body, again?.body, 'two identical requests, one set');
  const id = made?.body.id ?? '';
  const one = await ready(world, id, 1);
  t.match(one, { name: 'web', replicas: 1, flavor: 'm1.nano', containers: [{ name: 'app', image: 'busybox', command: ['app'] }, { name: 'agent' }], fault: null });
  t.match(one.instances, [{ name: 'web-1', ordinal: 1, status: 'ACTIVE', draining: false, containers: [{ name: 'app', state: 'running' }, { name: 'agent' }] }]);
  t.equal(one.instances[0]?.addresses.length, 1, 'one address for all');
  const spec = host.specs.get(one.instances[0]?.id ?? '');
  t.match(spec, { kind: 'container', stop_timeout_s: 7, container: { restart: { policy: 'always' } }, members: [{ name: 'app', env: { A: 'b' }, mounts: [{ volume: 'vol', path: '/vol' }] }, { limits: { memory_mib: 16 } }] });
  t.equal(spec?.ports.length, 1);
  t.match((await world.demo.compute.call('getLimits')).body.limits.absolute, { totalInstancesUsed: 1, totalRAMUsed: 64 });
  t.match((await world.demo.sampan.call('getServerView', { path: { id: spec?.id ?? '' } })).body, { set: { id, ordinal: 1 }, members: [{ name: 'app' }, { name: 'agent' }] });

  const events = async () => (await world.demo.sampan.call('listEvents', { query: { server_id: spec?.id ?? '' } })).body.events.filter(({ type }) => type === 'server.status').length;
  const before = await events();
  for (const state of ['waiting', 'waiting', 'running'] as const) await host.report([{ server_id: spec?.id ?? '', observed_generation: 1, status: 'running', members: [{ name: 'app', state, restarts: 1 }, { name: 'agent', state: 'running', restarts: 0 }] }]);
  t.equal(await events(), before + 2, 'whoever waits hears when a container goes and comes');

  await there.sampan.call('scaleSet', { path: { id }, body: { replicas: 5 } });
  const five = await ready(world, id, 5);
  t.same(five.instances.map(({ name }) => name), ['web-1', 'web-2', 'web-3', 'web-4', 'web-5']);
  await world.demo.sampan.call('scaleSet', { path: { id }, body: { replicas: 2 } });
  const two = await ready(world, id, 2);
  t.same(two.instances.map(({ id: server }) => server), five.instances.slice(0, 2).map(({ id: server }) => server), 'the newest are gone');
  const drained = five.instances[4]?.id ?? '';
  const asked = host.pushes.filter((push) => push.id === drained).map(({ desired }) => desired);
  t.same([...new Set(asked)], ['running', 'stopped', 'absent'], 'stopped gently, then deleted');
  t.equal((await world.demo.network.call('listPorts', { query: { device_owner: ['compute:nova'] } })).body.ports.length, 2, 'the addresses are back');
  t.match((await world.demo.compute.call('getLimits')).body.limits.absolute, { totalInstancesUsed: 2 });

  await world.demo.compute.call('deleteServer', { path: { id: two.instances[0]?.id ?? '' } });
  const mended = await world.until(async () => {
    const set = await show(there, id);
    return set.status === 'READY' && set.instances[0]?.id !== two.instances[0]?.id && set;
  }, 'another instance in place of the deleted one');
  t.equal(mended.instances.length, 2);
  const server = mended.instances.find(({ status: now }) => now === 'ACTIVE')?.id ?? '';
  await t.rejects(world.demo.compute.call('actOnServer', { path: { id: server }, body: { rebuild: { imageRef: world.imageId } } }), { status: 409, message: /it is of a set/ });
  await t.rejects(world.demo.sampan.call('createTicket', { path: { id: server }, body: { type: 'serial' } }), { status: 409, message: /it is of a set/ });
  await t.rejects(world.demo.compute.call('createRemoteConsole', { path: { id: server }, headers: { 'OpenStack-API-Version': 'compute 2.6' }, body: { remote_console: { protocol: 'serial', type: 'serial' } } }), { status: 409, message: /it is of a set/ });
  await world.demo.compute.call('actOnServer', { path: { id: server }, body: { 'os-stop': null } });
  await world.until(async () => (await show(world.demo, id)).status === 'DEGRADED', 'a stopped instance to show');

  await world.demo.sampan.call('deleteSet', { path: { id } });
  await world.until(async () => (await world.demo.sampan.call('listSets')).body.sets.length === 0, 'the set to be gone');
  t.match((await world.demo.compute.call('getLimits')).body.limits.absolute, { totalInstancesUsed: 0, totalRAMUsed: 0 });
  await t.rejects(show(world.demo, id), { code: 'not-found' });
});

void t.test('an instance goes to one host or nowhere, and what cannot be is refused as a whole', async (t) => {
  const world = await startRegionWorld({ config: { quotaInstances: '3' } });
  t.teardown(() => world.stop());
  const small = { capacity: { vcpus: 4, memory_mib: 96, disk_gib: 100 }, converge };
  await world.host(small);
  await world.host(small);
  const set = (change: Record<string, unknown>) => world.demo.sampan.call('createSet', { body: { name: 'web', flavor: 'm1.nano', containers, ...change } });
  await t.rejects(set({ flavor: 'm1.micro' }), { code: 'no-valid-host', message: /too little free memory: 2/ });
  await t.rejects(set({ replicas: 3 }), { code: 'no-valid-host' });
  await t.rejects(set({ replicas: 4 }), { code: 'quota-exceeded' });
  await t.rejects(set({ containers: [containers[0], containers[0]] }), { code: 'bad-request', message: /Two containers have the name app/ });
  await t.rejects(set({ containers: [{ name: 'infra', image: 'busybox' }] }), { code: 'bad-request' });
  await t.rejects(set({ containers: [{ name: 'a', image: 'busybox', container: { health: { tcp: { port: 1 } } } }] }), { code: 'bad-request', message: /health/ });
  await t.rejects(set({ containers: [{ name: 'a', image: 'busybox', limits: { memory_mib: 65 } }] }), { code: 'bad-request', message: /65 MiB at most, and the flavor has 64/ });
  await t.rejects(set({ containers: [{ name: 'a', image: 'busybox', limits: { vcpus: 1.5 } }] }), { code: 'bad-request', message: /1\.5 vcpus/ });
  t.same((await world.demo.sampan.call('listSets')).body.sets, [], 'nothing is left of what was refused');
  t.match((await world.demo.compute.call('getLimits')).body.limits.absolute, { totalInstancesUsed: 0 });

  const { id } = (await set({ replicas: 2 })).body;
  await ready(world, id, 2);
  await t.rejects(world.demo.sampan.call('scaleSet', { path: { id }, body: { replicas: 3 } }), { code: 'no-valid-host' });
  t.equal((await show(world.demo, id)).replicas, 2, 'a scaling that was refused changed nothing');
  await t.rejects(world.admin.sampan.call('scaleSet', { path: { id: randomUUID() }, body: { replicas: 1 } }), { code: 'not-found' });
});

void t.test('a locked instance is the last to go, and goes by an admin alone; a set that is deleted waits for none', async (t) => {
  const world = await startRegionWorld({ config: { reclaimDeletedS: '3600' } });
  t.teardown(() => world.stop());
  await world.host({ converge });
  const { id } = (await world.demo.sampan.call('createSet', { body: { name: 'web', flavor: 'm1.nano', replicas: 3, containers } })).body;
  const [first, , third] = (await ready(world, id, 3)).instances.map((instance) => instance.id);
  const lock = (server = '') => world.admin.compute.call('actOnServer', { path: { id: server }, body: { lock: null } });
  await lock(third);
  await world.demo.sampan.call('scaleSet', { path: { id }, body: { replicas: 2 } });
  t.match((await ready(world, id, 2)).instances, [{ ordinal: 1 }, { ordinal: 3 }]);
  await lock(first);
  await t.rejects(world.demo.sampan.call('scaleSet', { path: { id }, body: { replicas: 1 } }), { code: 'locked' });
  await t.rejects(world.demo.sampan.call('deleteSet', { path: { id } }), { code: 'locked' });
  t.match(await show(world.demo, id), { status: 'READY', replicas: 2 }, 'what was refused changed nothing');
  await world.admin.compute.call('deleteServer', { path: { id: first ?? '' } });
  await world.until(async () => (await show(world.demo, id)).instances.some(({ status }) => status === 'SOFT_DELETED'), 'an instance that could be restored');
  await world.admin.sampan.call('deleteSet', { path: { id } });
  await world.until(async () => (await world.demo.sampan.call('listSets')).body.sets.length === 0, 'the set to be gone');
});

void forEachDatabase(t, 'a fault that holds no longer is taken back', async (t, db, database) => {
  const world = await startRegionWorld({ databaseUrl: database.url });
  t.teardown(() => world.stop());
  await world.host({ converge });
  const { id } = (await world.demo.sampan.call('createSet', { body: { name: 'web', flavor: 'm1.nano', containers } })).body;
  await ready(world, id, 1);
  const unsettled = await db.transaction(async (trx) => {
    await trx('server_sets').where({ id }).update({ fault: JSON.stringify({ code: 'no-valid-host', message: 'No host.' }) });
    return selectUnsettled(trx);
  });
  t.same(unsettled, [id], 'it is looked at, though the numbers fit');
  const [instance] = (await show(world.demo, id)).instances;
  await world.demo.compute.call('actOnServer', { path: { id: instance?.id ?? '' }, body: { reboot: { type: 'SOFT' } } });
  t.equal((await ready(world, id, 1)).fault, null);
});

void t.test('what a set names is judged by the rights of its maker, also without instances and whenever some are made', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host({ converge });
  const network = (await world.admin.network.call('createNetworks', { body: { network: { name: 'shared', shared: true } } })).body.network?.id ?? '';
  await world.admin.network.call('createSubnets', { body: { subnet: { network_id: network, ip_version: 4, cidr: '10.77.0.0/24' } } });
  const create = (person: Person, change: Record<string, unknown>) => person.sampan.call('createSet', { body: { name: 'web', flavor: 'm1.nano', replicas: 0, containers, ...change } });
  const scale = (id: string, replicas: number, person = world.demo) => person.sampan.call('scaleSet', { path: { id }, body: { replicas } });

  const { id } = (await create(world.demo, { networks: [network] })).body;
  await world.admin.network.call('updateNetwork', { path: { id: network }, body: { network: { shared: false } } });
  await t.rejects(create(world.demo, { networks: [network] }), { status: 400, message: /could not be found/ }, 'a network of others');
  await t.rejects(scale(id, 1), { status: 400, message: /could not be found/ }, 'nor one that is shared no longer');
  await t.rejects(create(world.demo, { zone: 'nova:host-1' }), { status: 403, message: /for admins/ });
  await t.rejects(create(world.demo, { zone: 'elsewhere' }), { status: 400, message: /not available/ });
  await t.rejects(create(world.demo, { group: randomUUID() }), { status: 400, message: /could not be found/ });
  await t.rejects(create(world.demo, { security_groups: ['none-such'] }), { status: 400, message: /none-such/ });
  const sets = (await world.demo.sampan.call('listSets')).body.sets;
  t.match(sets, [{ id, replicas: 0, instances: [] }], 'what was refused is not there');

  const second = (await create(world.demo, { name: 'api' })).body.id;
  const page = async (query: { limit?: number; marker?: string }) => {
    const { body } = await world.demo.sampan.call('listSets', { query });
    return [body.sets.map((set) => set.id), body.next];
  };
  t.same([await page({ limit: 1 }), await page({ limit: 1, marker: second }), await page({ limit: 2 }), await page({ marker: id })], [[[second], second], [[id], undefined], [[second, id], undefined], [[], undefined]], 'pages');
  await t.rejects(page({ marker: randomUUID() }), { status: 400, message: /Marker/ });

  const pinned = (await create(world.admin, { networks: [network], zone: 'nova:host-1' })).body;
  t.match((await scale(pinned.id, 1, world.admin)).body.instances, [{ ordinal: 1 }], 'an admin may');
});

void forEachDatabase(t, 'a scaling whose region process was lost is finished by the next one', async (t, db, database) => {
  // Only PostgreSQL is shared by processes.
  if (database.name !== 'postgres') return;
  const world = await startRegionWorld({ databaseUrl: database.url });
  t.teardown(() => world.stop());
  await world.host({ converge });
  const { id } = (await world.demo.sampan.call('createSet', { body: { name: 'web', flavor: 'm1.nano', replicas: 3, containers } })).body;
  await ready(world, id, 3);
  // What is left when a process dies after its commit: the intent, and instances that do not fit it.
  await db('server_sets').where({ id }).update({ replicas: 1 });
  await world.second();
  t.equal((await ready(world, id, 1)).instances[0]?.ordinal, 1);
});
