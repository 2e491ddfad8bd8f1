import t from 'tap';
import { isFault } from '../../openapi/serve/fault.ts';
import { startRegionWorld } from '../kit/region-world.ts';
import type { RegionWorld } from '../kit/region-world.ts';

const flavorId = '42';

async function createServer(world: RegionWorld, name: string, more: Record<string, unknown> = {}): Promise<string> {
  const { body } = await world.demo.compute.call('createServer', { body: { server: { name, imageRef: world.imageId, flavorRef: flavorId, ...more } } });
  return body.server?.id ?? '';
}

async function showServer(world: RegionWorld, id: string) {
  return (await world.demo.compute.call('getServer', { path: { id } })).body.server;
}

const settled = (world: RegionWorld, id: string, status: string) =>
  world.until(async () => {
    const server = await showServer(world, id);
    return server.status === status && server['OS-EXT-STS:task_state'] === null && server;
  }, `${id} to be ${status}`);

const gone = (world: RegionWorld, id: string) =>
  world.until(async () => {
    try {
      await showServer(world, id);
      return false;
    } catch (error) {
      if (isFault(error) && error.status === 404) return true;
      throw error;
    }
  }, `${id} to be gone`);

void t.test('a server lives its life: create, stop, start, reboot, delete, with actions, events and everything given back', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const host = await world.host();
  const id = await createServer(world, 'Web 1', { metadata: { role: 'web' } });
  const active = await settled(world, id, 'ACTIVE');
  t.match(active, { name: 'Web 1', 'OS-EXT-STS:vm_state': 'active', 'OS-EXT-STS:power_state': 1, metadata: { role: 'web' }, flavor: { id: flavorId } });
  const address = active.addresses['demo']?.[0];
  t.match(address, { version: 4, addr: /^10\.128\.0\.2$/, 'OS-EXT-IPS-MAC:mac_addr': /^fa:16:3e:/ });
  t.notOk('OS-EXT-SRV-ATTR:host' in active, 'tenants do not see the host');
  t.match(host.specs.get(id), { generation: 1, desired: 'running', hostname: 'web-1', kind: 'container', ports: [{ fixed_ips: [{ ip_address: '10.128.0.2', prefix_length: 24 }] }] });

  await world.demo.compute.call('actOnServer', { path: { id }, body: { 'os-stop': null } });
  await settled(world, id, 'SHUTOFF');
  t.equal(host.specs.get(id)?.desired, 'stopped');
  await world.demo.compute.call('actOnServer', { path: { id }, body: { 'os-start': null } });
  const again = await settled(world, id, 'ACTIVE');
  t.same(again.addresses, active.addresses, 'the address stays');
  await world.demo.compute.call('actOnServer', { path: { id }, body: { reboot: { type: 'SOFT' } } });
  await settled(world, id, 'ACTIVE');
  t.match(host.specs.get(id), { generation: 4, boot: 1, desired: 'running' });

  const limits = (await world.demo.compute.call('getLimits')).body.limits.absolute;
  t.match(limits, { totalInstancesUsed: 1, totalCoresUsed: 1, totalRAMUsed: 64 });
  const ports = (await world.demo.network.call('listPorts', { query: { device_id: [id] } })).body.ports;
  t.match(ports, [{ status: 'ACTIVE', device_owner: 'compute:nova', fixed_ips: [{ ip_address: '10.128.0.2' }] }]);

  await world.demo.compute.call('deleteServer', { path: { id } });
  await gone(world, id);
  t.match((await world.demo.compute.call('getLimits')).body.limits.absolute, { totalInstancesUsed: 0, totalCoresUsed: 0, totalRAMUsed: 0 });
  t.match((await world.admin.sampan.call('getHostView', { path: { id: host.id } })).body, { servers: 0, claimed: { vcpus: 0, memory_mib: 0, disk_gib: 0 } });
  t.same((await world.demo.network.call('listPorts', { query: { device_id: [id] } })).body.ports, []);

  const { actions } = (await world.demo.sampan.call('listActions', { path: { id } })).body;
  t.same(actions.map(({ action, result }) => [action, result]), [['delete', 'Success'], ['reboot', 'Success'], ['start', 'Success'], ['stop', 'Success'], ['create', 'Success']]);
  t.same(actions.at(-1)?.phases.map(({ name }) => name), ['accept', 'dispatch', 'start']);
  const { instanceActions } = (await world.demo.compute.call('listInstanceActions', { path: { id } })).body;
  t.equal(instanceActions.length, 5);
  const detail = await world.admin.compute.call('getInstanceAction', { path: { id, request_id: instanceActions[4]?.request_id ?? '' } });
  t.match(detail.body.instanceAction, { action: 'create', events: [{ event: 'accept' }, { event: 'dispatch' }, { event: 'start' }] });

  const { events } = (await world.demo.sampan.call('listEvents', { query: { server_id: id } })).body;
  const types = events.map(({ type }) => type);
  for (const verb of ['create', 'stop', 'start', 'reboot', 'delete']) {
    t.ok(types.indexOf(`server.${verb}.start`) < types.indexOf(`server.${verb}.end`), `${verb} begins before it ends`);
  }
});

