import { randomUUID } from 'node:crypto';
import t from 'tap';
import { walk } from '../../../region/networks/trace/walk.ts';
import type { Walk, WalkQuestion } from '../../../region/networks/trace/walk.ts';
import type { NetworkMap } from '../../../region/wire.ts';
import { group, groupRule, networkMap, portMap } from '../../kit/network-map.ts';
import { startRegionWorld } from '../../kit/region-world.ts';

const [hostA, hostB] = [randomUUID(), randomUUID()];
const client = group([groupRule({ direction: 'egress' })]);
const web = group([groupRule({ protocol: 6, port_range_min: 80, port_range_max: 89 }), groupRule({ protocol: 1, remote_ip_prefix: '10.7.0.0/28' })]);

/** Two ports of one network on two hosts: the first may only send, the second is a web server. */
function pair(change: Partial<NetworkMap> = {}): NetworkMap {
  const bare = networkMap({ security_groups: [client, web], ...change });
  const ports = [portMap(bare, '10.7.0.5', { host_id: hostA, security_group_ids: [client.id] }), portMap(bare, '10.7.0.6', { host_id: hostB, security_group_ids: [web.id] })];
  return { ...bare, ports, ...change };
}

function ask(maps: NetworkMap[], to: string, more: Partial<WalkQuestion> = {}, isRunning: (id: string) => boolean = () => true): Walk {
  const [map] = maps as [NetworkMap];
  const [from] = map.ports as [NetworkMap['ports'][number]];
  return walk({ maps, isRunning }, { map, from, source: from.fixed_ips[0]?.ip_address ?? '', to, protocol: 'tcp', port: 80, ...more });
}

const decisive = ({ verdict, path }: Walk): [string, string | undefined, string | undefined] => [verdict, path.at(-1)?.kind, path.at(-1)?.id];

void t.test('within a network the groups of both ends decide, and the rule is named', (t) => {
  const map = pair();
  const [from, to] = map.ports;
  const open = ask([map], '10.7.0.6');
  t.same(decisive(open), ['reaches', 'security_group_rule', web.rules[0]?.id]);
  t.equal(open.path[0]?.id, client.rules[0]?.id);
  t.match(open.probes, [{ side: 'source', hostId: hostA, half: 'all', expected: ['tunnelled'] }, { side: 'destination', hostId: hostB, half: 'ingress', expected: ['delivered'], portId: to?.id, toMac: to?.mac_address }]);
  t.same(decisive(ask([map], '10.7.0.6', { port: 90 })), ['blocked', 'security_groups', to?.id]);
  t.same(ask([map], '10.7.0.6', { port: 90 }).probes[1]?.expected, ['dropped']);
  t.same(decisive(ask([map], '10.7.0.6', { protocol: 'udp' })), ['blocked', 'security_groups', to?.id]);
  t.same(decisive(ask([map], '10.7.0.6', { protocol: 'icmp', port: undefined })), ['reaches', 'security_group_rule', web.rules[1]?.id], 'the prefix holds the sender');
  t.same(decisive(ask([map], '10.7.0.7')), ['blocked', 'no_address', map.id]);
  t.same(decisive(ask([map], '10.7.0.1')), ['reaches', 'gateway', map.id]);
  t.same(decisive(ask([map], '10.7.0.6', { source: '10.7.0.99' })), ['blocked', 'port_security', from?.id]);
  t.same(decisive(ask([map], '10.7.0.6', {}, (id) => id !== to?.id)), ['blocked', 'not_running', to?.id]);
  const paired = { ...map, ports: map.ports.map((port) => ({ ...port, allowed_address_pairs: [{ ip_address: '10.7.0.96/28' }] })) };
  t.equal(ask([paired], '10.7.0.6', { source: '10.7.0.99' }).verdict, 'reaches', 'a pair is an address of its own');
  const unguarded = { ...map, ports: map.ports.map((port) => ({ ...port, port_security: false, security_group_ids: [] })) };
  t.same(decisive(ask([unguarded], '10.7.0.6', { port: 90 })), ['reaches', 'port_security', to?.id]);
  const bare = { ...map, ports: map.ports.map((port) => ({ ...port, security_group_ids: [] })) };
  t.same(decisive(ask([bare], '10.7.0.6')), ['blocked', 'security_groups', from?.id]);
  t.same(ask([bare], '10.7.0.6').probes.map(({ expected }) => expected), [['dropped']]);
  const down = { ...map, ports: map.ports.map((port) => ({ ...port, admin_state_up: port.id !== to?.id })) };
  t.same(decisive(ask([down], '10.7.0.6')), ['blocked', 'port_state', to?.id]);
  t.end();
});

