/**
 * What a change costs the switch with 10, 100 and 1,000 ports on the host: a port more (`port`), and the network's map with a
 * port and a group member more or less (`map`), in milliseconds, median of 10; and what one TCP stream gets between two
 * guests with security groups on one host (`host`) and on two over VXLAN (`vxlan`), as ratios to bridges with NORMAL and to
 * the least program that tracks connections as groups do, a zone an end, each on one host and over VXLAN alike; and to a
 * bare veth pair, whose packets the kernel need not cut to the MTU. Streams take turns, five rounds of 40 MiB (bare: 400),
 * and medians count, because what else the machine does weighs more than the flows. `cpuUs` is what the switch spends on a packet.
 * One JSON line. Run it as root: `node --import=tsx test/bench/network-flows.ts`.
 */
import { cpus, loadavg, tmpdir } from 'node:os';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NetworkMap } from '../../host-server/network/network-map.ts';
import { networkSpecOf } from '../../host-server/network/network-spec-of.ts';
import { openflowTarget } from '../../host-server/network/open-vswitch.ts';
import { gatewayRecord, serverRecord } from '../../host-server/network/port-record.ts';
import type { BridgePort } from '../../host-server/network/port-record.ts';
import { FlowTable } from '../../host-server/network/program/flow-table.ts';
import { MeterTable } from '../../host-server/network/program/meter-table.ts';
import { SwitchProgram } from '../../host-server/network/program/switch-program.ts';
import { sinkNameFor } from '../../host-server/network/wires.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { HostsLab } from '../kit/hosts-lab.ts';
import { defaultGroup, networkMap, nextMap, portMap } from '../kit/network-map.ts';
import type { Guest, NetworkLab } from '../kit/network-lab.ts';
import { median, round } from './figures.ts';