void t.test('what cannot be is refused at once, with a reason, and leaves nothing', async (t) => {
  const world = await startRegionWorld({ config: { quotaInstances: '3', quotaCores: '2' } });
  t.teardown(() => world.stop());
  const create = (server: Record<string, unknown>) => world.demo.compute.call('createServer', { body: { server: { name: 'x', imageRef: world.imageId, flavorRef: flavorId, ...server } } });

  await t.rejects(create({}), { status: 409, message: /No valid host was found.*no host has joined/ });
  const host = await world.host();
  await t.rejects(create({ imageRef: '99999999-1111-4222-8333-444455556666' }), { status: 400, message: /Can not find requested image/ });
  await t.rejects(create({ flavorRef: 'nope' }), { status: 400, message: /Flavor nope could not be found/ });
  await t.rejects(create({ networks: [{ uuid: '99999999-1111-4222-8333-444455556666' }] }), { status: 400, message: /Network .* could not be found/ });
  await t.rejects(create({ max_count: 3, min_count: 3 }), { status: 403, message: 'Quota exceeded for cores: Requested 3, but already used 0 of 2 cores' });
  await t.rejects(create({ flavorRef: '4' }), { status: 403, message: /Quota exceeded for cores/ }, 'quota before hosts');
  await world.admin.compute.call('updateQuotaSet', { path: { project_id: (await world.demo.tokens.current()).body.project?.id ?? '' }, body: { quota_set: { cores: 100 } } });
  await world.admin.compute.call('createFlavor', { body: { flavor: { name: 'huge', id: 'huge', ram: 9000, vcpus: 1, disk: 1 } } });
  await t.rejects(create({ flavorRef: 'huge' }), { status: 409, message: /too little free memory: 1/ });
  await world.admin.sampan.call('updateHost', { path: { id: host.id }, body: { enabled: false, disabled_reason: 'maintenance' } });
  await t.rejects(create({}), { status: 409, message: /being disabled: 1/ });

  t.same((await world.demo.compute.call('listServers')).body.servers, []);
  t.same((await world.demo.network.call('listNetworks')).body.networks, [], 'not even a network');
  t.match((await world.demo.compute.call('getLimits')).body.limits.absolute, { totalInstancesUsed: 0, totalCoresUsed: 0 });
  t.match((await world.admin.sampan.call('getHostView', { path: { id: host.id } })).body, { servers: 0, claimed: { vcpus: 0 } });
});

void t.test('actions that the state does not allow are refused in words of Nova, and deleted servers are not there', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  const id = await createServer(world, 'one');
  await settled(world, id, 'ACTIVE');
  const act = (body: Record<string, unknown>) => world.demo.compute.call('actOnServer', { path: { id }, body: body as { 'os-start': null } });
  await t.rejects(act({ 'os-start': null }), { status: 409, message: `Cannot 'start' instance ${id} while it is in vm_state active` });
  await t.rejects(act({ nonsense: null }), { name: 'Fault', status: 400 });
  await t.rejects(world.demo.compute.call('actOnServer', { path: { id: 'no-such' }, body: { 'os-stop': null } }), { name: 'Fault', status: 404 });
  await world.demo.compute.call('deleteServer', { path: { id } });
  await world.demo.compute.call('deleteServer', { path: { id } }).catch((error: unknown) => t.match(error, { status: 404 }));
  await gone(world, id);
  await t.rejects(act({ 'os-stop': null }), { name: 'Fault', status: 404 });
});

