import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { NetworkMap, RouterMap } from '../../host-server/network/network-map.ts';
import { HostsLab } from '../kit/hosts-lab.ts';
import { group, groupRule, networkMap, nextMap, portMap } from '../kit/network-map.ts';
import type { Guest, NetworkLab } from '../kit/network-lab.ts';
import { startPinging } from '../kit/pinging.ts';
import { tracesAgree } from '../kit/traces-agree.ts';

const uplinks = new Map([['public', 'up0']]);
const lab: HostsLab = await HostsLab.open(2, (_index, hosts) => ({ uplinks, wire: async (it) => Promise.resolve(hosts.wire(it, 'up0', 'phys')) }), (hosts) => {
  hosts.inUnderlay('ip', 'link', 'add', 'phys', 'type', 'bridge');
  hosts.inUnderlay('ip', 'link', 'set', 'phys', 'up');
  hosts.inUnderlay('ip', 'address', 'add', '172.24.4.1/24', 'dev', 'phys');
});
t.teardown(() => lab.close());

const open = group([groupRule({ direction: 'egress' }), groupRule(), groupRule({ direction: 'egress', ethertype: 'IPv6' }), groupRule({ ethertype: 'IPv6' })]);

function outsideNetwork(segment: number, more: Partial<NetworkMap> = {}): NetworkMap {
  return networkMap({
    segment, name: 'public', external: true, mtu: 1500, type: 'flat', physical_network: 'public',
    subnets: [{ id: randomUUID(), ip_version: 4, cidr: '172.24.4.0/24', gateway_ip: '172.24.4.1', dhcp: false, nameservers: [], routes: [] }], ...more,
  });
}

const outside = outsideNetwork(90);

function routed(segment: number, external: NetworkMap, gateway: Partial<NonNullable<RouterMap['gateway']>> = {}): NetworkMap {
  const bare = networkMap({ segment, hosts: lab.hosts, security_groups: [open] });
  const router: RouterMap = {
    id: randomUUID(), mac_address: 'fa:16:3e:00:00:01', routes: [],
    interfaces: [{ network_id: bare.id, subnet_id: bare.subnets[0]?.id ?? '', ip_address: '10.7.0.1', cidr: '10.7.0.0/24' }],
    gateway: { network_id: external.id, snat: true, ip_addresses: ['172.24.4.10'], ...gateway },
  };
  return { ...bare, router, ports: lab.hosts.map(({ id }, index) => portMap(bare, `10.7.0.${index + 5}`, { host_id: id, security_group_ids: [open.id] })) };
}

function labOf(hostId: string): NetworkLab {
  const found = lab.labs[lab.hosts.findIndex(({ id }) => id === hostId)];
  if (found === undefined) throw new Error('no such host');
  return found;
}

const setMap = async (map: NetworkMap): Promise<NetworkMap> => {
  await Promise.all(lab.labs.map((host) => host.network.setMap(map)));
  return map;
};

async function members(map: NetworkMap): Promise<Guest[]> {
  return Promise.all(map.ports.map((port) => {
    return labOf(port.host_id ?? '').member(map, port);
  }));
}

/** From a machine outside. */
function outsideReaches(target: string): boolean {
  try {
    lab.inUnderlay('ping', '-c1', '-w10', target);
    return true;
  } catch {
    return false;
  }
}

