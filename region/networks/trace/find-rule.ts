import type { NetworkMap } from '../../wire.ts';
import { addressKey, contains, familyOf, parseCidr } from '../address.ts';

export type GroupMap = NetworkMap['security_groups'][number];
export type GroupRuleMap = GroupMap['rules'][number];

/** What security groups look at: the protocol, the destination port, and the address of the other side. */
export interface Seen {
  direction: GroupRuleMap['direction'];
  protocol: 'icmp' | 'tcp' | 'udp';
  port?: number | undefined;
  remote: string;
}

/** The first rule of the groups that lets it pass. */
export const findRule = (groups: readonly GroupMap[], groupIds: readonly string[], seen: Seen): GroupRuleMap | undefined =>
  groups
    .filter(({ id }) => groupIds.includes(id))
    .flatMap(({ rules }) => rules)
    .find((rule) => rule.direction === seen.direction && isOfFamily(rule, seen.remote) && isOfProtocol(rule, seen) && isRemote(rule, seen.remote, groups));

const isOfFamily = (rule: GroupRuleMap, address: string): boolean => (rule.ethertype === 'IPv6') === (familyOf(address) === 6);

function isOfProtocol(rule: GroupRuleMap, { protocol, port }: Seen): boolean {
  if (rule.protocol === undefined) return true;
  const { port_range_min: min, port_range_max: max } = rule;
  if (protocol !== 'icmp') return rule.protocol === numbers[protocol] && (min === undefined || (port !== undefined && port >= min && port <= (max ?? min)));
  // An echo request (RFC 792, RFC 4443); ICMP's number stands for ICMPv6 too.
  const [own, echo] = rule.ethertype === 'IPv6' ? [[1, 58], 128] : [[1], 8];
  return own.includes(rule.protocol) && (min === undefined || (min === echo && (max ?? 0) === 0));
}

const numbers = { tcp: 6, udp: 17 } as const;

function isRemote(rule: GroupRuleMap, address: string, groups: readonly GroupMap[]): boolean {
  if (rule.remote_group_id !== undefined) return groups.some(({ id, members }) => id === rule.remote_group_id && members.includes(address));
  if (rule.remote_ip_prefix === undefined) return true;
  const cidr = parseCidr(rule.remote_ip_prefix);
  return cidr !== undefined && contains(cidr, addressKey(address));
}
