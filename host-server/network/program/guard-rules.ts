import type { FlowPort, PortPolicy } from './flow-port.ts';
import type { FlowRule } from './flow-rule.ts';
import { flowTables, isIPv6, linkLocalOf, trackSender } from './tables.ts';
import type { FlowKind } from './tables.ts';

export type MakeRule = (kind: FlowKind, table: number, priority: number, match: string, actions: string) => FlowRule;

const guard = flowTables.guard;
const toAnswer = `goto_table:${flowTables.answer}`;

/** What a server may say: with its own MAC its own addresses and its pairs; it is neither DHCP server nor router. */
export function guardRules(port: FlowPort, policy: PortPolicy, rule: MakeRule): FlowRule[] {
  const from = `in_port=${port.ofport}`;
  if (!policy.up) return [rule('down', guard, 200, from, 'drop')];
  if (!policy.guarded) return unguardedRules(from, rule);
  const own = port.ipAddresses.map((address) => ({ address, macAddress: port.macAddress }));
  const macs = [...new Set([port.macAddress, ...policy.pairs.map((pair) => pair.macAddress)])];
  const next = policy.groups === undefined ? `goto_table:${flowTables.deliver}` : policy.groups.stateful ? trackSender : `goto_table:${flowTables.fromRules}`;
  return [
    ...[...own, ...policy.pairs].flatMap((pair) => addressRules(from, pair, next, rule)),
    ...macs.flatMap((macAddress) => macRules(`${from},dl_src=${macAddress}`, macAddress, next, rule)),
    rule('spoofedMac', guard, 10, from, 'drop'),
  ];
}

function addressRules(from: string, { address, macAddress }: { address: string; macAddress: string }, next: string, rule: MakeRule): FlowRule[] {
  const own = `${from},dl_src=${macAddress}`;
  if (!isIPv6(address)) {
    return [
      rule('allowed', guard, 100, `${own},arp,arp_sha=${macAddress},arp_spa=${address}`, toAnswer),
      rule('allowed', guard, 100, `${own},ip,nw_src=${address}`, next),
    ];
  }
  return [
    rule('allowed', guard, 110, `${own},icmp6,icmp_type=135,ipv6_src=${address}`, toAnswer),
    rule('unsupported', guard, 110, `${own},icmp6,icmp_type=136,nd_target=${address}`, 'drop'),
    rule('allowed', guard, 100, `${own},ipv6,ipv6_src=${address}`, next),
  ];
}

function macRules(own: string, macAddress: string, next: string, rule: MakeRule): FlowRule[] {
  const linkLocal = linkLocalOf(macAddress);
  return [
    rule('spoofedDhcp', guard, 130, `${own},udp,tp_src=67`, 'drop'),
    rule('spoofedDhcp', guard, 130, `${own},udp6,tp_src=547`, 'drop'),
    rule('spoofedRa', guard, 130, `${own},icmp6,icmp_type=134`, 'drop'),
    rule('spoofedRa', guard, 130, `${own},icmp6,icmp_type=137`, 'drop'),
    rule('allowed', guard, 120, `${own},udp,tp_src=68,tp_dst=67`, toAnswer),
    rule('allowed', guard, 120, `${own},udp6,ipv6_src=fe80::/10,tp_src=546,tp_dst=547`, toAnswer),
    rule('allowed', guard, 120, `${own},icmp6,icmp_type=133`, toAnswer),
    rule('allowed', guard, 110, `${own},icmp6,icmp_type=135,ipv6_src=fe80::/10`, toAnswer),
    rule('allowed', guard, 100, `${own},ipv6,ipv6_src=${linkLocal}`, next),
    // What an honest system says unasked is no spoofing: address probes (RFC 5227, RFC 4862), its presence, its groups.
    rule('unsupported', guard, 110, `${own},icmp6,icmp_type=136,nd_target=${linkLocal}`, 'drop'),
    rule('unsupported', guard, 50, `${own},arp,arp_spa=0.0.0.0`, 'drop'),
    rule('unsupported', guard, 110, `${own},icmp6,icmp_type=143`, 'drop'),
    rule('unsupported', guard, 50, `${own},ipv6,ipv6_src=::`, 'drop'),
    rule('spoofedArp', guard, 105, `${own},icmp6,icmp_type=136`, 'drop'),
    rule('spoofedArp', guard, 40, `${own},arp`, 'drop'),
    rule('spoofedIp', guard, 40, `${own},ip`, 'drop'),
    rule('spoofedIp', guard, 40, `${own},ipv6`, 'drop'),
    rule('unsupported', guard, 30, own, 'drop'),
  ];
}

/** Questions are answered from data all the same: nobody else would hear them. */
function unguardedRules(from: string, rule: MakeRule): FlowRule[] {
  return [
    rule('allowed', guard, 100, `${from},arp`, toAnswer),
    rule('allowed', guard, 100, `${from},icmp6,icmp_type=135`, toAnswer),
    rule('allowed', guard, 100, `${from},icmp6,icmp_type=133`, toAnswer),
    rule('allowed', guard, 100, `${from},udp,tp_src=68,tp_dst=67`, toAnswer),
    rule('allowed', guard, 100, `${from},udp6,tp_src=546,tp_dst=547`, toAnswer),
    rule('allowed', guard, 50, from, `goto_table:${flowTables.deliver}`),
  ];
}
