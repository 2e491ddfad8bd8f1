/** What clients from before 2.36 ask compute for, and the network and image services answer. */
import t from 'tap';
import { rawCompute } from '../../kit/raw-api.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

type Loose = Record<string, never>;
const at = (body: unknown, key: string): Loose => (body as Record<string, Loose>)[key] ?? ({} as Loose);

void t.test('older clients find networks and images behind compute', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  await world.host();
  const demo = rawCompute(world, world.demo);
  const admin = rawCompute(world, world.admin);

  await t.test('none of it is there from 2.36 on, metadata of images from 2.39 on', async (t) => {
    for (const path of ['/images', '/images/detail', '/os-security-groups', '/os-floating-ips', '/os-floating-ip-pools', '/os-networks', '/os-tenant-networks']) {
      t.equal((await demo('GET', path, undefined, '2.35')).status, 200, `${path} at 2.35`);
      t.equal((await demo('GET', path, undefined, '2.36')).status, 404, `${path} at 2.36`);
    }
    t.equal((await demo('GET', `/images/${world.imageId}/metadata`, undefined, '2.38')).status, 200);
    t.equal((await demo('GET', `/images/${world.imageId}/metadata`, undefined, '2.39')).status, 404);
  });

  await t.test('security groups and what they let in', async (t) => {
    const made = await demo('POST', '/os-security-groups', { security_group: { name: 'web', description: 'pages' } });
    t.match(made, { status: 200, body: { security_group: { name: 'web', description: 'pages', rules: [] } } });
    const id: string = at(made.body, 'security_group')['id'] ?? '';
    t.match((await demo('PUT', `/os-security-groups/${id}`, { security_group: { name: 'www', description: '' } })).body, { security_group: { id, name: 'www', description: '' } });
    const rule = (asked: object) => demo('POST', '/os-security-group-rules', { security_group_rule: { parent_group_id: id, ...asked } });
    const http = await rule({ ip_protocol: 'TCP', from_port: '80', to_port: 80, cidr: null });
    t.match(http, { status: 200, body: { security_group_rule: { parent_group_id: id, ip_protocol: 'tcp', from_port: 80, to_port: 80, ip_range: { cidr: '0.0.0.0/0' }, group: {} } } });
    t.match((await rule({ ip_protocol: 'icmp', from_port: -1, to_port: -1, cidr: '10.0.0.0/8' })).body, { security_group_rule: { from_port: -1, to_port: -1, ip_range: { cidr: '10.0.0.0/8' } } });
    t.match((await rule({ ip_protocol: 'tcp', from_port: 1, to_port: 65535, cidr: 'fd00::/8' })).body, { security_group_rule: { ip_range: { cidr: 'fd00::/8' } } });
    t.same(at((await rule({ group_id: id })).body, 'security_group_rule')['group'], { name: 'www', tenant_id: (await world.demo.tokens.current()).body.project?.id }, 'a group is told by its name');
    t.equal((await rule({ ip_protocol: 'tcp', from_port: 80, to_port: 80 })).status, 400, 'the same again');
    t.match(await rule({}), { status: 400, body: { badRequest: { message: /ip_protocol/ } } });
    t.equal((await rule({ ip_protocol: 'tcp', from_port: 90, to_port: 80 })).status, 400);
    t.same((await demo('GET', '/os-security-groups')).body, { security_groups: [at((await demo('GET', `/os-security-groups/${(at((await demo('GET', '/os-security-groups?limit=1')).body, 'security_groups') as unknown as { id: string }[])[0]?.id}`)).body, 'security_group'), at((await demo('GET', `/os-security-groups/${id}`)).body, 'security_group')] });
    t.equal((await demo('DELETE', `/os-security-group-rules/${String(at(http.body, 'security_group_rule')['id'])}`)).status, 202);
    t.equal((at((await demo('GET', `/os-security-groups/${id}`)).body, 'security_group')['rules'] as unknown as object[]).length, 3);
    t.equal((await demo('DELETE', `/os-security-groups/${id}`)).status, 202);
    t.equal((await demo('DELETE', `/os-security-groups/${id}`)).status, 404);
    t.equal((await demo('POST', '/os-security-groups', { security_group: { name: 'default', description: '' } })).status, 400);
  });

  await t.test('floating addresses and their pools', async (t) => {
    t.match(await demo('POST', '/os-floating-ips', {}), { status: 404, body: { itemNotFound: { message: /there is no external network/ } } });
    const wan = (await world.admin.network.call('createNetworks', { body: { network: { 'name': 'wan', 'router:external': true } } })).body.network;
    await world.admin.network.call('createSubnets', { body: { subnet: { network_id: wan?.id ?? '', ip_version: 4, cidr: '198.51.100.0/24' } } });
    t.match((await demo('GET', '/os-floating-ip-pools')).body, { floating_ip_pools: [{ name: 'wan' }] });
    const made = await demo('POST', '/os-floating-ips', { pool: 'wan' });
    t.match(made, { status: 200, body: { floating_ip: { ip: /^198\.51\.100\./, pool: 'wan', fixed_ip: null, instance_id: null } } });
    const id = String(at(made.body, 'floating_ip')['id']);
    t.same((await demo('GET', `/os-floating-ips/${id}`)).body, made.body);
    t.same((await demo('GET', '/os-floating-ips')).body, { floating_ips: [at(made.body, 'floating_ip')] });
    t.same((await admin('GET', '/os-floating-ips')).body, { floating_ips: [] }, "an administrator's own project has none");
    t.equal((await demo('POST', '/os-floating-ips', { pool: 'lan' })).status, 404);
    const { network } = world.admin;
    const projectId = (await world.demo.tokens.current()).body.project?.id ?? '';
    await network.call('updateNetworkQuota', { path: { project_id: projectId }, body: { quota: { floatingip: 1, security_group: 1 } } });
    t.match(await demo('POST', '/os-floating-ips', { pool: 'wan' }), { status: 403, body: { forbidden: { message: /Quota exceeded/ } } });
    t.equal((await demo('POST', '/os-security-groups', { security_group: { name: 'more', description: '' } })).status, 403);
    await network.call('deleteNetworkQuota', { path: { project_id: projectId } });
    t.equal((await demo('DELETE', `/os-floating-ips/${id}`)).status, 202);
    t.equal((await demo('GET', `/os-floating-ips/${id}`)).status, 404);
  });

  await t.test('networks', async (t) => {
    const own = (await world.demo.network.call('createNetworks', { body: { network: { name: 'lan' } } })).body.network;
    await world.demo.network.call('createSubnets', { body: { subnet: { network_id: own?.id ?? '', ip_version: 4, cidr: '10.9.8.0/24', dns_nameservers: ['10.9.8.7'] } } });
    const lan = { id: own?.id, label: 'lan', cidr: '10.9.8.0/24' };
    t.same((await demo('GET', '/os-tenant-networks')).body, { networks: [lan] });
    t.same((await demo('GET', `/os-tenant-networks/${own?.id}`)).body, { network: lan });
    t.match((await demo('GET', `/os-networks/${own?.id}`)).body, { network: { ...lan, netmask: '255.255.255.0', gateway: '10.9.8.1', broadcast: '10.9.8.255', dns1: '10.9.8.7', dns2: null, cidr_v6: null } });
    t.equal((await demo('GET', '/os-networks/nothing')).status, 404);
  });

  await t.test('images and their metadata', async (t) => {
    const { imageId: id } = world;
    t.match((await demo('GET', '/images')).body, { images: [{ id, name: 'busybox', links: [{ rel: 'self', href: `${world.url}/compute/v2.1/images/${id}` }, { rel: 'bookmark' }, { rel: 'alternate', type: 'application/vnd.openstack.image' }] }] });
    t.match((await demo('GET', '/images/detail')).body, { images: [{ id, 'status': 'ACTIVE', 'progress': 100, 'minDisk': 0, 'minRam': 0, 'metadata': {}, 'OS-EXT-IMG-SIZE:size': 1024 }] });
    const page = (await demo('GET', '/images?limit=1')).body as { images_links: { href: string }[] };
    t.match(page.images_links[0]?.href, new RegExp(`/v2\\.1/images\\?limit=1&marker=${id}$`));
    const metadata = `/images/${id}/metadata`;
    t.same((await demo('POST', metadata, { metadata: { a: '1', b: '2' } })).body, { metadata: { a: '1', b: '2' } });
    t.same((await demo('PUT', `${metadata}/b`, { meta: { b: '3' } })).body, { meta: { b: '3' } });
    t.equal((await demo('PUT', `${metadata}/b`, { meta: { c: '3' } })).status, 400);
    for (const [method, meta, status] of [['GET', undefined, 404], ['DELETE', undefined, 404], ['PUT', { b: '3' }, 400]] as const) {
      t.equal((await demo(method, `${metadata}/constructor`, meta && { meta })).status, status, 'names that every object has are no keys');
    }
    t.same((await demo('PUT', `${metadata}/constructor`, { meta: { constructor: '4' } })).body, { meta: { constructor: '4' } });
    t.equal((await demo('DELETE', `${metadata}/constructor`)).status, 204);
    t.same((await demo('PUT', metadata, { metadata: { b: '3', instance_uuid: 'x' } })).body, { metadata: { b: '3', instance_uuid: 'x' } });
    t.match((await demo('GET', `/images/${id}`)).body, { image: { metadata: { b: '3' }, server: { id: 'x' } } });
    t.equal((await demo('DELETE', `${metadata}/b`)).status, 204);
    t.equal((await demo('GET', `${metadata}/b`)).status, 404);
    t.equal((await demo('GET', '/images/nothing')).status, 404);
    t.equal((await demo('DELETE', `/images/${id}`)).status, 204);
    t.equal((await demo('GET', `/images/${id}`)).status, 404);
  });
});
