import t from 'tap';
import { judgeTrace } from '../../../../host-server/network/trace/judge.ts';
import { tracedPacket } from '../../../../host-server/network/trace/packet.ts';
import { flowCookie } from '../../../../host-server/network/program/tables.ts';
import type { BridgePort } from '../../../../host-server/network/port-record.ts';
import { group, groupRule, networkMap, portMap } from '../../../kit/network-map.ts';

const rule = groupRule();
const bare = networkMap({ security_groups: [group([rule])] });
const map = { ...bare, ports: [portMap(bare, '10.7.0.5'), portMap(bare, '10.7.0.6')] };
const [from, to] = map.ports as [(typeof map.ports)[0], (typeof map.ports)[0]];
const here = (port: typeof from, ofport: number): BridgePort => ({
  portId: port.id, networkId: map.id, serverId: '', role: 'server', deviceName: 'sv', segment: map.segment, macAddress: port.mac_address, ipAddresses: [], ofport,
});
const ports = [here(from, 3), here(to, 4)];

const said = (...entries: [number, string, bigint][]): string => ['bridge("br")', '------------', ...entries.map(([table, match, cookie]) => ` ${table}. ${match}${match === '' ? '' : ', '}priority 100, cookie 0x${cookie.toString(16)}`), 'Final flow: x', 'Datapath actions: 4'].join('\n');

t.test('the packet of a question is what the sender would send', async (t) => {
  t.equal(tracedPacket(map, { from_port_id: from.id, to_ip: '10.7.0.6', protocol: 'tcp', port: 80, half: 'all' }, ports),
    `in_port=3,dl_src=${from.mac_address},dl_dst=${to.mac_address},tcp,tcp_src=40000,tcp_dst=80,nw_src=10.7.0.5,nw_dst=10.7.0.6,nw_ttl=64`);
  t.match(tracedPacket(map, { from_port_id: from.id, to_ip: '192.0.2.1', protocol: 'icmp', half: 'all' }, ports), /dl_dst=0e:.*icmp,icmp_type=8/, 'elsewhere is by the gateway');
  t.throws(() => tracedPacket(map, { from_port_id: from.id, to_ip: '10.7.0.6', protocol: 'udp', half: 'all' }, ports), { code: 'bad-request', details: { field: 'port' } });
  t.throws(() => tracedPacket(map, { from_port_id: from.id, to_ip: 'fd00::6', protocol: 'icmp', half: 'all' }, ports), { code: 'bad-request', details: { field: 'to_ip' } });
  t.throws(() => tracedPacket(map, { from_port_id: from.id, to_ip: '10.7.0.6', protocol: 'icmp', half: 'ingress' }, ports), { code: 'bad-request', details: { field: 'half' } });
  t.throws(() => tracedPacket(map, { from_port_id: from.id, to_ip: '10.7.0.6', protocol: 'icmp', half: 'router' }, ports), { code: 'bad-request', details: { field: 'half' } });
  const routed = [...ports, { ...here(to, 9), role: 'tunnel' as const }];
  t.match(tracedPacket(map, { from_port_id: map.id, from_ip: '10.9.0.5', to_ip: '10.7.0.6', protocol: 'udp', port: 53, half: 'ingress' }, routed), /^in_port=9,dl_src=0e:.*udp,udp_src=40000,udp_dst=53,nw_src=10\.9\.0\.5/, 'who comes from another network has the gateway\'s MAC');
  t.throws(() => tracedPacket(map, { from_port_id: map.id, to_ip: '10.7.0.6', protocol: 'icmp', half: 'ingress' }, routed), { code: 'not-found' }, 'and must name its address');
});

t.test('the verdict is that of the last entry, the rule that of the last one that let it pass', async (t) => {
  const passed: [number, string, bigint] = [52, 'ip', flowCookie(rule.id, 'groupRule')];
  t.match(judgeTrace(said([0, 'in_port=3', 1n], passed, [60, 'reg7=0x4', flowCookie(to.id, 'out')]), 'p', [map], ports), { verdict: 'delivered', port_id: to.id, rule_id: rule.id });
  t.match(judgeTrace(said([52, '', 0n]), 'p', [map], ports), { verdict: 'dropped', reason: /ingress rule/ });
  t.match(judgeTrace(said([10, 'in_port=3', flowCookie(from.id, 'spoofedMac')]), 'p', [map], ports), { verdict: 'dropped', reason: /MAC/ });
  t.match(judgeTrace(said([40, 'x', flowCookie(to.id, 'peer')]), 'p', [map], ports), { verdict: 'tunnelled' });
  t.match(judgeTrace('nothing', 'p', [map], ports), { verdict: 'dropped', steps: [] });
});
