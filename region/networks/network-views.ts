import type { components } from '../../openapi/generated/network.ts';
import type { FloatingIp } from './floating-ip-store.ts';
import type { SecurityGroup, SecurityGroupRule } from './group-store.ts';
import { standardView } from './kit/standard.ts';
import type { Network } from './network-store.ts';
import type { Port } from './port-store.ts';
import type { Router } from './routers/router-store.ts';
import type { Subnet } from './subnet-store.ts';

type Schemas = components['schemas'];
type Tags = readonly string[] | undefined;

/** Neutron's network; provider keys are for admins. */
export const networkView = (network: Network, subnetIds: readonly string[], tags: Tags, isAdmin: boolean): Schemas['Network'] => ({
  ...standardView(network, tags),
  admin_state_up: network.adminStateUp,
  status: 'ACTIVE',
  subnets: [...subnetIds],
  shared: network.shared,
  mtu: network.mtu,
  'router:external': network.external,
  ...(network.external ? { is_default: network.isDefault } : {}),
  availability_zone_hints: [],
  availability_zones: [],
  port_security_enabled: network.portSecurity,
  qos_policy_id: network.qosPolicyId,
  dns_domain: network.dnsDomain,
  ipv4_address_scope: null,
  ipv6_address_scope: null,
  l2_adjacency: true,
  ...(isAdmin
    ? {
        'provider:network_type': network.type,
        'provider:physical_network': network.physicalNetwork,
        'provider:segmentation_id': network.type === 'vxlan' ? network.segment : network.vlanId,
      }
    : {}),
});

export const subnetView = (subnet: Subnet, tags: Tags): Schemas['Subnet'] => ({
  ...standardView(subnet, tags),
  network_id: subnet.networkId,
  ip_version: subnet.ipVersion,
  cidr: subnet.cidr,
  gateway_ip: subnet.gatewayIp,
  enable_dhcp: subnet.enableDhcp,
  allocation_pools: subnet.pools,
  dns_nameservers: subnet.nameservers,
  host_routes: subnet.hostRoutes,
  ipv6_ra_mode: subnet.ipv6RaMode,
  ipv6_address_mode: subnet.ipv6AddressMode,
  subnetpool_id: null,
  segment_id: null,
  service_types: subnet.serviceTypes,
});

export interface PortContext {
  tags: Tags;
  /** For admins; undefined for others. */
  hostName: string | undefined;
  network: Pick<Network, 'dnsDomain' | 'qosPolicyId'> | undefined;
}

/** Neutron's port; where it is bound is for admins. */
export const portView = (port: Port, { tags, hostName, network }: PortContext): Schemas['Port'] => ({
  ...standardView(port, tags),
  network_id: port.networkId,
  mac_address: port.macAddress,
  admin_state_up: port.adminStateUp,
  status: port.status,
  device_id: port.deviceId,
  device_owner: port.deviceOwner,
  fixed_ips: port.fixedIps.map(({ subnetId, ipAddress }) => ({ subnet_id: subnetId, ip_address: ipAddress })),
  security_groups: port.groupIds,
  allowed_address_pairs: port.addressPairs.map((pair) => ({ mac_address: port.macAddress, ...pair })),
  extra_dhcp_opts: port.dhcpOpts,
  port_security_enabled: port.portSecurity,
  qos_policy_id: port.qosPolicyId,
  qos_network_policy_id: network?.qosPolicyId ?? null,
  dns_name: port.dnsName,
  dns_domain: '',
  dns_assignment: port.fixedIps.map(({ ipAddress }) => {
    const hostname = port.dnsName || `host-${ipAddress.replaceAll(/[.:]+/g, '-')}`;
    return { ip_address: ipAddress, hostname, fqdn: `${hostname}.${network?.dnsDomain || 'openstacklocal.'}` };
  }),
  resource_request: null,
  ip_allocation: port.fixedIps.length > 0 ? 'immediate' : 'none',
  'binding:vnic_type': port.vnicType,
  ...(hostName === undefined
    ? {}
    : {
        'binding:host_id': hostName,
        'binding:profile': port.profile,
        'binding:vif_type': hostName === '' ? 'unbound' : 'ovs',
        'binding:vif_details': hostName === '' ? {} : { port_filter: true, connectivity: 'l2' },
      }),
});

export const ruleView = (rule: SecurityGroupRule): Schemas['SecurityGroupRule'] => {
  const { name: _, ...standard } = standardView(rule, []);
  return {
    ...standard,
    security_group_id: rule.groupId,
    direction: rule.direction,
    ethertype: rule.ethertype,
    protocol: rule.protocol,
    port_range_min: rule.portRangeMin,
    port_range_max: rule.portRangeMax,
    remote_ip_prefix: rule.remoteIpPrefix,
    normalized_cidr: rule.remoteIpPrefix,
    remote_group_id: rule.remoteGroupId,
    remote_address_group_id: null,
  };
};

export const groupView = (group: SecurityGroup, rules: readonly SecurityGroupRule[], tags: Tags): Schemas['SecurityGroup'] => ({
  ...standardView(group, tags),
  stateful: group.stateful,
  shared: false,
  security_group_rules: rules.filter(({ groupId }) => groupId === group.id).map(ruleView),
});

/** `gateway` is the port in the external network. */
export const routerView = (router: Router, gateway: Port | undefined, tags: Tags): Schemas['Router'] => ({
  ...standardView(router, tags),
  admin_state_up: router.adminStateUp,
  status: 'ACTIVE',
  external_gateway_info:
    router.gatewayNetworkId === null
      ? null
      : {
          network_id: router.gatewayNetworkId,
          enable_snat: router.enableSnat,
          external_fixed_ips: (gateway?.fixedIps ?? []).map(({ subnetId, ipAddress }) => ({ subnet_id: subnetId, ip_address: ipAddress })),
        },
  routes: router.routes,
  distributed: true,
  ha: false,
  availability_zone_hints: [],
  availability_zones: [],
  flavor_id: null,
});

export const floatingIpView = (floatingIp: FloatingIp, port: Port | undefined, tags: Tags): Schemas['FloatingIp'] => {
  const { name: _, ...standard } = standardView(floatingIp, tags);
  return {
    ...standard,
    floating_network_id: floatingIp.networkId,
    floating_ip_address: floatingIp.ipAddress,
    port_id: floatingIp.portId,
    fixed_ip_address: floatingIp.fixedIpAddress,
    router_id: floatingIp.routerId,
    status: floatingIp.portId === null ? 'DOWN' : 'ACTIVE',
    dns_name: floatingIp.dnsName,
    dns_domain: floatingIp.dnsDomain,
    qos_policy_id: floatingIp.qosPolicyId,
    port_details: port
      ? {
          name: port.name, network_id: port.networkId, mac_address: port.macAddress, admin_state_up: port.adminStateUp, status: port.status, device_id: port.deviceId, device_owner: port.deviceOwner,
        }
      : null,
    port_forwardings: [],
  };
};