void t.test('a server of another project is not there', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  const { body } = await world.admin.compute.call('createServer', { body: { server: { name: 'theirs', imageRef: world.imageId, flavorRef: flavorId } } });
  const id = body.server?.id ?? '';
  await t.rejects(world.demo.compute.call('getServer', { path: { id } }), { name: 'Fault', status: 404 });
  await t.rejects(world.demo.compute.call('deleteServer', { path: { id } }), { name: 'Fault', status: 404 });
  await t.rejects(world.demo.sampan.call('getServerView', { path: { id } }), { name: 'Fault', status: 404 });
  t.same((await world.demo.compute.call('listServersDetail')).body.servers, []);
  await t.rejects(world.demo.compute.call('listServers', { query: { all_tenants: '1' } }), { name: 'Fault', status: 403 });
  t.equal((await world.admin.compute.call('listServers', { query: { all_tenants: '1' } })).body.servers.length, 1);
});

void t.test('a host that is away gets what it missed when it is back, and a lost push is repeated', async (t) => {
  const world = await startRegionWorld({ config: { hostDownMs: '2000' } });
  t.teardown(() => world.stop());
  const host = await world.host();
  host.deaf = true;
  const id = await createServer(world, 'patient');
  t.equal((await showServer(world, id)).status, 'BUILD');
  host.deaf = false;
  await settled(world, id, 'ACTIVE');

  await host.leave();
  await world.demo.compute.call('actOnServer', { path: { id }, body: { 'os-stop': null } });
  const state = () => world.admin.sampan.call('getHostView', { path: { id: host.id } }).then(({ body }) => body.state);
  await world.until(async () => (await state()) === 'down', 'the host to be down');
  await t.rejects(createServer(world, 'nowhere'), { status: 409, message: /being down: 1/ });
  await host.comeBack();
  t.equal(await state(), 'up');
  await settled(world, id, 'SHUTOFF');
  const { events } = (await world.admin.sampan.call('listEvents', { query: { all_projects: true, limit: 1000 } })).body;
  t.same(events.filter(({ type }) => /^host\.(up|down)$/.test(type)).map(({ type }) => type), ['host.up', 'host.down', 'host.up']);
});

void t.test('late reports are dropped, strangers are refused, and a process that ends by itself is SHUTOFF with its reason', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const host = await world.host();
  const other = await world.host();
  const first = await createServer(world, 'one');
  await settled(world, first, 'ACTIVE');
  const owner = host.specs.has(first) ? host : other;
  const stranger = owner === host ? other : host;

  t.same(await stranger.report([{ server_id: first, observed_generation: 1, status: 'error' }]), { accepted: 0, refused: [first] });
  await owner.report([{ server_id: first, observed_generation: 1, status: 'error', sequence: 1 }]);
  t.equal((await showServer(world, first)).status, 'ACTIVE', 'an old sequence changes nothing');

  await owner.report([{ server_id: first, observed_generation: 1, status: 'exited', exit_code: 137, oom_killed: true }]);
  t.equal((await showServer(world, first)).status, 'SHUTOFF');
  const { events } = (await world.demo.sampan.call('listEvents', { query: { server_id: first } })).body;
  t.match(events.find(({ type }) => type === 'server.exited'), { data: { exit_code: 137, reason: /lack of memory/ } });

  await owner.report([{ server_id: first, observed_generation: 1, status: 'error', fault: { code: 'start-failed', message: 'The command was not found.' } }]);
  t.match(await showServer(world, first), { status: 'ERROR', fault: { code: 500, message: 'The command was not found.' } });
  const admin = world.admin.sampan;
  await t.rejects(admin.call('reportServers', { path: { id: owner.id }, body: { reports: [] } }), { name: 'Fault', status: 403 });
});