const directory = await mkdtemp(join(tmpdir(), 'bench-'));
await buildHelper(join(directory, 'helper'));
const processes = new HelperProcesses(join(directory, 'helper'));
const hosts = await HostsLab.open(2);
const [lab, other] = hosts.labs as [NetworkLab, NetworkLab];
const packetBytes = 1398;
const tunnelOfport = 9;
try {
  const pairs = {
    host: await pair([0, 0]), vxlan: await pair([0, 1]), normal: await plainPair('normal', [0, 0]), normalVxlan: await plainPair('normal', [0, 1]),
    tracked: await plainPair('tracked', [0, 0]), trackedVxlan: await plainPair('tracked', [0, 1]), veth: await barePair(),
  };
  const mbps: Record<string, number[]> = {};
  const cpuUs: Record<string, number[]> = {};
  for (let turn = 0; turn < 5; turn += 1) {
    for (const [name, guests] of Object.entries(pairs)) {
      const mib = name === 'veth' ? 400 : 40;
      const before = await switchCpuMs();
      (mbps[name] ??= []).push(await stream(guests[0], guests[1], mib));
      (cpuUs[name] ??= []).push((((await switchCpuMs()) - before) * 1000) / ((mib * 2 ** 20) / packetBytes));
    }
  }
  const of = (figures: Record<string, number[]>, name: string): number => median(figures[name] ?? []);
  const ratio = (name: string, peer: string): number => Math.round((of(mbps, name) / of(mbps, peer)) * 100) / 100;
  const bundleMs: Record<string, { port: number; map: number }> = {};
  for (const size of [10, 100, 1000]) bundleMs[size] = await bundle(size);
  const result = {
    bench: 'network-flows', datapath: lab.ovs.handle.datapathType, cpus: cpus().length, load: loadavg()[0], bundleMs,
    mbps: Object.fromEntries(Object.keys(pairs).map((name) => [name, Math.round(of(mbps, name))])),
    cpuUs: Object.fromEntries(['host', 'tracked', 'normal'].map((name) => [name, round(of(cpuUs, name))])),
    toNormal: { host: ratio('host', 'normal'), vxlan: ratio('vxlan', 'normalVxlan') }, toTracked: { host: ratio('host', 'tracked'), vxlan: ratio('vxlan', 'trackedVxlan') }, toVeth: { host: ratio('host', 'veth'), vxlan: ratio('vxlan', 'veth') },
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await hosts.close();
  await processes.close();
  await rm(directory, { recursive: true });
}

/** Ports need no device for that; their network has its gateway here. */
async function bundle(size: number): Promise<{ port: number; map: number }> {
  const target = openflowTarget(lab.ovs.handle, lab.bridgeName);
  const program = new SwitchProgram({ self: { hostId: undefined }, flows: new FlowTable({ processes, target }), meters: new MeterTable({ processes, target }) });
  const bare = networkMap({ subnets: [{ id: 'a0000000-0000-4000-8000-000000000000', ip_version: 4, cidr: '10.0.0.0/16', gateway_ip: '10.0.255.1', dhcp: true, nameservers: [], routes: [] }] });
  const addresses = Array.from({ length: size + 1 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  const own = defaultGroup(addresses);
  const ports = addresses.map((address, index) => portMap(bare, address, { mac_address: `fa:16:3e:00:${hexByte(index >> 8)}:${hexByte(index & 255)}`, security_group_ids: [own.id] }));
  let map: NetworkMap = { ...bare, ports, security_groups: [own] };
  const network = networkSpecOf(map);
  const record = (index: number): BridgePort => ({
    ...serverRecord(network, { id: ports[index]?.id ?? '', networkId: map.id, serverId: '', macAddress: ports[index]?.mac_address ?? '', fixedIps: [{ ipAddress: addresses[index] ?? '', prefixLength: 16 }] }), ofport: index + 100,
  });
  program.takeMap(map);
  await program.repair([{ ...gatewayRecord(network, map), ofport: 50 }, ...Array.from({ length: size }, (_, index) => record(index))], () => false);
  const times = { port: [] as number[], map: [] as number[] };
  for (let turn = 0; turn < 10; turn += 1) {
    times.port.push(await timed(() => program.setPort(record(size))));
    await program.removePort(record(size).portId);
    const keep = (list: readonly string[]): string[] => list.slice(0, turn % 2 === 0 ? -1 : undefined);
    map = nextMap(map, { ports: ports.slice(0, turn % 2 === 0 ? -1 : undefined), security_groups: [{ ...own, members: keep(addresses) }] });
    times.map.push(await timed(() => program.setMap(map.id, map)));
  }
  return { port: round(median(times.port)), map: round(median(times.map)) };
}

/** Two guests of one network on the hosts with those numbers. */
async function pair(places: [number, number]): Promise<[Guest, Guest]> {
  const bare = networkMap({ segment: 5 + places[1], hosts: hosts.hosts });
  const own = defaultGroup(['10.7.0.5', '10.7.0.6']);
  const ports = places.map((place, index) => portMap(bare, `10.7.0.${index + 5}`, { host_id: hosts.hosts[place]?.id ?? '', security_group_ids: [own.id] }));
  const map = { ...bare, ports, security_groups: [own] };
  await Promise.all([lab, other].map((each) => each.network.setMap(map)));
  return Promise.all(ports.map((port, index) => (places[index] === 0 ? lab : other).member(map, port))) as Promise<[Guest, Guest]>;
}

/** Two guests on bridges with as little as can be: on each a guest, and another one or the way to the other host. */
async function plainPair(kind: 'normal' | 'tracked', places: [number, number]): Promise<[Guest, Guest]> {
  const name = `${kind.slice(0, 3)}${places[1]}`;
  const isApart = places[0] !== places[1];
  const bridges = [...new Set(places)].map((place) => (place === 0 ? lab : other));
  for (const [index, at] of bridges.entries()) {
    await at.vsctl('add-br', name, '--', 'set', 'bridge', name, 'datapath_type=netdev', 'fail_mode=secure');
    if (isApart) await plainTunnel(at, name, index);
    const lines = kind === 'normal' ? ['actions=normal'] : trackedLines(isApart ? [index + 1] : [1, 2], isApart ? [index + 1, tunnelOfport] : [1, 2]);
    await at.ovs.options.processes.run(['ovs-ofctl', 'add-flows', `unix:${at.ovs.options.runDir}/${name}.mgmt`, '-'], { input: `${lines.join('\n')}\n` });
  }
  return Promise.all(places.map(async (place, index) => {
    const at = place === 0 ? lab : other;
    const guest = await at.guest(lab.networkSpec(9), index + 1);
    const device = `${name}g${index + 1}`;
    await at.beside(['ip', 'link', 'add', device, 'up', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', guest.attachment.netnsPath]);
    await apart(at, device);
    await guest.run(['ethtool', '-K', 'eth0', 'tx', 'off']);
    await up(guest);
    await at.vsctl('add-port', name, device, '--', 'set', 'interface', device, `ofport_request=${index + 1}`);
    return guest;
  })) as Promise<[Guest, Guest]>;
}

/** As ours are (tunnels.ts). */
async function plainTunnel(at: NetworkLab, bridge: string, index: number): Promise<void> {
  const [device, peers] = [`${bridge}t`, hosts.hosts.map(({ tunnel_ip: ip }) => ip)];
  const vni = bridge.startsWith('n') ? '901' : '902';
  await at.beside(['ip', 'link', 'add', device, 'mtu', '1450', 'up', 'type', 'vxlan', 'id', vni, 'local', peers[index] ?? '', 'remote', peers[1 - index] ?? '', 'dstport', '4789', 'nolearning', 'noudpcsum']);
  await at.beside(['ethtool', '-K', device, 'gro', 'off', 'tx', 'off']);
  await apart(at, device);
  await at.vsctl('add-port', bridge, device, '--', 'set', 'interface', device, `ofport_request=${tunnelOfport}`);
}

/** The stack around the switch hears nothing of it, as of ours (wires.ts). */
async function apart(at: NetworkLab, device: string): Promise<void> {
  await at.beside(['ip', 'link', 'set', device, 'master', sinkNameFor(at.bridgeName)]);
}

/** What a guest sends is tracked in its zone, and what it gets too. */
function trackedLines(guests: readonly number[], [one, two]: readonly number[]): string[] {
  const to = 'NXM_NX_REG7[0..15]';
  return [
    ...[[one, two], [two, one]].flatMap(([from = 0, target = 0]) => [
      `table=0,priority=1,in_port=${from},actions=output:${target}`,
      `table=0,priority=10,ip,in_port=${from},actions=load:${from}->NXM_NX_REG6[],load:${target}->NXM_NX_REG7[],${guests.includes(from) ? `ct(table=1,zone=${from})` : 'resubmit(,2)'}`,
    ]),
    'table=1,ip,ct_state=+trk+new,actions=ct(commit,zone=NXM_NX_REG6[0..15]),resubmit(,2)',
    'table=1,ip,ct_state=+trk+est,actions=resubmit(,2)',
    ...guests.map((guest) => `table=2,priority=10,ip,reg7=${guest},actions=ct(table=3,zone=${guest})`),
    `table=2,priority=1,actions=output:${to}`,
    `table=3,ip,ct_state=+trk+new,actions=ct(commit,zone=${to}),output:${to}`,
    `table=3,ip,ct_state=+trk+est,actions=output:${to}`,
  ];
}

async function barePair(): Promise<[Guest, Guest]> {
  const guests = [await lab.guest(lab.networkSpec(8), 1), await lab.guest(lab.networkSpec(8), 2)] as [Guest, Guest];
  await guests[0].run(['ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', guests[1].attachment.netnsPath]);
  for (const guest of guests) await up(guest);
  return guests;
}

async function up(guest: Guest): Promise<void> {
  await guest.run(['ip', 'link', 'set', 'eth0', 'mtu', '1450', 'up']);
  await guest.run(['ip', 'address', 'add', `${guest.ipAddress}/24`, 'dev', 'eth0']);
}

/** Megabits a second that arrive. */
async function stream(from: Guest, to: Guest, mib: number): Promise<number> {
  const serving = to.run(['iperf3', '-s', '-1']);
  while ((await to.run(['ss', '-Htln', 'sport', '=', '5201'])).stdout === '');
  const { stdout } = await from.run(['iperf3', '-J', '-n', `${mib}M`, '-c', to.ipAddress]);
  await serving;
  return (JSON.parse(stdout) as { end: { sum_received: { bits_per_second: number } } }).end.sum_received.bits_per_second / 1e6;
}

/** The processor time of the first host's switch (proc(5): hundredths of a second). */
async function switchCpuMs(): Promise<number> {
  const pid = (await readFile(join(lab.ovs.options.runDir, 'ovs-vswitchd.pid'), 'utf8')).trim();
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
