/** Debian's unmodified `openstack` client against a whole region: networks and all that hangs on them. */
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { startOpenstackClient } from '../kit/openstack-client.ts';
import { startRegionWorld } from '../kit/region-world.ts';

const world = await startRegionWorld();
const client = startOpenstackClient();
t.teardown(async () => {
  await client.stop();
  await world.stop();
});
await world.host();

type Who = 'demo' | 'admin';
const secrets = JSON.parse(await readFile(world.secretsFile, 'utf8')) as Record<Who, { user: string; password: string; project: string }>;

async function run(who: Who, ...args: string[]): Promise<string> {
  const { user, password, project } = secrets[who];
  const env = {
    OS_AUTH_URL: `${world.url}/identity/v3`, OS_IDENTITY_API_VERSION: '3', OS_USERNAME: user, OS_PASSWORD: password, OS_PROJECT_NAME: project, OS_USER_DOMAIN_ID: 'default',
    OS_PROJECT_DOMAIN_ID: 'default',
  };
  const { code, out, err } = await client.run(env, ...args);
  if (code !== 0) throw new Error(`openstack ${args.join(' ')}: ${code} ${err}`);
  return out;
}

const demo = (...args: string[]): Promise<string> => run('demo', ...args);
const admin = (...args: string[]): Promise<string> => run('admin', ...args);
const json = async (who: Who, ...args: string[]): Promise<unknown> => JSON.parse(await run(who, ...args, '-f', 'json'));

/** Older clients print one thing, newer ones a list of resources and limits. */
const quotaOf = (shown: unknown): Record<string, unknown> =>
  Array.isArray(shown) ? Object.fromEntries((shown as { Resource: string; Limit: number }[]).map(({ Resource, Limit }) => [Resource, Limit])) : (shown as Record<string, unknown>);

await t.test('network and subnet', async (t) => {
  t.match(await json('demo', 'network', 'create', 'front'), { name: 'front', status: 'ACTIVE', admin_state_up: true, mtu: 1450 });
  await demo('network', 'set', '--description', 'for the front', '--tag', 'web', 'front');
  t.match(await json('demo', 'network', 'show', 'front'), { description: 'for the front', tags: ['web'] });
  t.match(await json('demo', 'network', 'list', '--name', 'front'), [{ Name: 'front' }]);
  t.match(
    await json('demo', 'subnet', 'create', 'front-4', '--network', 'front', '--subnet-range', '10.20.0.0/24', '--dns-nameserver', '9.9.9.9', '--allocation-pool', 'start=10.20.0.10,end=10.20.0.99'),
    { name: 'front-4', cidr: '10.20.0.0/24', gateway_ip: '10.20.0.1', dns_nameservers: ['9.9.9.9'], allocation_pools: [{ start: '10.20.0.10', end: '10.20.0.99' }] },
  );
  t.match(
    await json('demo', 'subnet', 'create', 'front-6', '--network', 'front', '--ip-version', '6', '--subnet-range', 'fd00:20::/64', '--ipv6-ra-mode', 'slaac', '--ipv6-address-mode', 'slaac'),
    { ip_version: 6, gateway_ip: 'fd00:20::1', ipv6_ra_mode: 'slaac' },
  );
  await demo('subnet', 'set', '--no-dhcp', 'front-4');
  t.match(await json('demo', 'subnet', 'show', 'front-4'), { enable_dhcp: false });
  t.match(await json('demo', 'subnet', 'list', '--network', 'front', '--ip-version', '4'), [{ Name: 'front-4', Subnet: '10.20.0.0/24' }]);
  await t.rejects(demo('subnet', 'create', 'again', '--network', 'front', '--subnet-range', '10.20.0.0/25'), /overlaps/);
  await t.rejects(demo('network', 'create', '--share', 'ours'), /disallowed by policy/);
  t.match(await json('admin', 'network', 'create', 'wan', '--external', '--provider-network-type', 'vlan', '--provider-physical-network', 'phys', '--provider-segment', '7'), {
    'provider:network_type': 'vlan', 'provider:segmentation_id': 7, 'router:external': true,
  });
  await admin('subnet', 'create', 'wan-4', '--network', 'wan', '--subnet-range', '198.51.100.0/28', '--no-dhcp');
  t.match(await json('demo', 'network', 'list', '--external'), [{ Name: 'wan' }]);
});

