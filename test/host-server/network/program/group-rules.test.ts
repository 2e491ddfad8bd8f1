import t from 'tap';
import type { SecurityGroupMap, SecurityGroupRule } from '../../../../host-server/network/network-map.ts';
import { groupSetOf, groupSetRules } from '../../../../host-server/network/program/group-rules.ts';
import { portMasks } from '../../../../host-server/network/program/port-masks.ts';

const groupId = 'aaaaaaaa-0000-4000-8000-000000000001';
const otherId = 'aaaaaaaa-0000-4000-8000-000000000002';
const set = { id: '00000000000000ab', stateful: true };

function matches(rule: Partial<SecurityGroupRule>, members: string[] = []): string[] {
  const full: SecurityGroupRule = { id: 'bbbbbbbb-0000-4000-8000-000000000001', direction: 'ingress', ethertype: 'IPv4', ...rule };
  const groups = new Map<string, SecurityGroupMap>([
    [groupId, { id: groupId, stateful: true, rules: [full], members: [] }],
    [otherId, { id: otherId, stateful: true, rules: [], members }],
  ]);
  return groupSetRules(set, [groupId], groups).map((each) => `${each.table} ${each.match.replace('xreg2=0x00000000000000ab,', '')} ${each.actions}`);
}

t.test('a rule is an entry of the set, towards its direction\'s end', async (t) => {
  const table: [Partial<SecurityGroupRule>, string[]][] = [
    [{}, ['52 ip goto_table:53']],
    [{ direction: 'egress' }, ['32 ip goto_table:33']],
    [{ ethertype: 'IPv6' }, ['52 ipv6 goto_table:53']],
    [{ protocol: 6, port_range_min: 80, port_range_max: 80 }, ['52 tcp,tp_dst=0x50/0xffff goto_table:53']],
    [{ protocol: 17, ethertype: 'IPv6', port_range_min: 53 }, ['52 udp6,tp_dst=0x35/0xffff goto_table:53']],
    [{ protocol: 6, port_range_min: 1, port_range_max: 65535 }, ['52 tcp goto_table:53']],
    [{ protocol: 6, port_range_min: 1000, port_range_max: 1003 }, ['52 tcp,tp_dst=0x3e8/0xfffc goto_table:53']],
    [{ protocol: 1 }, ['52 icmp goto_table:53']],
    [{ protocol: 1, port_range_min: 8, port_range_max: 0 }, ['52 icmp,icmp_type=8,icmp_code=0 goto_table:53']],
    [{ protocol: 58, ethertype: 'IPv6', port_range_min: 128 }, ['52 icmp6,icmp_type=128 goto_table:53']],
    [{ protocol: 1, ethertype: 'IPv6' }, ['52 icmp6 goto_table:53']],
    [{ protocol: 47 }, ['52 ip,nw_proto=47 goto_table:53']],
    [{ remote_ip_prefix: '0.0.0.0/0' }, ['52 ip goto_table:53']],
    [{ remote_ip_prefix: '192.0.2.0/24' }, ['52 ip,nw_src=192.0.2.0/24 goto_table:53']],
    [{ remote_ip_prefix: '192.0.2.0/24', direction: 'egress' }, ['32 ip,nw_dst=192.0.2.0/24 goto_table:33']],
    [{ remote_ip_prefix: 'fd00::/64', ethertype: 'IPv6' }, ['52 ipv6,ipv6_src=fd00::/64 goto_table:53']],
    [{ remote_ip_prefix: 'fd00::/64' }, []],
  ];
  for (const [rule, expected] of table) t.same(matches(rule), expected, JSON.stringify(rule));
});

t.test('a remote group is its members of the rule\'s family, and nobody when it has none', async (t) => {
  const rule = { protocol: 6, port_range_min: 22, port_range_max: 22, remote_group_id: otherId };
  t.same(matches(rule, ['10.0.0.5', 'fd00::5', '10.0.0.6', '10.0.0.5']), ['10.0.0.5', '10.0.0.6'].map((address) => `52 tcp,tp_dst=0x16/0xffff,nw_src=${address} goto_table:53`));
  t.same(matches(rule, []), []);
  t.same(matches({ ...rule, remote_group_id: 'aaaaaaaa-0000-4000-8000-00000000dead' }), []);
});

t.test('the number of a set is that of its network and its groups, whatever their order', async (t) => {
  const groups = new Map<string, SecurityGroupMap>();
  t.same(groupSetOf('n', [groupId, otherId], groups), groupSetOf('n', [otherId, groupId], groups));
  t.not(groupSetOf('n', [groupId], groups).id, groupSetOf('m', [groupId], groups).id);
  t.not(groupSetOf('n', [groupId], groups).id, groupSetOf('n', [], groups).id);
  t.match(groupSetOf('n', [], groups), { id: /^[0-9a-f]{16}$/, stateful: true });
});

t.test('only a port whose groups are all stateless is looked at packet by packet', async (t) => {
  const group = (id: string, stateful: boolean): [string, SecurityGroupMap] => [id, { id, stateful, rules: [], members: [] }];
  t.notOk(groupSetOf('n', [groupId], new Map([group(groupId, false)])).stateful);
  t.ok(groupSetOf('n', [groupId, otherId], new Map([group(groupId, false), group(otherId, true)])).stateful);
});

t.test('masks cover a range and nothing else', async (t) => {
  for (const [min, max] of [[80, 80], [1, 65534], [0, 1], [1000, 2000], [65535, 65535], [32768, 65535], [3, 17]] as const) {
    const masks = portMasks(min, max) ?? [];
    const covered = Array.from({ length: 65536 }, (_, port) => masks.some(({ value, mask }) => (port & mask) === value));
    t.same([covered.indexOf(true), covered.lastIndexOf(true), covered.filter(Boolean).length], [min, max, max - min + 1], `${min}-${max} in ${masks.length}`);
  }
  t.equal(portMasks(1, 65535), undefined);
});
