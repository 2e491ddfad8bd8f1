import t from 'tap';
import type { NetworkMap } from '../../host-server/network/network-map.ts';
import type { TraceResult } from '../../host-server/network/trace/judge.ts';
import { defaultGroup, group, groupRule, networkMap, nextMap, portMap } from '../kit/network-map.ts';
import { NetworkLab } from '../kit/network-lab.ts';
import { tracesAgree } from '../kit/traces-agree.ts';
import type { Guest } from '../kit/network-lab.ts';

const lab = await NetworkLab.open();
t.teardown(() => lab.close());

const networkIds = new Set<string>();

const setMap = async (map: NetworkMap): Promise<NetworkMap> => {
  networkIds.add(map.id);
  await lab.network.setMap(map);
  return map;
};

/** A server in the guest that answers each connection with a word, until it is ended. */
function listener(guest: Guest, port: number): Promise<() => void> {
  return new Promise((resolve) => {
    const program = `const s=require("net").createServer(c=>{c.on("error",()=>{});c.end("word")});s.listen(${port},"::",()=>console.log(process.pid))`;
    void guest.spawn([process.execPath, '-e', program], (pid) => resolve(() => process.kill(pid)));
  });
}

async function connects(from: Guest, to: string, port: number): Promise<boolean> {
  const program = `const c=require("net").connect({port:${port},host:"${to}",timeout:1000});c.on("data",()=>process.exit(0));c.on("timeout",()=>process.exit(1));c.on("error",()=>process.exit(2))`;
  return (await from.run([process.execPath, '-e', program])).code === 0;
}

t.test('a port without groups neither sends nor hears, and still asks for its gateway', async (t) => {
  const bare = networkMap({ segment: 30 });
  const ports = [portMap(bare, '10.7.0.5'), portMap(bare, '10.7.0.6')];
  const map = await setMap({ ...bare, ports });
  const [one, two] = await Promise.all(ports.map((port) => lab.member(map, port))) as [Guest, Guest];
  t.notOk(await one.pings(two.ipAddress));
  t.match((await one.run(['ip', 'neigh', 'show', two.ipAddress])).stdout, two.port.macAddress, 'its question was answered from data');
  const open = group([groupRule({ direction: 'egress' }), groupRule()]);
  await setMap(nextMap(map, { security_groups: [open], ports: ports.map((port) => ({ ...port, security_group_ids: [open.id] })) }));
  t.ok(await one.reaches(two.ipAddress));
  await lab.network.setMap(map);
  t.ok(await one.pings(two.ipAddress), 'an older map that came late changes nothing');
  await lab.network.reconcile([one, two]);
  t.ok(await one.pings(two.ipAddress), 'nor does a repair');
  await Promise.all([one, two].map((guest) => lab.network.unplug(guest.port.id)));
});

