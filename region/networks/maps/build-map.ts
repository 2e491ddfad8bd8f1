/**
 * A network's map: all that a host must know of it, from rows alone. The same rows give the same map, whoever pushes it.
 * Ports of routers and of floating addresses are no ports here: what they mean stands in `router` and at the ports.
 */
import type { NetworkMap } from '../../wire.ts';
import type { FloatingIp } from '../floating-ip-store.ts';
import type { SecurityGroup, SecurityGroupRule } from '../group-store.ts';
import type { Network } from '../network-store.ts';
import type { Port } from '../port-store.ts';
import type { BandwidthRule } from '../qos/qos-store.ts';
import { gatewayOwner, interfaceOwner } from '../routers/router-store.ts';
import type { Router } from '../routers/router-store.ts';
import { protocolNumber } from '../rule.ts';
import type { Subnet } from '../subnet-store.ts';

export interface MapRows {
  network: Network;
  revision: number;
  subnets: readonly Subnet[];
  ports: readonly Port[];
  /** Groups that the ports are in, and those that their rules name. */
  groups: readonly SecurityGroup[];
  rules: readonly SecurityGroupRule[];
  /** Addresses of a group's members in every network. */
  members: ReadonlyMap<string, readonly string[]>;
  hosts: readonly { id: string; tunnelIp: string | null }[];
  router: RouterRows | undefined;
  floatingIps: readonly FloatingIp[];
  bandwidth: readonly BandwidthRule[];
}

export interface RouterRows {
  router: Router;
  /** Its legs within and without. */
  legs: readonly Port[];
  /** Of all its legs. */
  subnets: readonly Subnet[];
}

export function buildMap(rows: MapRows): NetworkMap {
  const { network, revision } = rows;
  const guests = rows.ports.filter(({ deviceOwner }) => !deviceOwner.startsWith('network:'));
  return {
    id: network.id,
    revision,
    project_id: network.projectId,
    name: network.name,
    ...(network.dnsDomain === '' ? {} : { dns_domain: network.dnsDomain }),
    type: network.type,
    segment: network.segment,
    ...(network.vlanId === null ? {} : { vlan_id: network.vlanId }),
    ...(network.physicalNetwork === null ? {} : { physical_network: network.physicalNetwork }),
    external: network.external,
    multicast: network.multicast,
    mtu: network.mtu,
    port_security: network.portSecurity,
    subnets: rows.subnets.map(subnetMap),
    ports: guests.map((port) => portMap(port, rows)),
    security_groups: groupMaps(guests, rows),
    hosts: rows.hosts.flatMap(({ id, tunnelIp }) => (tunnelIp === null ? [] : [{ id, tunnel_ip: tunnelIp }])),
    ...(rows.router && network.adminStateUp ? { router: routerMap(rows.router) } : {}),
  };
}

const subnetMap = (subnet: Subnet): NetworkMap['subnets'][number] => ({
  id: subnet.id,
  ip_version: subnet.ipVersion,
  cidr: subnet.cidr,
  ...(subnet.gatewayIp === null ? {} : { gateway_ip: subnet.gatewayIp }),
  dhcp: subnet.enableDhcp,
  ...(subnet.ipv6RaMode === null ? {} : { ipv6_ra: true }),
  nameservers: subnet.nameservers,
  routes: subnet.hostRoutes,
});

function portMap(port: Port, { network, floatingIps, bandwidth }: MapRows): NetworkMap['ports'][number] {
  const rates = ratesOf(bandwidth.filter(({ policyId }) => policyId === (port.qosPolicyId ?? network.qosPolicyId)));
  const floating = floatingIps.filter(({ portId }) => portId === port.id);
  return {
    id: port.id,
    ...(port.hostId === null ? {} : { host_id: port.hostId }),
    ...(port.deviceOwner.startsWith('compute:') ? { server_id: port.deviceId } : {}),
    ...(port.dnsName === '' ? {} : { dns_name: port.dnsName }),
    mac_address: port.macAddress,
    fixed_ips: port.fixedIps.map(({ subnetId, ipAddress }) => ({ subnet_id: subnetId, ip_address: ipAddress })),
    security_group_ids: port.groupIds,
    allowed_address_pairs: port.addressPairs.map((pair) => ({ ...pair })),
    port_security: port.portSecurity,
    admin_state_up: port.adminStateUp && network.adminStateUp,
    ...(rates ? { rates } : {}),
    ...(floating.length > 0 ? { floating_ips: floating.map(({ ipAddress, fixedIpAddress }) => ({ floating_ip: ipAddress, fixed_ip: fixedIpAddress ?? '' })) } : {}),
  };
}

