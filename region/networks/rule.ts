import { parseCidr } from './address.ts';
import { invalid } from './kit/network-faults.ts';

/** What a rule of a security group says. */
export interface RuleWords {
  direction: 'ingress' | 'egress';
  ethertype: 'IPv4' | 'IPv6';
  /** A name or a number as it was asked for; null for any. */
  protocol: string | null;
  /** Of ICMP the type. */
  portRangeMin: number | null;
  /** Of ICMP the code. */
  portRangeMax: number | null;
  remoteIpPrefix: string | null;
  remoteGroupId: string | null;
}

export interface AskedRule {
  direction: 'ingress' | 'egress';
  ethertype?: string;
  protocol?: string | number | null;
  port_range_min?: number | string | null;
  port_range_max?: number | string | null;
  remote_ip_prefix?: string | null;
  remote_group_id?: string | null;
}

/** Reads and checks what was asked for; a 400 names the field (Networking API v2.0, "Create security group rule"). */
export function readRule(asked: AskedRule): RuleWords {
  const ethertype = /6$/.test(asked.ethertype ?? 'IPv4') ? 'IPv6' : 'IPv4';
  const protocol = readProtocol(asked.protocol ?? null);
  const number = protocol === null ? undefined : protocolNumber(protocol);
  const portRangeMin = readPort('port_range_min', asked.port_range_min);
  const portRangeMax = readPort('port_range_max', asked.port_range_max);
  const remoteIpPrefix = readPrefix(asked.remote_ip_prefix ?? null, ethertype);
  const remoteGroupId = asked.remote_group_id === undefined || asked.remote_group_id === '' ? null : asked.remote_group_id;
  if (remoteIpPrefix !== null && remoteGroupId !== null) throw invalid('remote_group_id', 'only remote_ip_prefix or remote_group_id may be provided, not both.', 'SecurityGroupRemoteGroupAndRemoteIpPrefix');
  const rule = { direction: asked.direction, ethertype, protocol, portRangeMin, portRangeMax, remoteIpPrefix, remoteGroupId } as const;
  if (isIcmp(number)) requireIcmp(rule, number === 58);
  else requirePorts(rule, number);
  return rule;
}

/** Two rules of one group with one signature say the same. */
export const ruleSignature = (rule: RuleWords): string =>
  [
    rule.direction, rule.ethertype, rule.protocol === null ? '' : protocolNumber(rule.protocol), rule.portRangeMin ?? '', rule.portRangeMax ?? '', rule.remoteIpPrefix ?? '', rule.remoteGroupId ?? '',
  ].join('|');

/** IANA's number of a protocol that `readRule` has let pass; icmp with IPv6 is ICMPv6. */
export function protocolNumber(protocol: string, ethertype: RuleWords['ethertype'] = 'IPv4'): number {
  const number = protocolNumbers[protocol] ?? Number(protocol);
  return number === 1 && ethertype === 'IPv6' ? 58 : number;
}

/** IANA "Assigned Internet Protocol Numbers", by the names that Neutron takes. */
const protocolNumbers: Readonly<Record<string, number>> = {
  ah: 51, dccp: 33, egp: 8, esp: 50, gre: 47, icmp: 1, icmpv6: 58, 'ipv6-icmp': 58, igmp: 2, ipip: 4, ipv6: 41, 'ipv6-encap': 41, 'ipv6-frag': 44, 'ipv6-nonxt': 59,
  'ipv6-opts': 60, 'ipv6-route': 43, hopopt: 0, ospf: 89, pgm: 113, rsvp: 46, sctp: 132, tcp: 6, udp: 17, udplite: 136, vrrp: 112,
};

const isIcmp = (number: number | undefined): boolean => number === 1 || number === 58;

function readProtocol(protocol: string | number | null): string | null {
  if (protocol === null || protocol === '' || protocol === -1 || protocol === '-1' || protocol === 'any') return null;
  const text = String(protocol).toLowerCase();
  if (text in protocolNumbers || (/^\d{1,3}$/.test(text) && Number(text) <= 255)) return text;
  throw invalid('protocol', `Security group rule protocol ${text} not supported. Only protocol values [${Object.keys(protocolNumbers).join(', ')}] and integer representations [0 to 255] are supported.`, 'SecurityGroupRuleInvalidProtocol');
}

function readPort(field: string, port: number | string | null | undefined): number | null {
  if (port === null || port === undefined || port === '' || Number(port) === -1) return null;
  const number = Number(port);
  if (Number.isInteger(number) && number >= 0 && number <= 65535) return number;
  throw invalid(field, `'${port}' is not a number from 0 to 65535.`, 'SecurityGroupInvalidPortValue');
}

function readPrefix(prefix: string | null, ethertype: RuleWords['ethertype']): string | null {
  if (prefix === null || prefix === '') return null;
  const cidr = parseCidr(prefix.includes('/') ? prefix : `${prefix}/${prefix.includes(':') ? 128 : 32}`);
  if (!cidr) throw invalid('remote_ip_prefix', `'${prefix}' is not a valid IP subnet.`);
  if ((cidr.family === 6) !== (ethertype === 'IPv6')) throw invalid('ethertype', `Conflicting value ethertype ${ethertype} for CIDR ${prefix}.`, 'SecurityGroupRuleParameterConflict');
  return cidr.text;
}

function requirePorts({ portRangeMin: min, portRangeMax: max, protocol }: RuleWords, number: number | undefined): void {
  if (min === null && max === null) return;
  if (number === undefined || ![6, 17, 33, 132, 136].includes(number)) {
    throw invalid('port_range_min', `Must also specify protocol if port range is given: ports are of tcp, udp, sctp, dccp and udplite, and this rule is for ${protocol ?? 'any protocol'}.`, 'SecurityGroupProtocolRequiredWithPorts');
  }
  if (min === null || max === null || min > max) throw invalid('port_range_max', 'For TCP/UDP protocols, port_range_min must be <= port_range_max, and both be given.', 'SecurityGroupInvalidPortRange');
}

function requireIcmp({ portRangeMin: type, portRangeMax: code, ethertype }: RuleWords, isV6: boolean): void {
  if (isV6 && ethertype === 'IPv4') throw invalid('protocol', 'ICMPv6 does not go with ethertype IPv4.', 'SecurityGroupEthertypeConflictWithProtocol');
  for (const [value, field] of [[type, 'port_range_min'], [code, 'port_range_max']] as const) {
    if (value !== null && value > 255) throw invalid(field, `Invalid value for ICMP ${field === 'port_range_min' ? 'type' : 'code'} (${field}) ${value}. It must be 0 to 255.`, 'SecurityGroupInvalidIcmpValue');
  }
  if (code !== null && type === null) throw invalid('port_range_min', `ICMP code (port-range-max) ${code} is provided but ICMP type (port-range-min) is missing.`, 'SecurityGroupMissingIcmpType');
}