t.test('rules open their port and direction only, answers pass, and a rule that goes takes its connections along', async (t) => {
  const bare = networkMap({ segment: 31 });
  const web = group([groupRule({ protocol: 6, port_range_min: 8000, port_range_max: 8003, remote_ip_prefix: '10.7.0.0/29' }), groupRule({ protocol: 1, port_range_min: 8 })]);
  const client = group([groupRule({ direction: 'egress' })]);
  const ports = [portMap(bare, '10.7.0.5', { security_group_ids: [client.id] }), portMap(bare, '10.7.0.6', { security_group_ids: [web.id] }), portMap(bare, '10.7.0.50', { security_group_ids: [client.id] })];
  const map = await setMap({ ...bare, ports, security_groups: [web, client] });
  const [one, server, far] = await Promise.all(ports.map((port) => lab.member(map, port))) as [Guest, Guest, Guest];
  const ends = await Promise.all([8002, 9000].map((port) => listener(server, port)));
  t.teardown(() => ends.forEach((end) => end()));
  t.ok(await one.reaches(server.ipAddress), 'an echo request is named by a rule');
  t.ok(await connects(one, server.ipAddress, 8002), 'within the range');
  t.same(await Promise.all([connects(one, server.ipAddress, 9000), connects(far, server.ipAddress, 8002), server.pings(one.ipAddress)]), [false, false, false],
    'not a port that no rule names, nor an address that is not in the prefix; and the server may not begin anything');
  t.ok(await lab.gatewayReaches(map.id, server.ipAddress), 'the gateway is not kept out');

  const trace = (port: number): Promise<TraceResult> => lab.network.trace(map.id, { from_port_id: one.port.id, to_ip: server.ipAddress, protocol: 'tcp', port, half: 'all' });
  t.match(await trace(8002), { verdict: 'delivered', port_id: server.port.id, rule_id: web.rules[0]?.id });
  t.match(await trace(9000), { verdict: 'dropped', reason: /ingress rule/, rule_id: client.rules[0]?.id });
  t.match(await lab.network.trace(map.id, { from_port_id: server.port.id, to_ip: one.ipAddress, protocol: 'icmp', half: 'all' }), { verdict: 'dropped', reason: /egress rule/ });
  t.match(await lab.network.trace(map.id, { from_port_id: one.port.id, from_ip: '10.7.0.99', to_ip: server.ipAddress, protocol: 'icmp', half: 'all' }), { verdict: 'dropped', reason: /address is not one/ });
  t.match(await lab.network.trace(map.id, { from_port_id: one.port.id, to_ip: '10.7.0.1', protocol: 'icmp', half: 'all' }), { verdict: 'gateway' });
  await t.rejects(lab.network.trace(map.id, { from_port_id: map.id, to_ip: '10.7.0.1', protocol: 'icmp', half: 'all' }), { code: 'not-found' });

  // The region computes the same from the same map.
  const here = { ...map, ports: map.ports.map((port) => ({ ...port, host_id: map.id })) };
  for (const [to, protocol, port] of [[server.ipAddress, 'tcp', 8002], [server.ipAddress, 'tcp', 9000], [server.ipAddress, 'icmp'], [server.ipAddress, 'udp', 53], ['10.7.0.1', 'icmp'], ['10.7.0.99', 'tcp', 80], ['198.51.100.1', 'icmp']] as const) {
    const computed = await tracesAgree(t, [here], { from: one.port.id, to, protocol, port }, () => lab);
    t.comment(computed.path.at(-1)?.what);
  }

  const pinging = one.run(['ping', '-c', '100', '-i', '0.02', '-W', '1', server.ipAddress]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await setMap(nextMap(map, { security_groups: [{ ...web, rules: web.rules.slice(0, 1) }, client] }));
  const received = Number(/(\d+) received/.exec((await pinging).stdout)?.[1]);
  t.ok(received > 5 && received < 95, `the running ping was cut (${received} of 100)`);
  t.ok(await connects(one, server.ipAddress, 8002), 'what else is open stays open');
  await Promise.all([one, server, far].map((guest) => lab.network.unplug(guest.port.id)));
});

t.test('a default group lets its own in; who joins is let in and who leaves is not, at once', async (t) => {
  const bare = networkMap({ segment: 32, subnets: [...networkMap().subnets, { id: '0a0a0a0a-0000-4000-8000-000000000006', ip_version: 6, cidr: 'fd07::/64', gateway_ip: 'fd07::1', dhcp: false, nameservers: [], routes: [] }] });
  const own = defaultGroup(['10.7.0.5', '10.7.0.6', 'fd07::5', 'fd07::6']);
  const sender = group([groupRule({ direction: 'egress' }), groupRule({ direction: 'egress', ethertype: 'IPv6' })]);
  const six = (last: string): { subnet_id: string; ip_address: string } => ({ subnet_id: '0a0a0a0a-0000-4000-8000-000000000006', ip_address: `fd07::${last}` });
  const ports = [['5', own.id], ['6', own.id], ['7', sender.id]].map(([last = '', groupId = '']) => {
    const port = portMap(bare, `10.7.0.${last}`, { security_group_ids: [groupId] });
    return { ...port, fixed_ips: [...port.fixed_ips, six(last)] };
  });
  const map = await setMap({ ...bare, ports, security_groups: [own, sender] });
  const [one, two, stranger] = await Promise.all(ports.map((port) => lab.member(map, port))) as [Guest, Guest, Guest];
  t.ok(await one.reaches(two.ipAddress));
  t.ok(await one.reaches('fd07::6', '-6'), 'IPv6 too: the neighbour was told from data');
  t.ok(await one.reaches('fd07::1', '-6'), 'and the gateway');
  t.same(await Promise.all([stranger.pings(one.ipAddress), stranger.pings('fd07::5', '-6')]), [false, false]);
  const joined = { ...own, members: [...own.members, '10.7.0.7', 'fd07::7'] };
  const withStranger = ports.map((port, index) => (index === 2 ? { ...port, security_group_ids: [own.id] } : port));
  const asked = performance.now();
  const after = await setMap(nextMap(map, { ports: withStranger, security_groups: [joined, sender] }));
  t.ok(await stranger.reaches(one.ipAddress));
  t.comment(`in force after ${Math.round(performance.now() - asked)} ms`);
  t.ok(await stranger.reaches('fd07::5', '-6'));
  await setMap(nextMap(after, { ports, security_groups: [own, sender] }));
  t.ok(await stranger.losesTouch(one.ipAddress));
  await Promise.all([one, two, stranger].map((guest) => lab.network.unplug(guest.port.id)));
});

t.test('lies over IPv6, DHCP servers and router advertisements are dropped and counted', async (t) => {
  const bare = networkMap({ segment: 33, subnets: [{ id: '0a0a0a0a-0000-4000-8000-000000000006', ip_version: 6, cidr: 'fd07::/64', gateway_ip: 'fd07::1', dhcp: false, nameservers: [], routes: [] }] });
  const open = group(['IPv4', 'IPv6'].flatMap((ethertype) => (['ingress', 'egress'] as const).map((direction) => groupRule({ direction, ethertype: ethertype as 'IPv4' }))));
  const ports = [portMap(bare, 'fd07::5', { security_group_ids: [open.id] }), portMap(bare, 'fd07::6', { security_group_ids: [open.id] })];
  const map = await setMap({ ...bare, ports, security_groups: [open] });
  const [liar, victim] = await Promise.all(ports.map((port) => lab.member(map, port))) as [Guest, Guest];
  t.ok(await liar.reaches('fd07::6', '-6'));
  t.equal(await lab.packets(liar, 'spoofedIp') + await lab.packets(liar, 'spoofedRa') + await lab.packets(liar, 'spoofedDhcp'), 0, 'an honest system tells no lie');
  await liar.run(['ip', 'address', 'add', 'fd07::99/64', 'dev', 'eth0', 'nodad']);
  t.notOk(await liar.pings('fd07::6', '-6', '-I', 'fd07::99'));
  t.ok(await lab.packets(liar, 'spoofedIp') > 0, 'IPv6 source');
  const say = (family: string, options: string, program: string): Promise<unknown> =>
    liar.run([process.execPath, '-e', `const s=require("dgram").createSocket("${family}");s.bind(${options},()=>{${program}})`]);
  await say('udp6', '{port:547,address:"fd07::5"}', 's.send("x",546,"fd07::6",()=>s.close())');
  t.ok(await lab.packets(liar, 'spoofedDhcp') > 0, 'a DHCP server');
  // An advertisement by hand: Ethernet, IPv6, ICMPv6 type 134; nobody checks its checksum before it is dropped.
  const frame = '333300000001' + liar.port.macAddress.replaceAll(':', '') + '86dd' + '60000000' + '0010' + '3a' + 'ff' + 'fe80000000000000f8163efffe070005' + 'ff020000000000000000000000000001' + '86000000' + '40000708' + '0000000000000000';
  const raw = await liar.run(['python3', '-c', `import socket;s=socket.socket(socket.AF_PACKET,socket.SOCK_RAW);s.bind(("eth0",0));s.send(bytes.fromhex("${frame}"))`]);
  t.equal(raw.code, 0, raw.stderr);
  t.ok(await lab.packets(liar, 'spoofedRa') > 0, 'a router advertisement');
  await Promise.all([liar, victim].map((guest) => lab.network.unplug(guest.port.id)));
});

t.test('allowed pairs, ports without security and ports that are down', async (t) => {
  const bare = networkMap({ segment: 34 });
  const open = group([groupRule({ direction: 'egress' }), groupRule()]);
  const ports = [portMap(bare, '10.7.0.5', { security_group_ids: [open.id] }), portMap(bare, '10.7.0.6', { port_security: false })];
  const map = await setMap({ ...bare, ports, security_groups: [open] });
  const [one, two] = await Promise.all(ports.map((port) => lab.member(map, port))) as [Guest, Guest];
  t.ok(await one.reaches(two.ipAddress));
  await one.run(['ip', 'address', 'add', '10.7.0.77/32', 'dev', 'eth0']);
  await two.run(['ip', 'route', 'add', '10.7.0.77/32', 'via', '10.7.0.5']);
  t.notOk(await one.pings(two.ipAddress, '-I', '10.7.0.77'));
  const paired = nextMap(map, { ports: ports.map((port, index) => (index === 0 ? { ...port, allowed_address_pairs: [{ ip_address: '10.7.0.77' }] } : port)) });
  await setMap(paired);
  t.ok(await one.reaches(two.ipAddress, '-I', '10.7.0.77'), 'an address of a pair is no lie');
  await setMap(nextMap(paired, { ports: paired.ports.map((port, index) => (index === 1 ? { ...port, admin_state_up: false } : port)) }));
  t.ok(await one.losesTouch(two.ipAddress), 'who is down hears nothing');
  t.notOk(await two.pings(one.ipAddress), 'and says nothing');
  await Promise.all([one, two].map((guest) => lab.network.unplug(guest.port.id)));
});

t.test('multicast stays in its network, and only where it is on', async (t) => {
  const bare = networkMap({ segment: 35 });
  const open = group([groupRule({ direction: 'egress' }), groupRule()]);
  const ports = ['10.7.0.5', '10.7.0.6'].map((address) => portMap(bare, address, { security_group_ids: [open.id] }));
  const map = await setMap({ ...bare, ports, security_groups: [open] });
  const [one, two] = await Promise.all(ports.map((port) => lab.member(map, port))) as [Guest, Guest];
  const hears = async (): Promise<boolean> => {
    const program = 'const s=require("dgram").createSocket("udp4");s.bind(5000,()=>{s.addMembership("239.1.2.3","10.7.0.6");console.log(process.pid)});s.on("message",()=>process.exit(0));setTimeout(()=>process.exit(1),3000)';
    let heard: Promise<number> = Promise.resolve(1);
    await new Promise<void>((resolve) => {
      heard = two.spawn([process.execPath, '-e', program], () => resolve());
    });
    const send = 'const s=require("dgram").createSocket("udp4");s.bind(0,"10.7.0.5",()=>{s.setMulticastInterface("10.7.0.5");let n=0;const go=()=>s.send("x",5000,"239.1.2.3",()=>++n<10?setTimeout(go,50):s.close());go()})';
    await one.run([process.execPath, '-e', send]);
    return (await heard) === 0;
  };
  t.notOk(await hears());
  await setMap(nextMap(map, { multicast: true }));
  t.ok(await hears());
  await Promise.all([one, two].map((guest) => lab.network.unplug(guest.port.id)));
});

t.test('a network whose map goes is as before, and nothing of the map stays in the switch', async (t) => {
  for (const id of networkIds) await lab.network.dropMap(id);
  t.notOk((await lab.flows()).some((flow) => /^table=(32|52),.*(reg[45]|xreg2)=/.test(flow.rule)), 'no group is left');
});
