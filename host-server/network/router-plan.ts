import type { NetworkMap, RouterMap } from './network-map.ts';
import type { Route } from './network.ts';
import { derivedId, derivedMac, deviceNameFor } from './port-record.ts';
import type { PortRecord } from './port-record.ts';
import { isIPv6 } from './program/tables.ts';

/** A router's way out on one host: a namespace with a leg towards its networks and one in the external network. */
export interface RouterPlan {
  router: RouterMap;
  leg: PortRecord;
  outside: PortRecord;
  outsideAddresses: { ipAddress: string; prefixLength: number }[];
  outsideRoutes: Route[];
  insideRoutes: Route[];
  mtu: number;
  /** For `nft -f`: replaces what was there in one step. */
  ruleset: string;
}

export interface RouterFacts {
  router: RouterMap;
  external: NetworkMap;
  /** Floating addresses of servers here. */
  floating: readonly { floating_ip: string; fixed_ip: string }[];
  /** Whether all other traffic leaves at this host. */
  isExit: boolean;
  hostId: string | undefined;
}

/** Undefined where the router has nothing to do on this host. IPv4 only: IPv6 is not translated. */
export function planRouter({ router, external, floating, isExit, hostId }: RouterFacts): RouterPlan | undefined {
  const { gateway } = router;
  if (gateway === undefined || (!isExit && floating.length === 0)) return undefined;
  const subnet = external.subnets.find(({ ip_version: version }) => version === 4);
  const own = isExit ? gateway.ip_addresses.filter((address) => !isIPv6(address)) : [];
  const prefixLength = Number(subnet?.cidr.split('/')[1] ?? 32);
  const nexthop = gateway.next_hop ?? subnet?.gateway_ip;
  const addresses = [...own, ...floating.map((each) => each.floating_ip)];
  return {
    router,
    leg: recordOf('leg', router.id, router.id, 0, hostId, []),
    outside: recordOf('outside', router.id, external.id, external.segment, hostId, addresses),
    outsideAddresses: [...own.map((ipAddress) => ({ ipAddress, prefixLength })), ...floating.map((each) => ({ ipAddress: each.floating_ip, prefixLength: 32 }))],
    outsideRoutes: nexthop === undefined || isIPv6(nexthop) ? [] : [{ destination: '0.0.0.0/0', nexthop }],
    insideRoutes: router.interfaces.filter((each) => !isIPv6(each.cidr)).map((each) => ({ destination: each.cidr, nexthop: insidePeer })),
    mtu: external.mtu,
    ruleset: rulesetOf(gateway.snat ? own[0] : undefined, floating, !gateway.snat),
  };
}

/** The leg's other side, which is the switch itself: a neighbour that need not be asked for. */
export const insidePeer = '169.254.0.1';
export const insideAddress = { ipAddress: '169.254.0.2', prefixLength: 30 };

export const outsidePortId = (routerId: string, hostId: string | undefined): string => derivedId(seedOf('outside', routerId, hostId));

const seedOf = (role: string, routerId: string, hostId: string | undefined): string => `${role}:${routerId}:${hostId ?? ''}`;

function recordOf(role: 'leg' | 'outside', routerId: string, networkId: string, segment: number, hostId: string | undefined, ipAddresses: string[]): PortRecord {
  // Of this host alone: the physical network learns where each host's leg is.
  const seed = seedOf(role, routerId, hostId);
  const portId = derivedId(seed);
  return { portId, networkId, serverId: '', role, deviceName: deviceNameFor(role, portId), segment, macAddress: derivedMac(seed), ipAddresses };
}

function rulesetOf(snat: string | undefined, floating: RouterFacts['floating'], isOpen: boolean): string {
  return `${[
    'table ip sampan',
    'delete table ip sampan',
    'table ip sampan {',
    '  chain prerouting {',
    '    type nat hook prerouting priority dstnat; policy accept;',
    ...floating.map((each) => `    ip daddr ${each.floating_ip} dnat to ${each.fixed_ip}`),
    '  }',
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat; policy accept;',
    // A server that calls a neighbour by its floating address must hear the answer from there.
    ...(snat === undefined ? [] : [`    iifname "inside" oifname "inside" ct status dnat snat to ${snat}`]),
    ...floating.map((each) => `    oifname "outside" ip saddr ${each.fixed_ip} snat to ${each.floating_ip}`),
    ...(snat === undefined ? [] : [`    oifname "outside" snat to ${snat}`]),
    '  }',
    '  chain forward {',
    '    type filter hook forward priority filter; policy drop;',
    '    ct state established,related accept',
    '    ct status dnat accept',
    '    iifname "inside" oifname "outside" accept',
    ...(isOpen ? ['    iifname "outside" oifname "inside" accept'] : []),
    '  }',
    '}',
  ].join('\n')}\n`;
}