void t.test('remote groups are their members, and IPv6 has rules of its own', (t) => {
  const friends = group([], { members: ['10.7.0.5', 'fd07::5'] });
  const own = group([groupRule({ remote_group_id: friends.id }), groupRule({ remote_group_id: friends.id, ethertype: 'IPv6', protocol: 58 })]);
  const sender = group([groupRule({ direction: 'egress' }), groupRule({ direction: 'egress', ethertype: 'IPv6' })]);
  const bare = networkMap({ security_groups: [friends, own, sender], subnets: [...networkMap().subnets, { id: randomUUID(), ip_version: 6, cidr: 'fd07::/64', dhcp: false, nameservers: [], routes: [] }] });
  const six = bare.subnets[1]?.id ?? '';
  const ports = ['5', '6'].map((last, index) => {
    const port = portMap(bare, `10.7.0.${last}`, { host_id: hostA, security_group_ids: [index === 0 ? sender.id : own.id] });
    return { ...port, fixed_ips: [...port.fixed_ips, { subnet_id: six, ip_address: `fd07::${last}` }] };
  });
  const map = { ...bare, ports };
  t.same(decisive(ask([map], '10.7.0.6')), ['reaches', 'security_group_rule', own.rules[0]?.id]);
  t.match(ask([map], '10.7.0.6').probes, [{ expected: ['delivered'], portId: ports[1]?.id }], 'on one host its switch alone is asked');
  const ping = { protocol: 'icmp', port: undefined, source: 'fd07::5' } as const;
  t.same(decisive(ask([map], 'fd07::6', ping)), ['reaches', 'security_group_rule', own.rules[1]?.id]);
  t.same(decisive(ask([map], 'fd07::6', { source: 'fd07::5' })), ['blocked', 'security_groups', ports[1]?.id]);
  t.same(decisive(ask([{ ...map, security_groups: [{ ...friends, members: [] }, own, sender] }], '10.7.0.6')), ['blocked', 'security_groups', ports[1]?.id]);
  t.same(decisive(ask([map], 'fd09::1', ping)), ['blocked', 'no_route', map.id]);
  t.end();
});

void t.test('between networks the router decides; outside it translates, and a floating address stands for a port', (t) => {
  const routerId = randomUUID();
  const external = networkMap({ name: 'public', external: true, physical_network: 'public', type: 'flat', subnets: [{ id: randomUUID(), ip_version: 4, cidr: '203.0.113.0/24', gateway_ip: '203.0.113.1', dhcp: false, nameservers: [], routes: [] }] });
  const near = pair();
  const farSubnet = { id: randomUUID(), ip_version: 4 as const, cidr: '10.8.0.0/24', gateway_ip: '10.8.0.1', dhcp: false, nameservers: [], routes: [] };
  const farBare = networkMap({ name: 'far', segment: 9, subnets: [farSubnet], security_groups: [group([groupRule({ protocol: 6, remote_ip_prefix: '203.0.113.0/24' }), groupRule({ protocol: 6, remote_ip_prefix: '10.7.0.0/24' })])] });
  const farGroup = farBare.security_groups[0];
  const far = { ...farBare, ports: [portMap(farBare, '10.8.0.6', { host_id: hostB, security_group_ids: [farGroup?.id ?? ''], floating_ips: [{ floating_ip: '203.0.113.50', fixed_ip: '10.8.0.6' }] })] };
  const leg = (map: NetworkMap, address: string) => ({ network_id: map.id, subnet_id: map.subnets[0]?.id ?? '', ip_address: address, cidr: map.subnets[0]?.cidr ?? '', mac_address: 'fa:16:3e:00:00:99' });
  const router = { id: routerId, mac_address: 'fa:16:3e:00:00:99', interfaces: [leg(near, '10.7.0.1'), leg(far, '10.8.0.1')], routes: [] };
  const gateway = { network_id: external.id, snat: true, ip_addresses: ['203.0.113.10'] };

  t.same(decisive(ask([near, far], '10.8.0.6')), ['blocked', 'no_route', near.id], 'without a router');
  const joined = [{ ...near, router }, { ...far, router }, external];
  const inner = ask(joined, '10.8.0.6');
  t.same(decisive(inner), ['reaches', 'security_group_rule', farGroup?.rules[1]?.id]);
  t.match(inner.path[1], { kind: 'router', id: routerId });
  t.match(inner.probes, [{ networkId: near.id, expected: ['tunnelled'] }, { networkId: far.id, half: 'ingress', expected: ['delivered'] }]);
  t.same(decisive(ask(joined, '10.8.0.9')), ['blocked', 'no_address', far.id]);
  t.same(decisive(ask(joined, '198.51.100.1')), ['blocked', 'router', routerId], 'no way out');

  const out = [{ ...near, router: { ...router, gateway } }, { ...far, router: { ...router, gateway } }, external];
  const outside = ask(out, '198.51.100.1');
  t.same([outside.verdict, outside.path.map(({ kind }) => kind)], ['leaves', ['security_group_rule', 'router', 'snat', 'physical_network']]);
  t.same(outside.probes.map(({ expected }) => expected), [['gateway', 'tunnelled']]);
  const floating = ask(out, '203.0.113.50');
  t.same(decisive(floating), ['reaches', 'security_group_rule', farGroup?.rules[0]?.id], 'the receiver sees the router\'s address');
  t.match(floating.probes[1], { hostId: hostB, networkId: far.id, half: 'router', source: '203.0.113.10', to: '10.8.0.6', expected: ['delivered'] });
  t.same(decisive(ask(out.map((map) => ({ ...map, physical_network: undefined })) as unknown as NetworkMap[], '198.51.100.1')), ['blocked', 'no_route', external.id]);
  const hopped = { ...router, routes: [{ destination: '172.16.0.0/12', nexthop: '10.8.0.6' }] };
  t.match(ask(joined.map((map) => ({ ...map, router: hopped })), '172.16.1.1').path.at(-1), { kind: 'security_group_rule', what: /what it does with it is its own/ });
  t.end();
});

