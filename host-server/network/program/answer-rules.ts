import type { FlowRule } from './flow-rule.ts';
import { flowTables, hex, isIPv6 } from './tables.ts';
import type { MakeRule } from './guard-rules.ts';

/** Who has that address in that segment: asked by ARP or neighbour solicitation, told from data. */
export function answerRules(segment: number, macAddress: string, addresses: readonly string[], rule: MakeRule): FlowRule[] {
  const within = `metadata=${hex(segment)}`;
  return addresses.map((address) =>
    isIPv6(address)
      ? rule('ndAnswer', flowTables.answer, 100, `${within},icmp6,icmp_type=135,icmp_code=0,nd_target=${address}`, ndAnswer(macAddress, address))
      : rule('arpAnswer', flowTables.answer, 100, `${within},arp,arp_tpa=${address},arp_op=1`, arpAnswer(macAddress, address)));
}

/** An answer to its own announcement would tell a system that somebody else holds its address. */
export function ownAddressRules(ofport: number, addresses: readonly string[], rule: MakeRule): FlowRule[] {
  return addresses.map((address) =>
    isIPv6(address)
      ? rule('ownAddress', flowTables.answer, 110, `in_port=${ofport},icmp6,icmp_type=135,nd_target=${address}`, 'drop')
      : rule('ownAddress', flowTables.answer, 110, `in_port=${ofport},arp,arp_tpa=${address}`, 'drop'));
}

/** Where a routed packet to that address goes within its segment. */
export function neighbourRules(segment: number, macAddress: string, addresses: readonly string[], rule: MakeRule): FlowRule[] {
  return addresses.map((address) =>
    rule('neighbour', flowTables.neighbour, 100, `metadata=${hex(segment)},${isIPv6(address) ? 'ipv6,ipv6_dst' : 'ip,nw_dst'}=${address}`,
      `set_field:${macAddress}->eth_dst,resubmit(,${flowTables.deliver})`));
}

/** Turns a request into its answer and sends it back (RFC 826). */
function arpAnswer(macAddress: string, address: string): string {
  return [
    'move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]',
    `set_field:${macAddress}->eth_src`,
    'set_field:2->arp_op',
    'move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[]',
    `set_field:${macAddress}->arp_sha`,
    'move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[]',
    `set_field:${address}->arp_spa`,
    'in_port',
  ].join(',');
}

/** Turns a solicitation into a solicited, overriding advertisement (RFC 4861, 4.4). */
function ndAnswer(macAddress: string, address: string): string {
  return [
    'move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]',
    `set_field:${macAddress}->eth_src`,
    'move:NXM_NX_IPV6_SRC[]->NXM_NX_IPV6_DST[]',
    `set_field:${address}->ipv6_src`,
    'set_field:136->icmpv6_type',
    `goto_table:${flowTables.advertise}`,
  ].join(',');
}
