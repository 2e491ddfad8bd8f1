/** What changes around servers with Nova's microversion, at the versions where it does. */
import t from 'tap';
import { rawCompute } from '../kit/raw-api.ts';
import { startRegionWorld } from '../kit/region-world.ts';

void t.test('around servers, answers follow the microversion', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const host = await world.host();
  const demo = rawCompute(world, world.demo);
  const admin = rawCompute(world, world.admin);
  const keysOf = (value: unknown): string[] => Object.keys(value as object).sort();
  const demoId = (await world.demo.tokens.current()).body.user.id;

  await t.test('keypairs: type and statuses at 2.2, user_id at 2.10, pages at 2.35', async (t) => {
    const made = await demo('POST', '/os-keypairs', { keypair: { name: 'a' } }, '2.2');
    t.match(made, { status: 201, body: { keypair: { type: 'ssh' } } });
    t.equal((await demo('POST', '/os-keypairs', { keypair: { name: 'b', type: 'ssh' } }, '2.1')).status, 400, 'type is unknown at 2.1');
    t.equal((await demo('POST', '/os-keypairs', { keypair: { name: 'b', type: 'x509' } }, '2.2')).status, 400);
    await admin('POST', '/os-keypairs', { keypair: { name: 'b', user_id: demoId } }, '2.10');
    t.match((await admin('GET', `/os-keypairs?user_id=${demoId}`, undefined, '2.10')).body, { keypairs: [{ keypair: { name: 'a' } }, { keypair: { name: 'b' } }] });
    t.equal((await demo('GET', '/os-keypairs?user_id=other', undefined, '2.10')).status, 403);
    const page = (await demo('GET', '/os-keypairs?limit=1', undefined, '2.35')).body as { keypairs: object[]; keypairs_links: { href: string }[] };
    t.match(page, { keypairs: [{ keypair: { name: 'a' } }], keypairs_links: [{ rel: 'next', href: /marker=a/ }] });
    t.match((await demo('GET', '/os-keypairs?limit=1&marker=a', undefined, '2.35')).body, { keypairs: [{ keypair: { name: 'b' } }] });
    t.equal((await demo('GET', '/os-keypairs?marker=zzz', undefined, '2.35')).status, 400);
    t.equal((await demo('DELETE', '/os-keypairs/a', undefined, '2.79')).status, 204);
  });

  await t.test('server groups: owners at 2.13, soft policies at 2.15, policy and rules at 2.64', async (t) => {
    const post = (group: object, version: string) => demo('POST', '/os-server-groups', { server_group: group }, version);
    t.same(keysOf(((await post({ name: 'a', policies: ['affinity'] }, '2.13')).body as { server_group: object }).server_group), ['id', 'members', 'metadata', 'name', 'policies', 'project_id', 'user_id']);
    t.equal((await post({ name: 'a', policies: ['soft-affinity'] }, '2.15')).status, 200);
    const newer = await post({ name: 'a', policy: 'anti-affinity', rules: { max_server_per_host: 2 } }, '2.64');
    t.match(newer, { status: 200, body: { server_group: { policy: 'anti-affinity', rules: { max_server_per_host: 2 } } } });
    t.same(keysOf((newer.body as { server_group: object }).server_group), ['id', 'members', 'name', 'policy', 'project_id', 'rules', 'user_id']);
    t.equal((await post({ name: 'a', policies: ['affinity'] }, '2.64')).status, 400);
    t.equal((await post({ name: 'a', policy: 'affinity', rules: { max_server_per_host: 2 } }, '2.64')).status, 400);
  });

  await t.test('flavors: description at 2.55, extra specs at 2.61, swap as a number at 2.75', async (t) => {
    await admin('POST', '/flavors', { flavor: { name: 'd', id: 'd', ram: '64', vcpus: 1, disk: 1, description: 'small' } }, '2.55');
    t.equal((await admin('POST', '/flavors', { flavor: { name: 'e', ram: 64, vcpus: 1, disk: 1, description: 'small' } }, '2.54')).status, 400);
    await admin('POST', '/flavors/d/os-extra_specs', { extra_specs: { 'quota:cpu_quota': 50000 } });
    t.match((await demo('GET', '/flavors/d', undefined, '2.55')).body, { flavor: { description: 'small', swap: '' } });
    t.notOk('extra_specs' in ((await demo('GET', '/flavors/d', undefined, '2.60')).body as { flavor: object }).flavor);
    t.match((await demo('GET', '/flavors/d', undefined, '2.75')).body, { flavor: { swap: 0, extra_specs: { 'quota:cpu_quota': '50000' } } });
    t.match((await admin('PUT', '/flavors/d', { flavor: { description: null } }, '2.55')).body, { flavor: { description: null } });
    t.equal((await admin('PUT', '/flavors/d', { flavor: { description: null } }, '2.54')).status, 404);
    t.match((await demo('GET', '/flavors', undefined, '2.55')).body, { flavors: [{ description: null }] });
  });

  await t.test('volumes, migrations since 2.23 and NUMA nodes since 2.78: none, and a volume is found by no id', async (t) => {
    const id = (await world.demo.compute.call('createServer', { body: { server: { name: 'bare', imageRef: world.imageId, flavorRef: '42' } } })).body.server?.id ?? '';
    const attachments = `/servers/${id}/os-volume_attachments`;
    t.same((await demo('GET', attachments)).body, { volumeAttachments: [] });
    t.match(await demo('POST', attachments, { volumeAttachment: { volumeId: id } }), { status: 404, body: { itemNotFound: { message: /there are no volumes here/ } } });
    t.match(await demo('DELETE', `${attachments}/${id}`), { status: 404, body: { itemNotFound: { message: /there are no volumes here/ } } });
    t.match(await demo('GET', '/servers/nothing/os-volume_attachments'), { status: 404, body: { itemNotFound: { message: /nothing/ } } });
    t.same((await admin('GET', '/os-migrations?status=done')).body, { migrations: [] });
    t.equal((await demo('GET', '/os-migrations')).status, 403);
    t.same((await admin('GET', `/servers/${id}/migrations`, undefined, '2.23')).body, { migrations: [] });
    t.equal((await admin('GET', `/servers/${id}/migrations`, undefined, '2.22')).status, 404);
    t.same((await demo('GET', `/servers/${id}/topology`, undefined, '2.78')).body, { nodes: [], pagesize_kb: null });
    t.equal((await demo('GET', `/servers/${id}/topology`, undefined, '2.77')).status, 404);
    await world.demo.compute.call('deleteServer', { path: { id } });
  });

  await t.test('quotas and limits lose what others count at 2.36, images at 2.39, files at 2.57', async (t) => {
    const projectId = (await world.demo.tokens.current()).body.project?.id ?? '';
    const sizes = async (path: string, at: (body: never) => object, version: string) => keysOf(at((await demo('GET', path, undefined, version)).body as never)).length;
    const quota = (version: string) => sizes(`/os-quota-sets/${projectId}`, ({ quota_set: set }: { quota_set: object }) => set, version);
    t.same([await quota('2.1'), await quota('2.36'), await quota('2.57')], [15, 11, 8]);
    const limits = (version: string) => sizes('/limits', ({ limits: { absolute } }: { limits: { absolute: object } }) => absolute, version);
    t.same([await limits('2.1'), await limits('2.36'), await limits('2.39'), await limits('2.57')], [19, 14, 13, 11]);
    t.equal((await admin('PUT', `/os-quota-sets/${projectId}`, { quota_set: { floating_ips: 3 } }, '2.36')).status, 400);
    t.equal((await admin('PUT', `/os-quota-sets/${projectId}`, { quota_set: { floating_ips: 3 } }, '2.35')).status, 200);
  });

  await t.test('hosts: force-down at 2.11, pages at 2.33, no os-hosts at 2.43, UUIDs at 2.53', async (t) => {
    t.same((await admin('PUT', '/os-services/force-down', { host: 'host-1', binary: 'nova-compute', forced_down: true }, '2.11')).body, { service: { host: 'host-1', binary: 'nova-compute', forced_down: true } });
    t.match((await admin('GET', '/os-services?binary=nova-compute', undefined, '2.11')).body, { services: [{ id: 2, state: 'down', forced_down: true }] });
    const put = (body: object) => admin('PUT', `/os-services/${host.id}`, body, '2.53');
    t.match(await put({ forced_down: false, status: 'disabled', disabled_reason: 'x' }), { status: 200, body: { service: { id: host.id, zone: 'nova', state: 'up', status: 'disabled', disabled_reason: 'x', forced_down: false } } });
    t.match((await put({ status: 'enabled' })).body, { service: { status: 'enabled', disabled_reason: null } });
    t.equal((await put({})).status, 400);
    t.equal((await put({ status: 'enabled', disabled_reason: 'x' })).status, 400);
    t.equal((await admin('PUT', '/os-services/enable', { status: 'enabled' }, '2.53')).status, 404);
    t.match((await admin('GET', '/os-hypervisors?limit=1', undefined, '2.33')).body, { hypervisors: [{ id: 1 }] });
    t.match((await admin('GET', '/os-hypervisors/detail?hypervisor_hostname_pattern=host', undefined, '2.53')).body, { hypervisors: [{ id: host.id, cpu_info: { arch: 'amd64' }, service: { id: host.id } }] });
    t.equal((await admin('GET', '/os-hypervisors?hypervisor_hostname_pattern=none', undefined, '2.53')).status, 404);
    t.equal((await admin('GET', '/os-hypervisors/host/search', undefined, '2.53')).status, 404);
    t.equal((await admin('GET', '/os-hypervisors?marker=zzz', undefined, '2.53')).status, 400);
    t.equal((await admin('GET', '/os-hosts', undefined, '2.43')).status, 404);
    t.match((await admin('POST', '/os-aggregates', { aggregate: { name: 'a' } }, '2.41')).body, { aggregate: { uuid: /^[0-9a-f-]{36}$/ } });
  });

  await t.test('a server has tags at 2.26, and its actions pages and events at 2.51, 2.58 and 2.62', async (t) => {
    const made = await demo('POST', '/servers', { server: { name: 'one', imageRef: world.imageId, flavorRef: '42', networks: 'auto' } }, '2.52');
    const { id } = (made.body as { server: { id: string } }).server;
    const tags = (method: string, at = '', body?: object) => demo(method, `/servers/${id}/tags${at}`, body, '2.26');
    t.equal((await demo('GET', `/servers/${id}/tags`, undefined, '2.25')).status, 404);
    t.same((await tags('PUT', '', { tags: ['b', 'a', 'b'] })).body, { tags: ['b', 'a'] });
    const added = await tags('PUT', '/c');
    t.same([added.status, added.headers.get('location')?.endsWith(`/servers/${id}/tags/c`)], [201, true]);
    t.equal((await tags('PUT', '/c')).status, 204);
    t.same((await tags('GET')).body, { tags: ['a', 'b', 'c'] });
    t.equal((await tags('GET', '/c')).status, 204);
    t.equal((await tags('DELETE', '/c')).status, 204);
    t.equal((await tags('GET', '/c')).status, 404);
    t.equal((await tags('DELETE', '/c')).status, 404);
    for (const wrong of [['a,b'], ['a/b'], [''], ['x'.repeat(61)], Array.from({ length: 51 }, (_, index) => String(index))]) t.equal((await tags('PUT', '', { tags: wrong })).status, 400, String(wrong).slice(0, 20));
    t.equal((await tags('DELETE')).status, 204);

    await world.until(async () => (await world.demo.compute.call('listServersDetail')).body.servers.every(({ status }) => status === 'ACTIVE'), 'the server');
    await demo('POST', `/servers/${id}/action`, { 'os-stop': null });
    await world.until(async () => (await world.demo.compute.call('listServersDetail')).body.servers.every(({ status }) => status === 'SHUTOFF'), 'the stop');
    const list = (query: string, version: string) => demo('GET', `/servers/${id}/os-instance-actions${query}`, undefined, version);
    const page = (await list('?limit=1', '2.58')).body as { instanceActions: { action: string; request_id: string; updated_at: string }[]; links: object[] };
    t.match(page, { instanceActions: [{ action: 'stop', updated_at: /\d{6}$/ }], links: [{ rel: 'next' }] });
    t.match((await list(`?limit=1&marker=${page.instanceActions[0]?.request_id}`, '2.58')).body, { instanceActions: [{ action: 'create' }] });
    t.same((await list('?changes-since=2999-01-01', '2.58')).body, { instanceActions: [] });
    t.same((await list('?changes-before=2000-01-01', '2.66')).body, { instanceActions: [] });
    t.equal((await list('?marker=req-nothing', '2.58')).status, 400);
    t.equal((await list('?changes-since=soon', '2.58')).status, 400);
    const show = async (who: typeof demo, version: string) => ((await who('GET', `/servers/${id}/os-instance-actions/${page.instanceActions[0]?.request_id}`, undefined, version)).body as { instanceAction: { events?: object[] } }).instanceAction;
    t.notOk((await show(demo, '2.50')).events);
    t.same(keysOf((await show(demo, '2.51')).events?.[0]), ['event', 'finish_time', 'result', 'start_time']);
    t.same(keysOf((await show(demo, '2.62')).events?.[0]), ['event', 'finish_time', 'hostId', 'result', 'start_time']);
    t.match((await show(admin, '2.62')).events, [{ event: 'accept', host: 'host-1', hostId: /^[0-9a-f]{56}$/, traceback: null }]);
  });
});
