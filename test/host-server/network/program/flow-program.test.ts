import t from 'tap';
import { FlowProgram } from '../../../../host-server/network/program/flow-program.ts';
import { flowLine } from '../../../../host-server/network/program/flow-rule.ts';
import { gatewayRecord, serverRecord, tunnelRecord } from '../../../../host-server/network/port-record.ts';
import { networkSpecOf } from '../../../../host-server/network/network-spec-of.ts';
import type { NetworkMap, PortMap } from '../../../../host-server/network/network-map.ts';
import type { BridgePort } from '../../../../host-server/network/port-record.ts';
import { defaultGroup, group, groupRule, networkMap, nextMap, portMap } from '../../../kit/network-map.ts';

const [here, there] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];

function world(size: number): { map: NetworkMap; program: FlowProgram; plug: (port: PortMap, ofport: number) => string[] } {
  const bare = networkMap({ hosts: [{ id: here, tunnel_ip: '192.0.2.1' }, { id: there, tunnel_ip: '192.0.2.2' }] });
  const addresses = Array.from({ length: size }, (_, index) => `10.7.${Math.floor(index / 200)}.${(index % 200) + 5}`);
  const own = defaultGroup(addresses);
  const ports = addresses.map((address, index) => portMap(bare, address, { host_id: index % 2 === 0 ? here : there, security_group_ids: [own.id] }));
  const map = { ...bare, ports, security_groups: [own] };
  const program = new FlowProgram({ hostId: here });
  program.setMap(map.id, map);
  const network = networkSpecOf(map);
  const plug = (port: PortMap, ofport: number): string[] => program.setPort({
    ...serverRecord(network, { id: port.id, networkId: map.id, serverId: '', macAddress: port.mac_address, fixedIps: [{ ipAddress: port.fixed_ips[0]?.ip_address ?? '', prefixLength: 24 }] }), ofport,
  });
  return { map, program, plug };
}

const all = (program: FlowProgram): string[] => program.owners().flatMap((owner) => program.rulesOf(owner)).map(flowLine);

t.test('what a port changes does not grow with the ports that are there', async (t) => {
  const counts = [10, 1000].map((size) => {
    const { map, program, plug } = world(size);
    const mine = map.ports.filter((port) => port.host_id === here);
    mine.slice(0, -1).forEach((port, index) => plug(port, index + 1));
    // With a gateway there are entries for what goes to all.
    program.setPort({ ...gatewayRecord(networkSpecOf(map), map), ofport: 9001 });
    const before = new Set(all(program));
    const owners = plug(mine.at(-1) as PortMap, mine.length);
    const changed = all(program).filter((line) => !before.has(line));
    t.ok(changed.every((line) => line.length < 2000), 'nor is one of them long');
    return { owners: owners.length, entries: changed.length };
  });
  t.same(counts[0], counts[1]);
});

t.test('ports with the same groups share the entries of their rules, and a member more is an entry more a family and group', async (t) => {
  const { map, program, plug } = world(100);
  map.ports.filter((port) => port.host_id === here).forEach((port, index) => plug(port, index + 1));
  const rules = (): string[] => all(program).filter((line) => line.includes('table=52') && line.includes('xreg2'));
  t.equal(rules().length, 100, 'one a member, not one a member and port');
  const [own] = map.security_groups;
  const owners = program.setMap(map.id, nextMap(map, { security_groups: [{ ...(own as NonNullable<typeof own>), members: [...(own?.members ?? []), '10.7.9.9'] }] }));
  t.equal(rules().length, 101);
  t.same(owners.map((owner) => owner.slice(0, 3)).sort(), ['net', 'set'], 'and no port is looked at for it');
});

t.test('no entry is written by two owners', async (t) => {
  const { map, program, plug } = world(20);
  map.ports.filter((port) => port.host_id === here).forEach((port, index) => plug(port, index + 1));
  program.setPort({ ...gatewayRecord(networkSpecOf(map), map), ofport: 50 });
  program.setPort({ ...tunnelRecord(map), ofport: 51 });
  const keys = program.owners().flatMap((owner) => program.rulesOf(owner)).map((rule) => `${rule.table} ${rule.priority} ${rule.match}`);
  t.same(keys.filter((key, index) => keys.indexOf(key) !== index), []);
});

t.test('what is elsewhere is reached by the tunnel, once there is one, and what comes by it does not leave by it', async (t) => {
  const { map, program, plug } = world(2);
  plug(map.ports[0] as PortMap, 1);
  const far = (): string[] => program.rulesOf(`far:${map.id}/${map.ports[1]?.id}`).map(flowLine).filter((line) => line.includes('output'));
  t.same(far(), []);
  t.ok(program.setPort({ ...tunnelRecord(map), ofport: 51 }).includes(`far:${map.id}/${map.ports[1]?.id}`));
  t.match(far()[0], /table=40,priority=90,metadata=0x5,reg0=0,dl_dst=fa:16:3e:07:00:06,actions=output:51$/);
});

t.test('a port of a known network that its map does not have is closed', async (t) => {
  const { map, program, plug } = world(2);
  const stranger = portMap(map, '10.7.0.99');
  plug(stranger, 7);
  const port = program.ports().find(({ portId }) => portId === stranger.id) as BridgePort;
  t.match(program.policyOf(port), { guarded: true, groups: { stateful: true }, answers: true });
  program.setMap(map.id, undefined);
  t.equal(program.policyOf(port).groups, undefined, 'a network without a map is open within');
});

t.test('a port whose groups change leaves its old set, and an empty set has no entries', async (t) => {
  const { map, program, plug } = world(2);
  plug(map.ports[0] as PortMap, 1);
  const other = group([groupRule()]);
  const [first] = map.ports;
  program.setMap(map.id, nextMap(map, { ports: [{ ...(first as PortMap), security_group_ids: [other.id] }], security_groups: [...map.security_groups, other] }));
  const sets = program.owners().filter((owner) => owner.startsWith('set:'));
  t.equal(sets.length, 1);
  t.equal(program.rulesOf(sets[0] ?? '').length, 1);
  program.removePort(first?.id ?? '');
  t.same(program.owners().filter((owner) => owner.startsWith('set:')), []);
});
