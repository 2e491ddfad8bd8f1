import type { Subnet } from '../../sdk/find-network.ts';
import { column, longColumn } from '../columns.ts';

export const subnetColumns = [
  column<Subnet>('id', 'ID', (thing) => thing.id),
  column<Subnet>('name', 'Name', (thing) => thing.name),
  column<Subnet>('network_id', 'Network ID', (thing) => thing.network_id),
  column<Subnet>('cidr', 'CIDR', (thing) => thing.cidr),
  column<Subnet>('gateway_ip', 'Gateway', (thing) => thing.gateway_ip),
  longColumn<Subnet>('enable_dhcp', 'DHCP', (thing) => thing.enable_dhcp),
  longColumn<Subnet>('allocation_pools', 'Pools', (thing) => thing.allocation_pools),
  longColumn<Subnet>('dns_nameservers', 'Name servers', (thing) => thing.dns_nameservers),
  longColumn<Subnet>('host_routes', 'Routes', (thing) => thing.host_routes),
  longColumn<Subnet>('project_id', 'Project ID', (thing) => thing.project_id),
];