await t.test('port', async (t) => {
  t.match(await json('demo', 'port', 'create', '--network', 'front', '--fixed-ip', 'subnet=front-4,ip-address=10.20.0.5', '--fixed-ip', 'subnet=front-6', 'door'), {
    name: 'door', status: 'DOWN', fixed_ips: [{ ip_address: '10.20.0.5' }, { ip_address: /^fd00:20::/ }],
  });
  await demo('port', 'set', '--description', 'the door', '--allowed-address', 'ip-address=10.20.0.200', 'door');
  t.match(await json('demo', 'port', 'show', 'door'), { description: 'the door', allowed_address_pairs: [{ ip_address: '10.20.0.200' }], port_security_enabled: true });
  t.match(await json('demo', 'port', 'list', '--network', 'front'), [{ Name: 'door', Status: 'DOWN' }]);
  const [, v6] = ((await json('demo', 'port', 'show', 'door')) as { fixed_ips: { ip_address: string }[] }).fixed_ips;
  await demo('port', 'unset', '--fixed-ip', `subnet=front-6,ip-address=${v6?.ip_address}`, 'door');
  t.equal(((await json('demo', 'port', 'show', 'door')) as { fixed_ips: unknown[] }).fixed_ips.length, 1);
  await t.rejects(demo('port', 'create', '--network', 'front', '--fixed-ip', 'ip-address=10.20.0.5', 'second'), /already allocated/);
});

await t.test('security group and rule', async (t) => {
  t.match(await json('demo', 'security', 'group', 'create', 'web', '--description', 'what the web needs'), { name: 'web', description: 'what the web needs' });
  const rule = (await json('demo', 'security', 'group', 'rule', 'create', '--protocol', 'tcp', '--dst-port', '80:81', '--remote-ip', '10.0.0.0/8', 'web')) as { id: string };
  t.match(rule, { protocol: 'tcp', port_range_min: 80, port_range_max: 81, remote_ip_prefix: '10.0.0.0/8', direction: 'ingress' });
  await demo('security', 'group', 'rule', 'create', '--protocol', 'icmp', '--icmp-type', '8', 'web');
  await demo('security', 'group', 'rule', 'create', '--remote-group', 'default', 'web');
  t.equal(((await json('demo', 'security', 'group', 'rule', 'list', 'web')) as unknown[]).length, 5);
  await t.rejects(demo('security', 'group', 'rule', 'create', '--protocol', 'tcp', '--dst-port', '80:81', '--remote-ip', '10.0.0.0/8', 'web'), /already exists/);
  t.match(await json('demo', 'security', 'group', 'rule', 'show', rule.id), { protocol: 'tcp' });
  await demo('security', 'group', 'rule', 'delete', rule.id);
  await demo('security', 'group', 'set', '--name', 'site', 'web');
  t.match(((await json('demo', 'security', 'group', 'list')) as { Name: string }[]).map(({ Name }) => Name).sort(), ['default', 'site']);
  await demo('port', 'set', '--security-group', 'site', 'door');
  await t.rejects(demo('security', 'group', 'delete', 'site'), /in use/);
});

