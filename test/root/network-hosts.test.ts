import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { NetworkMap, PortMap } from '../../host-server/network/network-map.ts';
import { HostsLab } from '../kit/hosts-lab.ts';
import { defaultGroup, group, groupRule, networkMap, nextMap, portMap } from '../kit/network-map.ts';
import type { Guest } from '../kit/network-lab.ts';

const lab = await HostsLab.open(3);
t.teardown(() => lab.close());

const setMap = async (map: NetworkMap): Promise<NetworkMap> => {
  await Promise.all(lab.labs.map((host) => host.network.setMap(map)));
  return map;
};

/** The port's server, plugged at the host that the map names. */
function member(map: NetworkMap, port: PortMap): Promise<Guest> {
  const host = lab.labs[lab.hosts.findIndex(({ id }) => id === port.host_id)];
  if (!host) throw new Error('the port is on no host');
  return host.member(map, port);
}

const members = async (map: NetworkMap): Promise<Guest[]> => Promise.all(map.ports.map((port) => member(map, port)));

const unplug = async (guests: readonly Guest[]): Promise<void> => {
  await Promise.all(guests.flatMap((guest) => lab.labs.map((host) => host.network.unplug(guest.port.id))));
};

/** A network with one server a host, at .5, .6 and .7, all of its default group. */
function tenant(segment: number, more: Partial<NetworkMap> = {}): NetworkMap {
  const bare = networkMap({ segment, hosts: lab.hosts, ...more });
  const own = defaultGroup(['10.7.0.5', '10.7.0.6', '10.7.0.7']);
  const ports = lab.hosts.map(({ id }, index) => portMap(bare, `10.7.0.${index + 5}`, { host_id: id, security_group_ids: [own.id] }));
  return { ...bare, ports, security_groups: [own] };
}

t.test('two tenants with the same addresses: each reaches its own on every host, and never the other\'s', async (t) => {
  const [left, right] = [await setMap(tenant(40)), await setMap(tenant(41))];
  const [a, b] = [await members(left), await members(right)] as [Guest[], Guest[]];
  const [one, two, three] = a as [Guest, Guest, Guest];
  t.ok(await one.reaches(two.ipAddress));
  t.ok(await two.reaches(three.ipAddress));
  t.ok(await three.reaches(one.ipAddress));
  t.ok(await one.reaches(three.ipAddress, '-s', '1400', '-M', 'do'), 'the whole MTU passes');
  t.ok(await (b[0] as Guest).reaches(two.ipAddress), 'the other tenant reaches its own .6');
  // Only the left tenant's .7 goes: who still answers the right one's .7 is the right one's.
  await unplug([three]);
  t.notOk(await one.pings(three.ipAddress));
  t.ok(await (b[0] as Guest).reaches(three.ipAddress));
  await one.run(['ip', 'neigh', 'replace', three.ipAddress, 'lladdr', three.port.macAddress, 'dev', 'eth0']);
  t.notOk(await one.pings(three.ipAddress), 'not even by its MAC, which both have');
  await unplug([...a, ...b]);
});

t.test('a remote group change is in force on all hosts within a second', async (t) => {
  const map = await setMap(tenant(42));
  const [one, two, three] = await members(map) as [Guest, Guest, Guest];
  t.ok(await one.reaches(two.ipAddress));
  const [own] = map.security_groups;
  if (!own) throw new Error('no group');
  const times: number[] = [];
  let now = map;
  for (const isIn of [false, true, false, true]) {
    const began = performance.now();
    now = await setMap(nextMap(now, { security_groups: [{ ...own, members: isIn ? own.members : ['10.7.0.6', '10.7.0.7'] }] }));

    for (;;) {
      const answers = (await one.run(['ping', '-c1', '-W', '0.2', three.ipAddress])).code === 0;
      if (answers === isIn || performance.now() - began > 5000) break;
    }
    times.push(Math.round(performance.now() - began));
  }
  t.comment(`seen after ${times.join(', ')} ms`);
  t.ok(times.every((ms) => ms < 2000), 'the switch\'s revalidation included');
  await unplug([one, two, three]);
});

