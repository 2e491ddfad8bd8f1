import type { NetworkMap } from '../network-map.ts';
import type { FlowRule } from './flow-rule.ts';
import { rulesOf } from './port-rules.ts';
import { flowTables, hex } from './tables.ts';

/** A network as this host has it. */
export interface NetworkHere {
  map: NetworkMap;
  /** The port numbers of servers of it that are here. */
  servers: readonly number[];
  gatewayOfport: number | undefined;
  /** The device that leads to the network's other hosts. */
  tunnelOfport: number | undefined;
  /** The device that leads to its physical network. */
  uplinkOfport: number | undefined;
}

/** The entries that belong to a network as a whole: its ways in from elsewhere, its gateway's services, what goes to all. */
export function networkRules(here: NetworkHere): FlowRule[] {
  return [...tunnelRules(here), ...uplinkRules(here), ...serviceRules(here), ...floodRules(here)];
}

function tunnelRules({ map, tunnelOfport }: NetworkHere): FlowRule[] {
  if (tunnelOfport === undefined) return [];
  return [rulesOf(map.id)('entry', flowTables.entry, 100, `in_port=${tunnelOfport}`, enter(map))];
}

/** What comes in is asked for its answers too: outside nobody else speaks for the ports here. */
function uplinkRules({ map, uplinkOfport }: NetworkHere): FlowRule[] {
  if (uplinkOfport === undefined) return [];
  const rule = rulesOf(map.id);
  const within = `metadata=${hex(map.segment)}`;
  const vlan = map.type === 'vlan' && map.vlan_id !== undefined ? map.vlan_id : undefined;
  const leave = vlan === undefined ? `output:${uplinkOfport}` : `push_vlan:0x8100,set_field:${4096 + vlan}->vlan_vid,output:${uplinkOfport}`;
  // Above the rule that drops tagged frames: the uplink's own tag is the network's.
  const match = vlan === undefined ? 'vlan_tci=0x0000/0x1fff' : `dl_vlan=${vlan}`;
  // A question keeps its tag, because its answer leaves as it came.
  const arrive = (table: number): string => `${vlan === undefined || table === flowTables.answer ? '' : 'pop_vlan,'}set_field:${hex(map.segment)}->metadata,set_field:0x1->reg0,goto_table:${table}`;
  return [
    rule('uplink', flowTables.entry, 300, `in_port=${uplinkOfport},${match}`, arrive(flowTables.deliver)),
    rule('uplink', flowTables.entry, 310, `in_port=${uplinkOfport},${match},arp,arp_op=1`, arrive(flowTables.answer)),
    rule('uplink', flowTables.entry, 310, `in_port=${uplinkOfport},${match},icmp6,icmp_type=135`, arrive(flowTables.answer)),
    // Questions for strangers go out, and their answers come back to whoever asked.
    rule('uplink', flowTables.answer, 20, `${within},reg0=0,arp`, leave),
    rule('uplink', flowTables.answer, 20, `${within},reg0=0,icmp6,icmp_type=135`, leave),
    rule('uplink', flowTables.deliver, 20, `${within},reg0=0`, leave),
  ];
}

function serviceRules({ map, gatewayOfport }: NetworkHere): FlowRule[] {
  if (gatewayOfport === undefined) return [];
  const rule = rulesOf(map.id);
  const within = `metadata=${hex(map.segment)},reg0=0`;
  const toGateway = `set_field:${hex(gatewayOfport)}->reg7,goto_table:${flowTables.out}`;
  return [
    ...(map.subnets.some(({ dhcp, ip_version: version }) => dhcp && version === 4) ? [rule('service', flowTables.answer, 90, `${within},udp,tp_dst=67`, toGateway)] : []),
    ...(map.subnets.some(({ dhcp, ip_version: version }) => dhcp && version === 6) ? [rule('service', flowTables.answer, 90, `${within},udp6,tp_dst=547`, toGateway)] : []),
    ...(map.subnets.some(({ ipv6_ra: sends }) => sends === true) ? [rule('service', flowTables.answer, 90, `${within},icmp6,icmp_type=133`, toGateway)] : []),
  ];
}

function floodRules({ map, servers, gatewayOfport, tunnelOfport, uplinkOfport }: NetworkHere): FlowRule[] {
  const rule = rulesOf(map.id);
  const within = `metadata=${hex(map.segment)}`;
  const bunches = new Map<number, number[]>();
  for (const ofport of servers) bunches.set(ofport >> bunchBits, [...(bunches.get(ofport >> bunchBits) ?? []), ofport]);
  const toAll = (table: number): string => [...bunches.keys()].map((bunch) => `set_field:${hex(bunch)}->reg3,resubmit(,${table})`).join(',');
  const bunchRules = (table: number, next: number): FlowRule[] => [...bunches].map(([bunch, ofports]) =>
    rule('flood', table, 100, `${within},reg3=${hex(bunch)}`, ofports.map((ofport) => `set_field:${hex(ofport)}->reg7,resubmit(,${next})`).join(',')));
  const rules: FlowRule[] = [];
  if (gatewayOfport !== undefined && servers.length > 0) {
    rules.push(...bunchRules(flowTables.allOut, flowTables.out));
    // A DHCP client may ask for a broadcast answer, and advertisements go to all.
    rules.push(rule('flood', flowTables.handout, 90, `${within},dl_dst=ff:ff:ff:ff:ff:ff`, toAll(flowTables.allOut)));
    rules.push(rule('flood', flowTables.handout, 90, `${within},dl_dst=33:33:00:00:00:01`, toAll(flowTables.allOut)));
  }
  if (map.multicast !== true) return rules;
  rules.push(...bunchRules(flowTables.allReceive, flowTables.receive));
  const group = `${within},dl_dst=01:00:00:00:00:00/01:00:00:00:00:00`;
  const here = servers.length > 0 ? [toAll(flowTables.allReceive)] : [];
  const outside = [tunnelOfport, uplinkOfport].filter((ofport) => ofport !== undefined).map((ofport) => `output:${ofport}`);
  if (here.length > 0) rules.push(rule('flood', flowTables.deliver, 80, `${group},reg0=1`, here.join(',')));
  if (here.length + outside.length > 0) rules.push(rule('flood', flowTables.deliver, 80, `${group},reg0=0`, [...here, ...outside].join(',')));
  return rules;
}

/** What goes to all goes by bunches of 32 port numbers, so that a port more or less changes one of them and not one long entry. */
const bunchBits = 5;

const enter = (map: NetworkMap): string => `set_field:${hex(map.segment)}->metadata,set_field:0x1->reg0,goto_table:${flowTables.deliver}`;