await t.test('router and floating ip', async (t) => {
  await demo('router', 'create', 'edge');
  await demo('router', 'set', '--external-gateway', 'wan', 'edge');
  await demo('router', 'add', 'subnet', 'edge', 'front-4');
  t.match(await json('demo', 'router', 'show', 'edge'), { name: 'edge', external_gateway_info: { enable_snat: true, external_fixed_ips: [{ ip_address: '198.51.100.2' }] }, interfaces_info: [{ ip_address: '10.20.0.1' }] });
  const made = (await json('demo', 'floating', 'ip', 'create', '--port', 'door', '--fixed-ip-address', '10.20.0.5', 'wan')) as { floating_ip_address: string };
  t.match(made, { floating_ip_address: '198.51.100.3', fixed_ip_address: '10.20.0.5', status: 'ACTIVE' });
  t.match(await json('demo', 'floating', 'ip', 'list'), [{ 'Floating IP Address': '198.51.100.3', 'Fixed IP Address': '10.20.0.5' }]);
  await t.rejects(demo('router', 'remove', 'subnet', 'edge', 'front-4'), /floating/);
  await demo('floating', 'ip', 'unset', '--port', made.floating_ip_address);
  t.match(await json('demo', 'floating', 'ip', 'show', made.floating_ip_address), { status: 'DOWN' });
  await demo('floating', 'ip', 'delete', made.floating_ip_address);
  await demo('router', 'remove', 'subnet', 'edge', 'front-4');
  await demo('router', 'unset', '--external-gateway', 'edge');
  await demo('router', 'delete', 'edge');
});

await t.test('network qos', async (t) => {
  t.match(await json('admin', 'network', 'qos', 'policy', 'create', '--share', 'slow'), { name: 'slow', shared: true });
  const rule = (await json('admin', 'network', 'qos', 'rule', 'create', '--type', 'bandwidth-limit', '--max-kbps', '2000', '--egress', 'slow')) as { id: string };
  t.match(rule, { max_kbps: 2000, direction: 'egress' });
  await admin('network', 'qos', 'rule', 'set', '--max-kbps', '3000', 'slow', rule.id);
  t.match(await json('admin', 'network', 'qos', 'rule', 'list', 'slow'), [{ 'Max Kbps': 3000 }]);
  await demo('port', 'set', '--qos-policy', 'slow', 'door');
  await t.rejects(admin('network', 'qos', 'policy', 'delete', 'slow'), /is used by/);
  await demo('port', 'unset', '--qos-policy', 'door');
  await admin('network', 'qos', 'rule', 'delete', 'slow', rule.id);
  await admin('network', 'qos', 'policy', 'delete', 'slow');
});

await t.test('quota, agents, zones and extensions', async (t) => {
  await admin('quota', 'set', '--networks', '7', '--floating-ips', '3', 'demo');
  t.match(quotaOf(await json('admin', 'quota', 'show', 'demo')), { networks: 7, 'floating-ips': 3 });
  t.match(await json('admin', 'network', 'agent', 'list'), [{ Host: 'host-1', Alive: true }]);
  t.match(await json('demo', 'availability', 'zone', 'list', '--network'), [{ 'Zone Name': 'nova' }, {}]);
  t.ok(((await json('demo', 'extension', 'list', '--network')) as { Alias: string }[]).some(({ Alias }) => Alias === 'router'));
});

await t.test('a server on a network, and on a port', async (t) => {
  await demo('server', 'create', '--flavor', 'm1.nano', '--image', world.imageId, '--network', 'front', '--security-group', 'site', '--wait', 'one');
  t.match(await json('demo', 'server', 'show', 'one'), { security_groups: [{ name: 'site' }], addresses: { front: [/^10\.20\.0\.1\d$/, /^fd00:20::/] } });
  await demo('server', 'create', '--flavor', 'm1.nano', '--image', world.imageId, '--port', 'door', '--wait', 'two');
  t.match(await json('demo', 'server', 'show', 'two'), { addresses: { front: ['10.20.0.5'] } });
  await demo('server', 'delete', '--wait', 'one', 'two');
  t.match(await json('demo', 'port', 'list', '--network', 'front'), [{ Name: 'door', Status: 'DOWN' }], "the user's port stays");
  await demo('port', 'delete', 'door');
  await demo('security', 'group', 'delete', 'site');
  await demo('subnet', 'delete', 'front-4', 'front-6');
  await demo('network', 'delete', 'front');
  t.match(await json('demo', 'network', 'list', '--internal'), []);
});
