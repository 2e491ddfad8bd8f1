import type { NetworkMap } from './network-map.ts';
import type { NetworkSpec } from './network.ts';

/** A map's network in the short form that a server's spec has. */
export function networkSpecOf(map: NetworkMap): NetworkSpec {
  const subnet = map.subnets.find(({ ip_version: version }) => version === 4) ?? map.subnets[0];
  return { id: map.id, name: map.name, segment: map.segment, cidr: subnet?.cidr, gatewayIp: subnet?.gateway_ip, mtu: map.mtu };
}
