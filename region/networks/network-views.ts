import type { components } from '../../openapi/generated/network.ts';
import type { Network, Subnet } from './network-store.ts';
import type { Port } from './port-store.ts';

type Schemas = components['schemas'];

/** Neutron's network; provider keys are for admins. */
export const networkView = (network: Network, subnetIds: readonly string[], isAdmin: boolean): Schemas['Network'] => ({
  id: network.id,
  name: network.name,
  tenant_id: network.projectId,
  project_id: network.projectId,
  admin_state_up: true,
  status: 'ACTIVE',
  subnets: [...subnetIds],
  shared: false,
  mtu: network.mtu,
  'router:external': false,
  availability_zone_hints: [],
  availability_zones: [],
  description: '',
  port_security_enabled: true,
  tags: [],
  ...timesOf(network),
  ...(isAdmin ? { 'provider:network_type': 'vxlan', 'provider:segmentation_id': network.segment } : {}),
});

export const subnetView = (subnet: Subnet): Schemas['Subnet'] => ({
  id: subnet.id,
  name: subnet.name,
  network_id: subnet.networkId,
  tenant_id: subnet.projectId,
  project_id: subnet.projectId,
  ip_version: 4,
  cidr: subnet.cidr,
  gateway_ip: subnet.gatewayIp,
  enable_dhcp: false,
  allocation_pools: [{ start: subnet.poolStart, end: subnet.poolEnd }],
  dns_nameservers: subnet.nameservers,
  host_routes: [],
  ipv6_ra_mode: null,
  ipv6_address_mode: null,
  subnetpool_id: null,
  service_types: [],
  description: '',
  tags: [],
  ...timesOf(subnet),
});

/** Neutron's port; the host it is bound to is for admins. */
export const portView = (port: Port, hostName: string | undefined): Schemas['Port'] => ({
  id: port.id,
  name: port.name,
  network_id: port.networkId,
  tenant_id: port.projectId,
  project_id: port.projectId,
  mac_address: port.macAddress,
  admin_state_up: true,
  status: port.status,
  device_id: port.deviceId,
  device_owner: port.deviceOwner,
  fixed_ips: port.fixedIps.map(({ subnetId, ipAddress }) => ({ subnet_id: subnetId, ip_address: ipAddress })),
  security_groups: [],
  allowed_address_pairs: [],
  extra_dhcp_opts: [],
  port_security_enabled: true,
  'binding:vnic_type': 'normal',
  ...(hostName === undefined ? {} : { 'binding:host_id': hostName }),
  description: '',
  tags: [],
  ...timesOf(port),
});

/** With `fields` only those keys stay. */
export function onlyFields<T extends object>(view: T, fields: readonly string[] | undefined): T {
  if (!fields || fields.length === 0) return view;
  return Object.fromEntries(Object.entries(view).filter(([key]) => fields.includes(key))) as T;
}

const timesOf = ({ createdAt, updatedAt, revision }: { createdAt: string; updatedAt: string; revision: number }) => ({
  created_at: `${createdAt.slice(0, 19)}Z`,
  updated_at: `${updatedAt.slice(0, 19)}Z`,
  revision_number: revision,
});
