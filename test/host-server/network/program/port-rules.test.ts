import t from 'tap';
import { baseRules } from '../../../../host-server/network/program/base-rules.ts';
import { openPolicy } from '../../../../host-server/network/program/flow-port.ts';
import type { FlowPort, PortPolicy } from '../../../../host-server/network/program/flow-port.ts';
import { flowChanges, flowLine } from '../../../../host-server/network/program/flow-rule.ts';
import { gatewayRules, portRules } from '../../../../host-server/network/program/port-rules.ts';
import { flowCookie, flowKinds, linkLocalOf } from '../../../../host-server/network/program/tables.ts';

const port = (change: Partial<FlowPort> = {}): FlowPort => ({
  portId: '11111111-2222-4333-8444-555555555555',
  ofport: 3,
  segment: 7,
  macAddress: 'fa:16:3e:00:00:01',
  ipAddresses: ['10.0.0.5'],
  ...change,
});

const lines = (kind: keyof typeof flowKinds, change: Partial<FlowPort> = {}, policy: Partial<PortPolicy> = {}): string[] => {
  const ending = flowKinds[kind].toString(16).padStart(2, '0');
  return portRules(port(change), { ...openPolicy, ...policy }).map(flowLine).filter((line) => line.startsWith(`cookie=0x11111111222243${ending},`)).map((line) => line.replace(/^cookie=[^,]*,/, ''));
};

t.test('without ports every table ends in a drop, and tagged frames are dropped first', async (t) => {
  const base = baseRules().map(flowLine);
  t.ok(base.includes('cookie=0x0,table=0,priority=200,vlan_tci=0x1000/0x1000,actions=drop'));
  for (const table of [0, 10, 20, 40, 41, 42, 45, 60]) t.ok(base.includes(`cookie=0x0,table=${table},priority=0,actions=drop`), `table ${table}`);
});

t.test('a port enters with its network\'s segment and its own zone', async (t) => {
  t.same(lines('entry'), ['table=0,priority=100,in_port=3,actions=set_field:0x7->metadata,set_field:0x3->reg6,goto_table:10']);
});

t.test('a port may speak with its own MAC and addresses only', async (t) => {
  const allowed = lines('allowed', { ipAddresses: ['10.0.0.5', 'fd00::5'] });
  const own = 'in_port=3,dl_src=fa:16:3e:00:00:01';
  for (const line of [
    `table=10,priority=100,${own},arp,arp_sha=fa:16:3e:00:00:01,arp_spa=10.0.0.5,actions=goto_table:20`,
    `table=10,priority=100,${own},ip,nw_src=10.0.0.5,actions=goto_table:40`,
    `table=10,priority=110,${own},icmp6,icmp_type=135,ipv6_src=fd00::5,actions=goto_table:20`,
    `table=10,priority=100,${own},ipv6,ipv6_src=fd00::5,actions=goto_table:40`,
  ]) t.ok(allowed.includes(line), line);
});

t.test('every lie has an entry of its own that counts it', async (t) => {
  t.same(lines('spoofedMac'), ['table=10,priority=10,in_port=3,actions=drop']);
  t.ok(lines('spoofedIp').includes('table=10,priority=40,in_port=3,dl_src=fa:16:3e:00:00:01,ip,actions=drop'));
  t.ok(lines('spoofedArp').includes('table=10,priority=40,in_port=3,dl_src=fa:16:3e:00:00:01,arp,actions=drop'));
  t.same(lines('spoofedDhcp'), ['udp,tp_src=67', 'udp6,tp_src=547'].map((what) => `table=10,priority=130,in_port=3,dl_src=fa:16:3e:00:00:01,${what},actions=drop`));
  t.same(lines('spoofedRa').length, 2, 'router advertisements and redirects');
});

t.test('allowed pairs widen what a port may say, each with its MAC', async (t) => {
  const allowed = lines('allowed', {}, { pairs: [{ address: '10.0.9.0/24', macAddress: 'fa:16:3e:00:00:09' }] });
  t.ok(allowed.includes('table=10,priority=100,in_port=3,dl_src=fa:16:3e:00:00:09,ip,nw_src=10.0.9.0/24,actions=goto_table:40'));
  t.notOk(allowed.some((line) => line.includes('dl_src=fa:16:3e:00:00:01') && line.includes('10.0.9.0')));
});

t.test('without port security nothing is looked at, and no group is asked', async (t) => {
  const policy = { guarded: false, groups: { id: 'a'.repeat(16), stateful: true } };
  t.same(lines('spoofedMac', {}, policy), []);
  t.ok(lines('allowed', {}, policy).includes('table=10,priority=50,in_port=3,actions=goto_table:40'));
  t.same(lines('receive', {}, policy), ['table=45,priority=100,reg7=0x3,actions=goto_table:60']);
});

