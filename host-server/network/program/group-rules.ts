import { createHash } from 'node:crypto';
import type { SecurityGroupMap, SecurityGroupRule } from '../network-map.ts';
import type { GroupSetRef } from './flow-port.ts';
import type { FlowRule } from './flow-rule.ts';
import { portMasks } from './port-masks.ts';
import { rulesOf } from './port-rules.ts';
import { flowTables, hex, isIPv6 } from './tables.ts';

/**
 * The groups of one port, as a number that is the same in every life of the host-server. Within one network only: two
 * networks' maps may be of different ages, and neither may see the other's groups.
 */
export function groupSetOf(networkId: string, groupIds: readonly string[], groups: ReadonlyMap<string, SecurityGroupMap>): GroupSetRef {
  const ids = [...groupIds].sort();
  const id = createHash('sha256').update([networkId, ...ids].join(' ')).digest('hex').slice(0, 16);
  return { id, stateful: !(ids.length > 0 && ids.every((groupId) => groups.get(groupId)?.stateful === false)) };
}

/** The entries of all rules of a set: what none of them names is refused by the table's end. */
export function groupSetRules(set: GroupSetRef, groupIds: readonly string[], groups: ReadonlyMap<string, SecurityGroupMap>): FlowRule[] {
  const seen = new Map<string, FlowRule>();
  for (const groupId of groupIds) {
    for (const groupRule of groups.get(groupId)?.rules ?? []) {
      // Two rules may say the same: one entry serves both.
      for (const rule of rulesFor(set, groupRule, groups)) seen.set(`${rule.table} ${rule.match}`, rule);
    }
  }
  return [...seen.values()];
}

function rulesFor(set: GroupSetRef, rule: SecurityGroupRule, groups: ReadonlyMap<string, SecurityGroupMap>): FlowRule[] {
  const isIngress = rule.direction === 'ingress';
  const [table, pass] = isIngress ? [flowTables.toRules, flowTables.toPass] : [flowTables.fromRules, flowTables.fromPass];
  const make = rulesOf(rule.id);
  return remotesOf(rule, groups).flatMap((remote) =>
    protocolMatches(rule).map((protocol) => make('groupRule', table, 100, [`xreg2=0x${set.id}`, protocol, ...remote].join(','), `goto_table:${pass}`)));
}

/** The matches of the other side; an empty one is anybody, none at all is nobody. */
function remotesOf(rule: SecurityGroupRule, groups: ReadonlyMap<string, SecurityGroupMap>): string[][] {
  const isSix = rule.ethertype === 'IPv6';
  const field = `${isSix ? 'ipv6' : 'nw'}_${rule.direction === 'ingress' ? 'src' : 'dst'}`;
  if (rule.remote_group_id !== undefined) {
    const members = groups.get(rule.remote_group_id)?.members ?? [];
    return [...new Set(members)].filter((address) => isIPv6(address) === isSix).map((address) => [`${field}=${address}`]);
  }
  if (rule.remote_ip_prefix === undefined || rule.remote_ip_prefix.endsWith('/0')) return [[]];
  return isIPv6(rule.remote_ip_prefix) === isSix ? [[`${field}=${rule.remote_ip_prefix}`]] : [];
}

const withPorts: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 132: 'sctp' };

function protocolMatches(rule: SecurityGroupRule): string[] {
  const isSix = rule.ethertype === 'IPv6';
  const { protocol, port_range_min: min, port_range_max: max } = rule;
  if (protocol === undefined) return [isSix ? 'ipv6' : 'ip'];
  const name = withPorts[protocol];
  if (name !== undefined) {
    const masks = min === undefined ? undefined : portMasks(min, max ?? min);
    const base = isSix ? `${name}6` : name;
    return masks?.map(({ value, mask }) => `${base},tp_dst=${hex(value)}/${hex(mask)}`) ?? [base];
  }
  // Neutron takes ICMP's number for ICMPv6 too.
  const isIcmp = isSix ? protocol === 58 || protocol === 1 : protocol === 1;
  if (!isIcmp) return [`${isSix ? 'ipv6' : 'ip'},nw_proto=${protocol}`];
  return [[isSix ? 'icmp6' : 'icmp', ...(min === undefined ? [] : [`icmp_type=${min}`]), ...(max === undefined || min === undefined ? [] : [`icmp_code=${max}`])].join(',')];
}