void t.test('a failed create is ERROR with the fault in action and server, and can be deleted', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host({ converge: (spec) => (spec.desired === 'absent' ? { status: 'absent' } : { status: 'error', fault: { code: 'layer-failed', message: 'A layer could not be fetched.' } }) });
  const id = await createServer(world, 'unlucky');
  const failed = await settled(world, id, 'ERROR');
  t.match(failed.fault, { code: 502, message: 'A layer could not be fetched.' });
  const { actions } = (await world.demo.sampan.call('listActions', { path: { id } })).body;
  t.match(actions[0], { action: 'create', result: 'Error', fault: { code: 'layer-failed' } });
  await world.demo.compute.call('deleteServer', { path: { id } });
  await gone(world, id);
});

void t.test('deleting while it builds works, and closes the create as superseded', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host({ converge: (spec) => (spec.desired === 'absent' ? { status: 'absent' } : undefined) });
  const id = await createServer(world, 'brief');
  await world.demo.compute.call('deleteServer', { path: { id } });
  await gone(world, id);
  const { actions } = (await world.demo.sampan.call('listActions', { path: { id } })).body;
  t.match(actions, [{ action: 'delete', result: 'Success' }, { action: 'create', result: 'Error', fault: { message: /deleted before/ } }]);
});

void t.test('lists page by marker, filter and sort', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  await createServer(world, 'page', { min_count: 5, max_count: 5 });
  const list = (query: Record<string, string | number>) => world.demo.compute.call('listServers', { query }).then(({ body }) => body);
  const first = await list({ limit: 2, sort_key: 'display_name', sort_dir: 'asc' });
  t.same(first.servers.map(({ name }) => name), ['page-1', 'page-2']);
  t.match(first.servers_links, [{ rel: 'next', href: /marker=/ }]);
  const second = await list({ limit: 10, sort_key: 'display_name', sort_dir: 'asc', marker: first.servers[1]?.id ?? '' });
  t.same(second.servers.map(({ name }) => name), ['page-3', 'page-4', 'page-5']);
  t.notOk(second.servers_links, 'no link on a page that is not full');
  t.same((await list({ name: '^page-3$' })).servers.map(({ name }) => name), ['page-3']);
  t.equal((await list({ status: 'NONSENSE' })).servers.length, 0);
  t.equal((await list({ limit: 0 })).servers.length, 0);
  await t.rejects(list({ marker: 'no-such' }), { status: 400, message: /marker \[no-such\] not found/ });
  await t.rejects(list({ limit: -1 }), { name: 'Fault', status: 400 });
  const { server } = (await world.demo.compute.call('updateServer', { path: { id: first.servers[0]?.id ?? '' }, body: { server: { name: 'renamed' } } })).body;
  t.equal(server.name, 'renamed');
});

void t.test('a join token works once, and a deleted host is locked out', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const { body } = await world.admin.sampan.call('createJoinToken', { body: {} });
  const join = (name: string) =>
    world.demo.sampan.call('joinHost', {
      body: { join_token: body.join_token, name, url: 'http://127.0.0.1:9', kinds: ['container'], architecture: 'amd64', capacity: { vcpus: 1, memory_mib: 1, disk_gib: 1 } },
    });
  const outcomes = await Promise.allSettled([join('a'), join('b'), join('c')]);
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  await t.rejects(world.demo.sampan.call('createJoinToken', { body: {} }), { name: 'Fault', status: 403 });

  const host = await world.host();
  const id = await createServer(world, 'holds');
  await settled(world, id, 'ACTIVE');
  await t.rejects(world.admin.sampan.call('deleteHost', { path: { id: host.id } }), { status: 409, message: /it has 1 servers/ });
  await world.demo.compute.call('deleteServer', { path: { id } });
  await gone(world, id);
  await world.admin.sampan.call('deleteHost', { path: { id: host.id } });
  await t.rejects(host.heartbeat(), { name: 'Fault' });
});