t.test('a port that is down neither sends nor hears', async (t) => {
  t.same(lines('down', {}, { up: false }), ['table=10,priority=200,in_port=3,actions=drop']);
  t.same(lines('delivery', {}, { up: false }), []);
});

t.test('groups are asked in the port\'s own zone, stateless ones without connections', async (t) => {
  const stateful = { groups: { id: '00000000000000ab', stateful: true } };
  t.match(lines('entry', {}, stateful)[0], /set_field:0x00000000000000ab->xreg2,goto_table:10$/);
  t.ok(lines('allowed', {}, stateful).includes('table=10,priority=100,in_port=3,dl_src=fa:16:3e:00:00:01,ip,nw_src=10.0.0.5,actions=ct(table=31,zone=NXM_NX_REG6[0..15])'));
  t.same(lines('receive', {}, stateful), ['ip', 'ipv6'].map((family) =>
    `table=45,priority=100,reg7=0x3,${family},actions=set_field:0x00000000000000ab->xreg2,ct(table=51,zone=NXM_NX_REG7[0..15])`));
  const stateless = { groups: { id: '00000000000000ab', stateful: false } };
  t.ok(lines('allowed', {}, stateless).some((line) => line.endsWith('nw_src=10.0.0.5,actions=goto_table:32')));
  t.same(lines('receive', {}, stateless), ['table=45,priority=100,reg7=0x3,actions=set_field:0x00000000000000ab->xreg2,goto_table:52']);
});

t.test('delivery and answers are bound to the segment', async (t) => {
  t.same(lines('delivery'), ['table=40,priority=100,metadata=0x7,dl_dst=fa:16:3e:00:00:01,actions=set_field:0x3->reg7,goto_table:45']);
  t.match(lines('arpAnswer')[0], /^table=20,priority=100,metadata=0x7,arp,arp_tpa=10\.0\.0\.5,arp_op=1,actions=.*,in_port$/);
  t.match(lines('ndAnswer', { ipAddresses: ['fd00::5'] })[0], /^table=20,priority=100,metadata=0x7,icmp6,icmp_type=135,icmp_code=0,nd_target=fd00::5,actions=.*goto_table:21$/);
});

t.test('a port is not told that somebody else has its own address', async (t) => {
  t.same(lines('ownAddress'), ['table=20,priority=110,in_port=3,arp,arp_tpa=10.0.0.5,actions=drop']);
});

t.test('what a port sends too fast is dropped as it enters', async (t) => {
  t.match(lines('entry', {}, { egressMeter: 3 })[0], /actions=meter:3,set_field/);
});

t.test('two networks with the same addresses and MACs share no entry', async (t) => {
  const other = port({ portId: '99999999-2222-4333-8444-555555555555', ofport: 4, segment: 8 });
  const keys = [port(), other].flatMap((each) => portRules(each, openPolicy)).map((rule) => `${rule.table} ${rule.priority} ${rule.match}`);
  t.equal(new Set(keys).size, keys.length);
});

t.test('nothing is learned and nothing is flooded', async (t) => {
  t.notMatch([...baseRules(), ...portRules(port(), openPolicy), ...gatewayRules(port())].map(flowLine).join('\n'), /NORMAL|FLOOD|output:ALL|learn|CONTROLLER|LOCAL/i);
});

t.test('only a gateway may advertise itself as router or hand out addresses', async (t) => {
  const rules = gatewayRules(port()).map(flowLine).join('\n');
  t.match(rules, /in_port=3,dl_src=fa:16:3e:00:00:01,udp,tp_src=67,actions=goto_table:25/);
  t.match(rules, /icmp6,icmp_type=134,actions=goto_table:25/);
});

t.test('a cookie names port and kind, and a link-local address comes of a MAC', async (t) => {
  t.equal(flowCookie('11111111-2222-4333-8444-555555555555', 'spoofedIp'), 0x1111111122224311n);
  t.equal(linkLocalOf('fa:16:3e:00:00:01'), 'fe80::f816:3eff:fe00:1');
});

t.test('a change names only what differs, deletions first', async (t) => {
  const before = portRules(port(), openPolicy);
  t.same(flowChanges(before, portRules(port(), openPolicy)), []);
  const changes = flowChanges(before, portRules(port({ ipAddresses: ['10.0.0.6'] }), openPolicy));
  t.equal(changes.length, 10);
  t.same(changes.map((line) => line.split(' ')[0]), [...Array<string>(5).fill('delete_strict'), ...Array<string>(5).fill('add')]);
  t.equal(flowChanges(before, []).length, before.length);
});
