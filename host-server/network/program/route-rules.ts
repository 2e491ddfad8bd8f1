import ipaddr from 'ipaddr.js';
import type { NetworkMap } from '../network-map.ts';
import type { FlowRule } from './flow-rule.ts';
import { rulesOf } from './port-rules.ts';
import { flowTables, hex, isIPv6, metadataAddress } from './tables.ts';

/**
 * The router of a network, as entries of the network's own: on each host the packet changes its segment where it is, so
 * that two servers of different subnets on one host never leave it, and no router is a detour. Longest prefix first.
 */
export interface Routing {
  map: NetworkMap;
  gatewayMac: string;
  gatewayOfport: number | undefined;
  /** The router's networks that this host has maps of, this one included. */
  neighbours: readonly RoutedNetwork[];
  /** Where the router leaves for its external network; undefined where it has no way out. */
  exit: Exit | undefined;
}

export interface RoutedNetwork {
  map: NetworkMap;
  gatewayMac: string;
}

export interface Exit {
  /** The router's leg on this host, where there is one. */
  leg: { ofport: number; macAddress: string } | undefined;
  /** Servers here that have a floating address go out here, also where other traffic leaves elsewhere. */
  floating: readonly string[];
  /** What leaves by the router's own address, which it has of those families. */
  families: readonly ('ip' | 'ipv6')[];
  /** Whether all other traffic leaves here. */
  isHere: boolean;
  /** The way to the host where it leaves otherwise. */
  tunnelOfport: number | undefined;
}

export function routeRules(routing: Routing): FlowRule[] {
  const { map, gatewayMac } = routing;
  if (map.router === undefined) return [];
  const rule = rulesOf(map.router.id);
  return [
    rule('route', flowTables.deliver, 110, `metadata=${hex(map.segment)},dl_dst=${gatewayMac}`, `goto_table:${flowTables.route}`),
    ...ownRules(routing),
    ...connectedRules(routing),
    ...staticRules(routing),
    ...exitRules(routing),
  ];
}

/** The router's own addresses, and the metadata service, are in the gateway's namespace. */
function ownRules({ map, gatewayOfport }: Routing): FlowRule[] {
  if (gatewayOfport === undefined || map.router === undefined) return [];
  const rule = rulesOf(map.router.id);
  const addresses = new Set([metadataAddress, ...map.router.interfaces.map((each) => each.ip_address), ...gatewayAddressesOf(map)]);
  return [...addresses].map((address) =>
    rule('route', flowTables.route, 400, `metadata=${hex(map.segment)},${destination(address)}`, `set_field:${hex(gatewayOfport)}->reg7,goto_table:${flowTables.out}`));
}

function connectedRules({ map, neighbours }: Routing): FlowRule[] {
  const rule = rulesOf(map.router?.id ?? map.id);
  return (map.router?.interfaces ?? []).flatMap((each) => {
    const target = neighbours.find(({ map: other }) => other.id === each.network_id);
    if (target === undefined) return [];
    return [rule('route', flowTables.route, 100 + prefixLength(each.cidr), `metadata=${hex(map.segment)},${destination(each.cidr)}`, `${into(target)},goto_table:${flowTables.neighbour}`)];
  });
}

/** A static route's next hop is a port of one of the router's networks. */
function staticRules({ map, neighbours }: Routing): FlowRule[] {
  const rule = rulesOf(map.router?.id ?? map.id);
  return (map.router?.routes ?? []).flatMap((route) => {
    const found = neighbours.flatMap((target) => target.map.ports.filter((port) => port.fixed_ips.some((fixed) => fixed.ip_address === route.nexthop)).map((port) => ({ target, port })))[0];
    if (found === undefined) return [];
    const actions = `${into(found.target)},set_field:${found.port.mac_address.toLowerCase()}->eth_dst,resubmit(,${flowTables.deliver})`;
    return [rule('route', flowTables.route, 100 + prefixLength(route.destination), `metadata=${hex(map.segment)},${destination(route.destination)}`, actions)];
  });
}

function exitRules({ map, exit }: Routing): FlowRule[] {
  if (exit === undefined) return [];
  const rule = rulesOf(map.router?.id ?? map.id);
  const within = `metadata=${hex(map.segment)}`;
  const { leg } = exit;
  const leave = leg === undefined ? undefined : `set_field:${leg.macAddress}->eth_dst,set_field:${hex(leg.ofport)}->reg7,goto_table:${flowTables.out}`;
  const rules: FlowRule[] = [];
  if (leave !== undefined) rules.push(...exit.floating.map((address) => rule('route', flowTables.route, 60, `${within},ip,nw_src=${address}`, leave)));
  for (const family of exit.families) {
    if (exit.isHere && leave !== undefined) rules.push(rule('route', flowTables.route, 50, `${within},${family}`, leave));
    else if (exit.tunnelOfport !== undefined) rules.push(rule('route', flowTables.route, 50, `${within},reg0=0,${family}`, `output:${exit.tunnelOfport}`));
  }
  // Link-local addresses are never routed (RFC 4291, section 2.5.6).
  if (exit.families.includes('ipv6')) rules.push(rule('route', flowTables.route, 60, `${within},ipv6,ipv6_dst=fe80::/10`, 'drop'));
  return rules;
}

/** What comes back through the router's leg: into the network of its destination. */
export function legRules(routerId: string, leg: { portId: string; ofport: number; macAddress: string }, networks: readonly RoutedNetwork[]): FlowRule[] {
  const rule = rulesOf(leg.portId);
  const router = networks.find(({ map }) => map.router?.id === routerId)?.map.router;
  return [
    rule('entry', flowTables.entry, 100, `in_port=${leg.ofport}`, `goto_table:${flowTables.route}`),
    rule('out', flowTables.out, 100, `reg7=${hex(leg.ofport)}`, `output:${leg.ofport}`),
    ...(router?.interfaces ?? []).flatMap((each) => {
      const target = networks.find(({ map }) => map.id === each.network_id);
      if (target === undefined) return [];
      const actions = `set_field:${hex(target.map.segment)}->metadata,set_field:${target.gatewayMac}->eth_src,goto_table:${flowTables.neighbour}`;
      return [rule('route', flowTables.route, 500, `in_port=${leg.ofport},${destination(each.cidr)}`, actions)];
    }),
  ];
}

/** The gateway addresses that a network's subnets have. */
export const gatewayAddressesOf = (map: NetworkMap): string[] => map.subnets.flatMap(({ gateway_ip: address }) => (address === undefined ? [] : [address]));

const into = (target: RoutedNetwork): string => `dec_ttl,set_field:${hex(target.map.segment)}->metadata,set_field:${target.gatewayMac}->eth_src`;

const destination = (cidr: string): string => (isIPv6(cidr) ? `ipv6,ipv6_dst=${cidr}` : `ip,nw_dst=${cidr}`);

function prefixLength(cidr: string): number {
  return ipaddr.parseCIDR(cidr)[1];
}