t.test('servers of all hosts go out by the router\'s address, and are reached by their floating ones', async (t) => {
  const external = await setMap(outside);
  const map = await setMap(routed(91, external));
  const guests = await members(map);
  for (const guest of guests) t.ok(await guest.reaches('172.24.4.1'), guest.ipAddress);
  lab.inUnderlay('ip', 'neigh', 'flush', 'dev', 'phys');
  t.ok(outsideReaches('172.24.4.10'), 'the router\'s own address answers outside');

  const floatingPorts = { ports: map.ports.map((port, index) => ({ ...port, floating_ips: [{ floating_ip: `172.24.4.2${index}`, fixed_ip: `10.7.0.${index + 5}` }] })) };
  const floating = nextMap(map, floatingPorts);
  await setMap(floating);
  for (const index of [0, 1]) t.ok(outsideReaches(`172.24.4.2${index}`), `floating address ${index}`);
  t.ok(await (guests[1] as Guest).reaches('172.24.4.1'), 'and goes out by it');
  const trace = (to: string, ...wanted: string[]) => tracesAgree(t, [floating, external], { from: map.ports[0]?.id ?? '', to, protocol: 'icmp' }, labOf).then(({ verdict, probes }) => t.same([verdict, ...probes.map(({ half }) => half)], wanted, to));
  await trace('10.7.0.6', 'reaches', 'all', 'ingress');
  await trace('198.51.100.1', 'leaves', 'all');
  await trace('172.24.4.21', 'reaches', 'all', 'router');

  const [out, by] = await Promise.all([startPinging(guests[0] as Guest, '172.24.4.1'), startPinging(guests[1] as Guest, '10.7.0.5')]);
  for (const host of lab.labs) {
    // What a machine's firewall does when it is flushed, and when it is started again and forwards nothing for anybody.
    for (const rules of [['flush', 'ruleset'], ['add table inet fw; add chain inet fw forward { type filter hook forward priority 0; policy drop; }'], ['flush', 'ruleset']]) {
      t.match(await host.beside(['nft', ...rules]), { code: 0 });
      await Promise.all([out.answered(), by.answered()]);
    }
    await host.network.reconcile(guests.filter((guest) => map.ports.some((port, index) => port.id === guest.port.id && lab.labs[index] === host)));
  }
  for (const ping of [out, by]) {
    const told = await ping.stop();
    t.equal(told.lost, 0, `${ping.target}: ${told.lost} of ${told.sent} lost`);
  }
  t.ok(outsideReaches('172.24.4.20'));
  t.same(lab.labs.flatMap((host) => host.repairs.splice(0)), []);

  await setMap(nextMap(floating, { ports: map.ports }));
  lab.inUnderlay('ip', 'neigh', 'flush', 'dev', 'phys');
  let answers = true;
  try {
    lab.inUnderlay('ping', '-c1', '-W2', '172.24.4.21');
  } catch {
    answers = false;
  }
  t.notOk(answers, 'a floating address that was taken back');
  await Promise.all(guests.flatMap((guest) => lab.labs.map((host) => host.network.unplug(guest.port.id))));
  for (const host of lab.labs) {
    await host.network.dropMap(map.id);
    await host.network.reconcile([]);
  }
  t.notMatch(execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }), new RegExp(`-r-${map.router?.id.slice(0, 13)}`), 'the router\'s namespace goes with it');
});

t.test('IPv6 is routed outside as it is, and outside may begin', async (t) => {
  lab.inUnderlay('ip', 'address', 'add', '2001:db8:4::1/64', 'dev', 'phys', 'nodad');
  lab.inUnderlay('ip', 'route', 'add', '2001:db8:7::/64', 'via', '2001:db8:4::60');
  const subnetOf = (cidr: string): NetworkMap['subnets'][number] => ({ id: randomUUID(), ip_version: 6, cidr, gateway_ip: cidr.replace('/64', '1'), dhcp: false, nameservers: [], routes: [] });
  const external = await setMap(nextMap(outside, { subnets: [...outside.subnets, subnetOf('2001:db8:4::/64')] }));
  const own = subnetOf('2001:db8:7::/64');
  const bare = networkMap({ segment: 96, hosts: lab.hosts, subnets: [own], security_groups: [open] });
  const gateway = { network_id: external.id, snat: true, ip_addresses: ['172.24.4.60', '2001:db8:4::60'] };
  const router: RouterMap = { id: randomUUID(), mac_address: 'fa:16:3e:00:00:06', routes: [], interfaces: [{ network_id: bare.id, subnet_id: own.id, ip_address: '2001:db8:7::1', cidr: own.cidr }], gateway };
  const ports = lab.hosts.map(({ id }, index) => portMap(bare, `2001:db8:7::${index + 5}`, { host_id: id, security_group_ids: [open.id], mac_address: `fa:16:3e:07:06:0${index}` }));
  const map = await setMap({ ...bare, router, ports });
  const guests = await members(map);
  for (const guest of guests) t.ok(await guest.reaches('2001:db8:4::1'), `${guest.ipAddress} goes out`);
  for (const guest of guests) t.ok(outsideReaches(guest.ipAddress), `${guest.ipAddress} is reached from outside`);
  const trace = (now: NetworkMap, verdict: string) => tracesAgree(t, [now, external], { from: ports[0]?.id ?? '', to: '2001:db8:4::1', protocol: 'icmp' }, labOf).then((told) => t.equal(told.verdict, verdict));
  await trace(map, 'leaves');
  const closed = await setMap(nextMap(map, { router: { ...router, gateway: { ...gateway, ip_addresses: ['172.24.4.60'] } } }));
  t.ok(await (guests[0] as Guest).losesTouch('2001:db8:4::1'), 'a router without an IPv6 address outside leads IPv6 nowhere');
  await trace(closed, 'blocked');
  await Promise.all(guests.flatMap((guest) => lab.labs.map((host) => host.network.unplug(guest.port.id))));
  for (const host of lab.labs) await host.network.dropMap(map.id);
});