t.test('tunnels stand only between hosts that share a network, and a host that leaves takes its entries along', async (t) => {
  const map = tenant(43);
  const two = { ...map, hosts: lab.hosts.slice(0, 2), ports: map.ports.slice(0, 2) };
  await Promise.all(lab.labs.slice(0, 2).map((host) => host.network.setMap(two)));
  const tunnels = await Promise.all(lab.labs.map(async (host) => (await host.beside(['ip', '-d', '-o', 'link', 'show', 'type', 'vxlan'])).stdout.split('\n').filter((line) => line.includes('vxlan id 43')).length));
  t.same(tunnels, [1, 1, 0]);
  const guests = await members(two) as [Guest, Guest];
  t.ok(await guests[0].reaches(guests[1].ipAddress));
  const host = lab.labs[0];
  if (!host) throw new Error('no host');
  await unplug([guests[1]]);
  await host.network.setMap(nextMap(two, { hosts: lab.hosts.slice(0, 1), ports: two.ports.slice(0, 1) }));
  t.notMatch((await host.beside(['ip', '-d', '-o', 'link', 'show', 'type', 'vxlan'])).stdout, /vxlan id 43/);
  await unplug(guests);
  await Promise.all(lab.labs.map((each) => each.network.dropMap(two.id)));
});

t.test('a tunnel that somebody broke is put right by the next look', async (t) => {
  const map = await setMap(tenant(44));
  const [one, two, three] = await members(map) as [Guest, Guest, Guest];
  const host = lab.labs[0];
  if (!host) throw new Error('no host');
  t.ok(await one.reaches(two.ipAddress));
  const device = /(st[0-9a-f]{11})[^\n]*vxlan id 44/.exec((await host.beside(['ip', '-d', '-o', 'link', 'show', 'type', 'vxlan'])).stdout)?.[1] ?? '';
  await host.beside(['bridge', 'fdb', 'del', two.port.macAddress, 'dev', device, 'dst', '192.168.77.2', 'self']);
  await host.network.reconcile([one]);
  t.same(host.repairs.splice(0).map(({ what }) => what), ['tunnel']);
  t.ok(await one.reaches(two.ipAddress));
  await host.beside(['ip', 'link', 'delete', 'dev', device]);
  t.ok(await one.losesTouch(two.ipAddress));
  await host.network.reconcile([one]);
  t.ok(await one.reaches(two.ipAddress), 'the device is back');
  host.repairs.splice(0);
  await host.restart([map]);
  t.ok(await one.reaches(three.ipAddress), 'and a new host-server finds it');
  await unplug([one, two, three]);
});

t.test('a router joins two networks on each host, across hosts too, and nobody else\'s', async (t) => {
  const [front, back] = [tenant(45), tenant(46)];
  const cidr = '10.8.0.0/24';
  const subnet = { ...back.subnets[0], id: randomUUID(), ip_version: 4 as const, cidr, gateway_ip: '10.8.0.1', dhcp: false, nameservers: [], routes: [] };
  const open = group([groupRule({ direction: 'egress' }), groupRule()]);
  const router = {
    id: randomUUID(), mac_address: 'fa:16:3e:00:00:01', routes: [],
    interfaces: [
      { network_id: front.id, subnet_id: front.subnets[0]?.id ?? '', ip_address: '10.7.0.1', cidr: '10.7.0.0/24' },
      { network_id: back.id, subnet_id: subnet.id, ip_address: '10.8.0.1', cidr },
    ],
  };
  const routed = await Promise.all([
    setMap({ ...front, router, security_groups: [open], ports: front.ports.map((port) => ({ ...port, security_group_ids: [open.id] })) }),
    setMap({ ...back, router, subnets: [subnet], security_groups: [open], ports: back.ports.map((port, index) => ({ ...port, mac_address: `fa:16:3e:08:00:0${index + 5}`, security_group_ids: [open.id], fixed_ips: [{ subnet_id: subnet.id, ip_address: `10.8.0.${index + 5}` }] })) }),
  ]);
  const [a, b] = [await members(routed[0]), await members(routed[1])];
  const [one, two] = a as [Guest, Guest];
  t.ok(await one.reaches('10.8.0.5'), 'on one host');
  t.ok(await one.reaches('10.8.0.7'), 'on another');
  t.ok(await (b[2] as Guest).reaches(two.ipAddress), 'and back');
  t.ok(await one.reaches('10.8.0.1'), 'the router\'s other address answers');
  t.match((await one.run(['ping', '-c1', '-W2', '10.8.0.5'])).stdout, /ttl=63/, 'one hop');
  const stranger = await setMap(tenant(47));
  const [other] = await members(stranger) as [Guest];
  t.notOk(await other.pings('10.8.0.5'), 'a network that is not on the router');
  await unplug([...a, ...b, other]);
});
