import ipaddr from 'ipaddr.js';
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

/** Undefined where the router has nothing to do on this host. IPv6 is routed and not translated. */
export function planRouter({ router, external, floating, isExit, hostId }: RouterFacts): RouterPlan | undefined {
  const { gateway } = router;
  if (gateway === undefined || (!isExit && floating.length === 0)) return undefined;
  const own = isExit ? gateway.ip_addresses.map((ipAddress) => ({ ipAddress, subnet: subnetOf(ipAddress, external) })) : [];
  const snat = own.find(({ ipAddress }) => !isIPv6(ipAddress))?.ipAddress;
  const sixth = own.find(({ ipAddress }) => isIPv6(ipAddress));
  const nexthop = gateway.next_hop ?? external.subnets.find(({ ip_version: version }) => version === 4)?.gateway_ip;
  return {
    router,
    leg: recordOf('leg', router.id, router.id, 0, hostId, []),
    outside: recordOf('outside', router.id, external.id, external.segment, hostId, [...own.map(({ ipAddress }) => ipAddress), ...floating.map((each) => each.floating_ip)]),
    outsideAddresses: [
      ...own.map(({ ipAddress, subnet }) => ({ ipAddress, prefixLength: Number(subnet?.cidr.split('/')[1] ?? (isIPv6(ipAddress) ? 128 : 32)) })),
      ...floating.map((each) => ({ ipAddress: each.floating_ip, prefixLength: 32 })),
    ],
    outsideRoutes: [
      ...(nexthop === undefined || isIPv6(nexthop) ? [] : [{ destination: '0.0.0.0/0', nexthop }]),
      ...(sixth?.subnet?.gateway_ip === undefined ? [] : [{ destination: '::/0', nexthop: sixth.subnet.gateway_ip }]),
    ],
    insideRoutes: router.interfaces.flatMap(({ cidr }) => (isIPv6(cidr) && sixth === undefined ? [] : [{ destination: cidr, nexthop: isIPv6(cidr) ? insidePeers.six : insidePeers.four }])),
    mtu: external.mtu,
    ruleset: rulesetOf(gateway.snat ? snat : undefined, floating, { four: !gateway.snat, six: sixth !== undefined }),
  };
}

/** The leg's other side, which is the switch itself: a neighbour that need not be asked for. */
export const insidePeers = { four: '169.254.0.1', six: 'fe80::1' } as const;
export const insideAddresses = [{ ipAddress: '169.254.0.2', prefixLength: 30 }, { ipAddress: 'fe80::2', prefixLength: 64 }];

function subnetOf(ipAddress: string, external: NetworkMap): NetworkMap['subnets'][number] | undefined {
  const address = ipaddr.parse(ipAddress);
  return external.subnets.find(({ cidr, ip_version: version }) => (version === 6) === isIPv6(ipAddress) && address.match(ipaddr.parseCIDR(cidr)));
}

export const outsidePortId = (routerId: string, hostId: string | undefined): string => derivedId(seedOf('outside', routerId, hostId));

const seedOf = (role: string, routerId: string, hostId: string | undefined): string => `${role}:${routerId}:${hostId ?? ''}`;

function recordOf(role: 'leg' | 'outside', routerId: string, networkId: string, segment: number, hostId: string | undefined, ipAddresses: string[]): PortRecord {
  // Of this host alone: the physical network learns where each host's leg is.
  const seed = seedOf(role, routerId, hostId);
  const portId = derivedId(seed);
  return { portId, networkId, serverId: '', role, deviceName: deviceNameFor(role, portId), segment, macAddress: derivedMac(seed), ipAddresses };
}

function rulesetOf(snat: string | undefined, floating: RouterFacts['floating'], isOpen: { four: boolean; six: boolean }): string {
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
    ...(isOpen.four ? ['    iifname "outside" oifname "inside" accept'] : []),
    '  }',
    '}',
    'table ip6 sampan',
    'delete table ip6 sampan',
    'table ip6 sampan {',
    '  chain forward {',
    '    type filter hook forward priority filter; policy drop;',
    ...(isOpen.six ? ['    iifname "inside" oifname "outside" accept', '    iifname "outside" oifname "inside" accept'] : []),
    '  }',
    '}',
  ].join('\n')}\n`;
}
