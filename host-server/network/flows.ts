import { isIPv4 } from 'node:net';
import { flowLine } from './flow-rule.ts';
import type { FlowRule } from './flow-rule.ts';

/**
 * The flow program: what the integration bridge does with a packet, computed from the ports alone. Nothing is learned
 * (no NORMAL, no learn) and what no entry names is dropped, so a port can say only what the region knows of it.
 *
 * | table | name    | does |
 * |-------|---------|------|
 * | 0     | entry   | known port: its network's segment goes into `metadata`; tagged frames and unknown ports are dropped |
 * | 10    | guard   | anti-spoofing: the port's MAC, and its addresses as ARP sender and IPv4 source; the rest is counted by reason and dropped |
 * | 20    | arp     | requests for an address of the same segment are answered from data, the gateway's too; no ARP packet reaches another port |
 * | 30    | deliver | IPv4 unicast to a MAC of the same segment; broadcast, multicast and unknown MACs are dropped |
 *
 * The segment is matched in tables 20 and 30, so two networks with the same addresses and MACs never meet. The gateway
 * is a port like any other: it may speak for the gateway's address only, and what a server sends to its MAC ends in the
 * gateway's namespace. The bridge's own port has no entry in table 0, so nothing of the host's is reachable.
 *
 * Every entry belongs to one port and depends on that port alone: a change costs the same with 10 ports and with 1,000.
 * Its cookie is the first 56 bits of the port's id followed by the kind of the entry (`flowKinds`), so that
 * `ovs-ofctl dump-flows BR cookie=0x<14 digits>10/-1` shows how often a port lied about its MAC.
 */
export function flowsFor(ports: readonly FlowPort[]): string[] {
  return [...baseRules(), ...ports.flatMap(rulesFor)].map(flowLine);
}

export interface FlowPort {
  /** A UUID. */
  portId: string;
  ofport: number;
  /** 1..16,777,215. */
  segment: number;
  macAddress: string;
  /** IPv6 addresses are passed over: IPv6 is dropped for now. */
  ipAddresses: readonly string[];
}

/** The last byte of a cookie. */
export const flowKinds = {
  base: 0x00,
  entry: 0x01,
  allowed: 0x02,
  arpAnswer: 0x03,
  delivery: 0x04,
  ownAddress: 0x05,
  spoofedMac: 0x10,
  spoofedIp: 0x11,
  spoofedArp: 0x12,
  unsupported: 0x20,
} as const;

export type FlowKind = keyof typeof flowKinds;

export const flowTables = { entry: 0, guard: 10, arp: 20, deliver: 30 } as const;

export function flowCookie(portId: string, kind: FlowKind): bigint {
  const digits = portId.replaceAll('-', '').slice(0, 14);
  return BigInt(`0x${digits}`) * 256n + BigInt(flowKinds[kind]);
}

/** The entries that are there without any port: an explicit drop at the end of each table, whose counters can be read. */
export function baseRules(): FlowRule[] {
  const drop = (table: number, priority: number, match: string): FlowRule =>
    ({ table, priority, match, cookie: BigInt(flowKinds.base), actions: 'drop' });
  return [
    drop(flowTables.entry, 200, 'vlan_tci=0x1000/0x1000'),
    ...Object.values(flowTables).map(table => drop(table, 0, '')),
  ];
}

/** The entries of one port. */
export function rulesFor(port: FlowPort): FlowRule[] {
  const addresses = port.ipAddresses.filter(isIPv4);
  const rule = (kind: FlowKind, table: number, priority: number, match: string, actions: string): FlowRule =>
    ({ table, priority, match, cookie: flowCookie(port.portId, kind), actions });
  return [
    rule('entry', flowTables.entry, 100, from(port), `set_field:${segmentOf(port)}->metadata,goto_table:${flowTables.guard}`),
    ...guardRules(port, addresses, rule),
    ...addresses.flatMap(address => arpRules(port, address, rule)),
    rule('delivery', flowTables.deliver, 100, `${within(port)},dl_dst=${port.macAddress},ip`, `output:${port.ofport}`),
  ];
}

type MakeRule = (kind: FlowKind, table: number, priority: number, match: string, actions: string) => FlowRule;

function guardRules(port: FlowPort, addresses: readonly string[], rule: MakeRule): FlowRule[] {
  const own = `${from(port)},dl_src=${port.macAddress}`;
  const guard = flowTables.guard;
  return [
    ...addresses.flatMap(address => [
      rule('allowed', guard, 100, `${own},arp,arp_sha=${port.macAddress},arp_spa=${address}`, `goto_table:${flowTables.arp}`),
      rule('allowed', guard, 100, `${own},ip,nw_src=${address}`, `goto_table:${flowTables.deliver}`),
    ]),
    // What an honest system says before it knows its address is no spoofing: address probes (RFC 5227) and DHCP.
    rule('unsupported', guard, 50, `${own},arp,arp_spa=0.0.0.0`, 'drop'),
    rule('unsupported', guard, 50, `${own},udp,nw_src=0.0.0.0,tp_src=68,tp_dst=67`, 'drop'),
    rule('spoofedArp', guard, 40, `${own},arp`, 'drop'),
    rule('spoofedIp', guard, 40, `${own},ip`, 'drop'),
    rule('unsupported', guard, 30, own, 'drop'),
    rule('spoofedMac', guard, 10, from(port), 'drop'),
  ];
}

function arpRules(port: FlowPort, address: string, rule: MakeRule): FlowRule[] {
  return [
    // An answer to its own announcement would tell a system that somebody else holds its address.
    rule('ownAddress', flowTables.arp, 110, `${from(port)},arp,arp_tpa=${address}`, 'drop'),
    rule('arpAnswer', flowTables.arp, 100, `${within(port)},arp,arp_tpa=${address},arp_op=1`, arpAnswer(port.macAddress, address)),
  ];
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

const from = (port: FlowPort): string => `in_port=${port.ofport}`;
const within = (port: FlowPort): string => `metadata=${segmentOf(port)}`;
const segmentOf = (port: FlowPort): string => `0x${port.segment.toString(16)}`;
