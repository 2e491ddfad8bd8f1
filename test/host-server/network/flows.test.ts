import t from 'tap';
import { flowChanges } from '../../../host-server/network/flow-rule.ts';
import { flowCookie, flowKinds, flowsFor, rulesFor } from '../../../host-server/network/flows.ts';
import type { FlowPort } from '../../../host-server/network/flows.ts';

const port = (change: Partial<FlowPort> = {}): FlowPort => ({
  portId: '11111111-2222-4333-8444-555555555555',
  ofport: 3,
  segment: 7,
  macAddress: 'fa:16:3e:00:00:01',
  ipAddresses: ['10.0.0.5'],
  ...change,
});

const lines = (ports: FlowPort[], kind: keyof typeof flowKinds): string[] => {
  const ending = flowKinds[kind].toString(16).padStart(2, '0');
  return flowsFor(ports).filter(line => new RegExp(`^cookie=0x11111111222243${ending},`).test(line))
    .map(line => line.replace(/^cookie=[^,]*,/, ''));
};

t.test('without ports everything is dropped, and tagged frames first', async t => {
  t.same(flowsFor([]), [
    'cookie=0x0,table=0,priority=200,vlan_tci=0x1000/0x1000,actions=drop',
    'cookie=0x0,table=0,priority=0,actions=drop',
    'cookie=0x0,table=10,priority=0,actions=drop',
    'cookie=0x0,table=20,priority=0,actions=drop',
    'cookie=0x0,table=30,priority=0,actions=drop',
  ]);
});

t.test('a port enters with its network\'s segment', async t => {
  t.same(lines([port()], 'entry'), ['table=0,priority=100,in_port=3,actions=set_field:0x7->metadata,goto_table:10']);
});

t.test('a port may speak with its own MAC and addresses only', async t => {
  t.same(lines([port({ ipAddresses: ['10.0.0.5', '10.0.0.6'] })], 'allowed'), [
    'table=10,priority=100,in_port=3,dl_src=fa:16:3e:00:00:01,arp,arp_sha=fa:16:3e:00:00:01,arp_spa=10.0.0.5,actions=goto_table:20',
    'table=10,priority=100,in_port=3,dl_src=fa:16:3e:00:00:01,ip,nw_src=10.0.0.5,actions=goto_table:30',
    'table=10,priority=100,in_port=3,dl_src=fa:16:3e:00:00:01,arp,arp_sha=fa:16:3e:00:00:01,arp_spa=10.0.0.6,actions=goto_table:20',
    'table=10,priority=100,in_port=3,dl_src=fa:16:3e:00:00:01,ip,nw_src=10.0.0.6,actions=goto_table:30',
  ]);
});

t.test('every lie has an entry of its own that counts it', async t => {
  t.same(lines([port()], 'spoofedMac'), ['table=10,priority=10,in_port=3,actions=drop']);
  t.same(lines([port()], 'spoofedIp'), ['table=10,priority=40,in_port=3,dl_src=fa:16:3e:00:00:01,ip,actions=drop']);
  t.same(lines([port()], 'spoofedArp'), ['table=10,priority=40,in_port=3,dl_src=fa:16:3e:00:00:01,arp,actions=drop']);
});

t.test('delivery and ARP answers are bound to the segment', async t => {
  t.same(lines([port()], 'delivery'), ['table=30,priority=100,metadata=0x7,dl_dst=fa:16:3e:00:00:01,ip,actions=output:3']);
  t.match(lines([port()], 'arpAnswer')[0], /^table=20,priority=100,metadata=0x7,arp,arp_tpa=10\.0\.0\.5,arp_op=1,actions=.*,in_port$/);
});

t.test('a port is not told that somebody else has its own address', async t => {
  t.same(lines([port()], 'ownAddress'), ['table=20,priority=110,in_port=3,arp,arp_tpa=10.0.0.5,actions=drop']);
});

t.test('a port without addresses can say nothing, and an IPv6 address changes nothing', async t => {
  t.same(lines([port({ ipAddresses: [] })], 'allowed'), []);
  t.same(flowsFor([port({ ipAddresses: ['fd00::5'] })]), flowsFor([port({ ipAddresses: [] })]));
});

t.test('two networks with the same addresses and MACs share no entry', async t => {
  const ports = [port(), port({ portId: '99999999-2222-4333-8444-555555555555', ofport: 4, segment: 8 })];
  const keys = flowsFor(ports).map(line => line.replace(/^cookie=[^,]*,/, '').replace(/,actions=.*/, ''));
  t.equal(new Set(keys).size, keys.length);
});

t.test('nothing is learned and nothing is flooded', async t => {
  t.notMatch(flowsFor([port()]).join('\n'), /NORMAL|FLOOD|ALL|learn|CONTROLLER|LOCAL/i);
});

t.test('a cookie names port and kind', async t => {
  t.equal(flowCookie('11111111-2222-4333-8444-555555555555', 'spoofedIp'), 0x1111111122224311n);
});

t.test('a change names only what differs, deletions first', async t => {
  const before = rulesFor(port());
  t.same(flowChanges(before, rulesFor(port())), []);
  const after = rulesFor(port({ ipAddresses: ['10.0.0.6'] }));
  const changes = flowChanges(before, after);
  t.equal(changes.length, 8);
  t.same(changes.map(line => line.split(' ')[0]), [...Array<string>(4).fill('delete_strict'), ...Array<string>(4).fill('add')]);
  t.equal(changes[0], 'delete_strict table=10,priority=100,in_port=3,dl_src=fa:16:3e:00:00:01,arp,arp_sha=fa:16:3e:00:00:01,arp_spa=10.0.0.5');
  t.same(flowChanges(before, rulesFor(port({ segment: 9 }))).filter(line => line.includes('table=0')), [
    'add cookie=0x1111111122224301,table=0,priority=100,in_port=3,actions=set_field:0x9->metadata,goto_table:10',
  ], 'an entry that only says something else is overwritten');
  t.equal(flowChanges(before, []).length, before.length);
});
