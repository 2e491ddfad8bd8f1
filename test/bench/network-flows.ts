/**
 * What a change of one port costs the switch with 10, 100 and 1,000 ports on the host (milliseconds, median of 20), and what
 * two guests get through our flows with security groups, as a ratio to a bridge with NORMAL (one TCP stream, 5 s). One JSON
 * line. Run it as root: `node --import=tsx test/bench/network-flows.ts`.
 */
import { cpus, loadavg, tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { networkSpecOf } from '../../host-server/network/network-spec-of.ts';
import { openflowTarget } from '../../host-server/network/open-vswitch.ts';
import { serverRecord } from '../../host-server/network/port-record.ts';
import { FlowTable } from '../../host-server/network/program/flow-table.ts';
import { MeterTable } from '../../host-server/network/program/meter-table.ts';
import { SwitchProgram } from '../../host-server/network/program/switch-program.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { defaultGroup, networkMap, portMap } from '../kit/network-map.ts';
import { NetworkLab } from '../kit/network-lab.ts';
import type { Guest } from '../kit/network-lab.ts';

const directory = await mkdtemp(join(tmpdir(), 'bench-'));
await buildHelper(join(directory, 'helper'));
const processes = new HelperProcesses(join(directory, 'helper'));
const lab = await NetworkLab.open(processes);
try {
  const figures = { ours: await oursMbps(), normal: await normalMbps() };
  const bundleMs: Record<string, number> = {};
  for (const size of [10, 100, 1000]) bundleMs[size] = await bundle(size);
  const result = {
    bench: 'network-flows', datapath: lab.ovs.handle.datapathType, cpus: cpus().length, load: loadavg()[0],
    bundleMs, mbps: figures, ratio: Math.round((figures.ours / figures.normal) * 100) / 100,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await lab.close();
  await processes.close();
  await rm(directory, { recursive: true });
}

/** Entries of a port more and a port less, with that many there. Ports need no device for that. */
async function bundle(size: number): Promise<number> {
  const target = openflowTarget(lab.ovs.handle, lab.bridgeName);
  const program = new SwitchProgram({ self: { hostId: undefined }, flows: new FlowTable({ processes, target }), meters: new MeterTable({ processes, target }) });
  const bare = networkMap({ subnets: [{ ...networkMap().subnets[0], id: 'a0000000-0000-4000-8000-000000000000', ip_version: 4, cidr: '10.0.0.0/16', dhcp: false, nameservers: [], routes: [] }] });
  const addresses = Array.from({ length: size + 1 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  const own = defaultGroup(addresses);
  const ports = addresses.map((address, index) => portMap(bare, address, { mac_address: `fa:16:3e:00:${hexByte(index >> 8)}:${hexByte(index & 255)}`, security_group_ids: [own.id] }));
  const map = { ...bare, ports, security_groups: [own] };
  const network = networkSpecOf(map);
  const record = (index: number) => ({
    ...serverRecord(network, { id: ports[index]?.id ?? '', networkId: map.id, serverId: '', macAddress: ports[index]?.mac_address ?? '', fixedIps: [{ ipAddress: addresses[index] ?? '', prefixLength: 16 }] }), ofport: index + 100,
  });
  program.takeMap(map);
  await program.repair(Array.from({ length: size }, (_, index) => record(index)), () => false);
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const began = performance.now();
    await program.setPort(record(size));
    times.push(performance.now() - began);
    await program.removePort(record(size).portId);
  }
  return Math.round((times.sort((one, other) => one - other)[10] ?? 0) * 10) / 10;
}

async function oursMbps(): Promise<number> {
  const bare = networkMap({ segment: 5 });
  const own = defaultGroup(['10.7.0.5', '10.7.0.6']);
  const ports = ['10.7.0.5', '10.7.0.6'].map((address) => portMap(bare, address, { security_group_ids: [own.id] }));
  const map = { ...bare, ports, security_groups: [own] };
  await lab.network.setMap(map);
  const [one, two] = await Promise.all(ports.map((port) => lab.member(map, port))) as [Guest, Guest];
  const mbps = await stream(one, two, two.ipAddress);
  await Promise.all([one, two].map((guest) => lab.network.unplug(guest.port.id)));
  return mbps;
}

async function normalMbps(): Promise<number> {
  await lab.vsctl('add-br', 'nrm', '--', 'set', 'bridge', 'nrm', 'datapath_type=netdev');
  const guests = await Promise.all([1, 2].map(async (number) => {
    const guest = await lab.guest(lab.networkSpec(9));
    await lab.beside(['ip', 'link', 'add', `nrm${number}`, 'up', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', guest.attachment.netnsPath]);
    await guest.run(['ethtool', '-K', 'eth0', 'tx', 'off']);
    await guest.run(['ip', 'link', 'set', 'eth0', 'mtu', '1450', 'up']);
    await guest.run(['ip', 'address', 'add', `10.9.0.${number}/24`, 'dev', 'eth0']);
    await lab.vsctl('add-port', 'nrm', `nrm${number}`);
    return guest;
  })) as [Guest, Guest];
  const mbps = await stream(guests[0], guests[1], '10.9.0.2');
  await lab.vsctl('del-br', 'nrm');
  for (const number of [1, 2]) await lab.beside(['ip', 'link', 'delete', `nrm${number}`]);
  return mbps;
}

async function stream(from: Guest, to: Guest, address: string): Promise<number> {
  const serving = to.run(['iperf3', '-s', '-1']);
  while ((await to.run(['ss', '-Htln', 'sport', '=', '5201'])).stdout === '');
  const { stdout } = await from.run(['iperf3', '-J', '-t', '5', '-O', '1', '-c', address]);
  await serving;
  return Math.round((JSON.parse(stdout) as { end: { sum_received: { bits_per_second: number } } }).end.sum_received.bits_per_second / 1e6);
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