/** As the server sees it: what it sends is egress, in Neutron's words and in the map's. */
function ratesOf(rules: readonly BandwidthRule[]): NonNullable<NetworkMap['ports'][number]['rates']> | undefined {
  if (rules.length === 0) return undefined;
  const of = (direction: BandwidthRule['direction']): BandwidthRule | undefined => rules.find((rule) => rule.direction === direction);
  const [out, into] = [of('egress'), of('ingress')];
  return {
    ...(out ? { egress_kbps: out.maxKbps, ...(out.maxBurstKbps > 0 ? { egress_burst_kbit: out.maxBurstKbps } : {}) } : {}),
    ...(into ? { ingress_kbps: into.maxKbps, ...(into.maxBurstKbps > 0 ? { ingress_burst_kbit: into.maxBurstKbps } : {}) } : {}),
  };
}

function groupMaps(ports: readonly Port[], { groups, rules, members }: MapRows): NetworkMap['security_groups'] {
  const inUse = new Set(ports.flatMap(({ groupIds }) => groupIds));
  const remote = new Set(rules.filter(({ groupId }) => inUse.has(groupId)).flatMap(({ remoteGroupId }) => remoteGroupId ?? []));
  return groups
    .filter(({ id }) => inUse.has(id) || remote.has(id))
    .map((group) => ({
      id: group.id,
      stateful: group.stateful,
      members: remote.has(group.id) ? [...(members.get(group.id) ?? [])] : [],
      rules: inUse.has(group.id) ? rules.filter(({ groupId }) => groupId === group.id).map(ruleMap) : [],
    }));
}

const ruleMap = (rule: SecurityGroupRule): NetworkMap['security_groups'][number]['rules'][number] => ({
  id: rule.id,
  direction: rule.direction,
  ethertype: rule.ethertype,
  ...(rule.protocol === null ? {} : { protocol: protocolNumber(rule.protocol, rule.ethertype) }),
  ...(rule.portRangeMin === null ? {} : { port_range_min: rule.portRangeMin }),
  ...(rule.portRangeMax === null ? {} : { port_range_max: rule.portRangeMax }),
  ...(rule.remoteIpPrefix === null ? {} : { remote_ip_prefix: rule.remoteIpPrefix }),
  ...(rule.remoteGroupId === null ? {} : { remote_group_id: rule.remoteGroupId }),
});

function routerMap({ router, legs, subnets }: RouterRows): NonNullable<NetworkMap['router']> {
  const subnetById = new Map(subnets.map((subnet) => [subnet.id, subnet]));
  const outer = legs.find(({ deviceOwner }) => deviceOwner === gatewayOwner);
  const nextHop = outer?.fixedIps.map(({ subnetId }) => subnetById.get(subnetId)).find((subnet) => subnet?.ipVersion === 4 && subnet.gatewayIp !== null)?.gatewayIp;
  return {
    id: router.id,
    mac_address: router.macAddress,
    interfaces: legs
      .filter(({ deviceOwner }) => deviceOwner === interfaceOwner)
      .flatMap((leg) =>
        leg.fixedIps.map(({ subnetId, ipAddress }) => ({
          network_id: leg.networkId, subnet_id: subnetId, ip_address: ipAddress, cidr: subnetById.get(subnetId)?.cidr ?? '', mac_address: leg.macAddress,
        })),
      ),
    ...(outer && router.adminStateUp
      ? {
          gateway: {
            network_id: outer.networkId, snat: router.enableSnat, ip_addresses: outer.fixedIps.map(({ ipAddress }) => ipAddress), ...(nextHop ? { next_hop: nextHop } : {}),
          },
        }
      : {}),
    routes: router.routes,
  };
}
