import type { NetworkSpec, PortSpec } from '../wire.ts';
import type { Network } from './network-store.ts';
import { cidrOf } from './pools.ts';
import type { Port } from './port-store.ts';
import type { Subnet } from './subnet-store.ts';

/** A server's ports as its spec has them: what the guest itself is given. What may pass stands in the networks' maps. */
export function portSpecs(ports: readonly Port[], networks: readonly Network[], subnets: readonly Subnet[]): PortSpec[] {
  const networkById = new Map(networks.map((network) => [network.id, network]));
  const subnetById = new Map(subnets.map((subnet) => [subnet.id, subnet]));
  return ports.map((port) => ({
    id: port.id,
    network_id: port.networkId,
    mac_address: port.macAddress,
    fixed_ips: port.fixedIps.flatMap(({ subnetId, ipAddress }) => {
      const subnet = subnetById.get(subnetId);
      if (!subnet) return [];
      const nameservers = resolversOf(subnet, networkById.get(port.networkId));
      return [
        {
          ip_address: ipAddress,
          prefix_length: cidrOf(subnet.cidr).prefixLength,
          ...(subnet.gatewayIp === null ? {} : { gateway_ip: subnet.gatewayIp }),
          ...(nameservers.length === 0 ? {} : { nameservers }),
          ...(subnet.hostRoutes.length === 0 ? {} : { routes: subnet.hostRoutes }),
        },
      ];
    }),
  }));
}

/**
 * Who a guest asks for names: the subnet's own resolvers, else the one that a host has in the network, with the names of its
 * servers. A vlan or flat network has that one outside, and nobody here knows its address.
 */
function resolversOf(subnet: Subnet, network: Network | undefined): string[] {
  if (subnet.nameservers.length > 0) return subnet.nameservers;
  const isServedHere = subnet.ipVersion === 4 && subnet.enableDhcp && network?.physicalNetwork === null;
  return isServedHere && subnet.gatewayIp !== null ? [subnet.gatewayIp] : [];
}

/** The networks of these ports, by the first IPv4 subnet of each, for a host that has no map of them yet. */
export function networkSpecs(ports: readonly Port[], networks: readonly Network[], subnets: readonly Subnet[]): NetworkSpec[] {
  const wanted = new Set(ports.map(({ networkId }) => networkId));
  return networks
    .filter(({ id }) => wanted.has(id))
    .map((network) => {
      const subnet = subnets.find(({ networkId, ipVersion }) => networkId === network.id && ipVersion === 4);
      return {
        id: network.id,
        name: network.name,
        segment: network.segment,
        mtu: network.mtu,
        nameservers: (subnet?.nameservers ?? []).filter((server) => !server.includes(':')),
        ...(subnet ? { cidr: subnet.cidr } : {}),
        ...(subnet && subnet.gatewayIp !== null ? { gateway_ip: subnet.gatewayIp } : {}),
      };
    });
}