t.test('without an uplink the external network\'s gateway is on this machine', async (t) => {
  const [host] = lab.labs;
  if (host === undefined) throw new Error('no host');
  const { physical_network: _, ...external } = outsideNetwork(92);
  await host.network.setMap(external);
  const bare = routed(93, external, { ip_addresses: ['172.24.4.30'] });
  const map = { ...bare, hosts: [], ports: bare.ports.slice(0, 1).map((port) => ({ ...port, floating_ips: [{ floating_ip: '172.24.4.31', fixed_ip: '10.7.0.5' }] })) };
  await host.network.setMap(map);
  const [port] = map.ports;
  if (port === undefined) throw new Error('no port');
  const guest = await host.member(map, port);
  await host.network.reconcile([guest]);
  t.ok(await guest.reaches('172.24.4.1'));
  t.ok(await host.gatewayReaches(external.id, '172.24.4.31'), 'by its floating address');
  t.ok(await host.gatewayReaches(external.id, '172.24.4.30'), 'the router');
  await host.network.unplug(guest.port.id);
  await host.network.dropMap(map.id);
});

t.test('a VLAN of the physical network joins servers of two hosts, and nobody untagged', async (t) => {
  const bare = networkMap({ segment: 94, type: 'vlan', vlan_id: 100, physical_network: 'public', hosts: lab.hosts, security_groups: [open] });
  const map = { ...bare, ports: lab.hosts.map(({ id }, index) => portMap(bare, `10.7.0.${index + 5}`, { host_id: id, security_group_ids: [open.id] })) };
  await setMap(map);
  const [one, two] = await members(map) as [Guest, Guest];
  const { heard } = await firstEcho();
  t.ok(await one.reaches(two.ipAddress));
  t.match(await heard, /vlan 100/, 'tagged on the wire');
  await tracesAgree(t, [map], { from: one.port.id, to: two.ipAddress, protocol: 'tcp', port: 22 }, labOf);
  await tracesAgree(t, [map], { from: one.port.id, to: '198.51.100.1', protocol: 'udp', port: 53 }, labOf);
  lab.inUnderlay('ip', 'address', 'add', '10.7.0.77/24', 'dev', 'phys');
  t.notOk(outsideReachesOnce(two.ipAddress), 'who sends without the tag');
  await Promise.all([one, two].flatMap((guest) => lab.labs.map((host) => host.network.unplug(guest.port.id))));
});

function outsideReachesOnce(target: string): boolean {
  try {
    lab.inUnderlay('ping', '-c1', '-W1', target);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when tcpdump listens, with what becomes the first echo on the physical network, as it tells it. */
function firstEcho(): Promise<{ heard: Promise<string> }> {
  return new Promise((resolve) => {
    const child = spawn('ip', ['netns', 'exec', lab.underlay, 'timeout', '15', 'tcpdump', '-l', '-n', '-e', '-c1', '-i', 'phys', 'vlan and icmp'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (said: Buffer) => (text += said.toString()));
    const heard = new Promise<string>((done) => child.once('close', () => done(text)));
    child.stderr.on('data', (said: Buffer) => {
      if (said.toString().includes('listening')) resolve({ heard });
    });
  });
}