void t.test('the API names the rule, asks the hosts, and says when they disagree', async (t) => {
  const world = await startRegionWorld();
  t.teardown(() => world.stop());
  const host = await world.host();
  const create = async (name: string): Promise<string> => {
    const { body } = await world.demo.compute.call('createServer', { body: { server: { name, imageRef: world.imageId, flavorRef: '42' } } });
    const id = body.server?.id ?? '';
    await world.until(async () => (await world.demo.compute.call('getServer', { path: { id } })).body.server.status === 'ACTIVE', `${name} to run`);
    return id;
  };
  const [one, two] = [await create('one'), await create('two')];
  const address = (await world.demo.network.call('listPorts', { query: { device_id: [two] } })).body.ports[0]?.fixed_ips?.[0]?.ip_address ?? '';
  const trace = (body: { from: string; to: string; protocol?: 'tcp'; port?: number }, who = world.demo) => who.sampan.call('tracePath', { body }).then((reply) => reply.body);

  const within = await trace({ from: one, to: two });
  t.match(within, { verdict: 'reaches', decided_by: { kind: 'security_group_rule' }, from: { server_id: one }, to: { server_id: two, address }, protocol: 'icmp', agrees: false });
  t.match(within.disagreement, /must say delivered, but it says dropped/, 'the stand-in of a switch drops everything');
  t.notOk(within.checks.some((check) => 'host' in check || 'steps' in check), 'hosts are shown to admins only');
  t.match(await trace({ from: one, to: address }, world.admin), { checks: [{ side: 'source', host: host.name, verdict: 'dropped', expected: ['delivered'] }] });
  t.match(await trace({ from: one, to: '198.51.100.7', protocol: 'tcp', port: 443 }), { verdict: 'blocked', decided_by: { kind: 'no_route' }, checks: [{ expected: ['gateway'] }], port: 443 });

  const stranger = world.admin;
  await t.rejects(trace({ from: one, to: 'nobody' }), { name: 'Fault', status: 404 });
  await t.rejects(trace({ from: one, to: two, protocol: 'tcp' }), { status: 400, message: /destination port/ });
  const other = (await stranger.network.call('createNetworks', { body: { network: { name: 'other' } } })).body.network?.id ?? '';
  await stranger.network.call('createSubnets', { body: { subnet: { network_id: other, cidr: '10.99.0.0/24', ip_version: 4 } } });
  const foreign = (await stranger.network.call('createPorts', { body: { port: { network_id: other } } })).body.port?.id ?? '';
  await t.rejects(trace({ from: foreign, to: two }), { name: 'Fault', status: 404 }, 'only from one\'s own');
  t.match(await trace({ from: one, to: foreign }, stranger), { verdict: 'blocked', decided_by: { kind: 'other_network', id: other } });
  await host.leave();
});
