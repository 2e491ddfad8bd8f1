import type { Port } from '../../sdk/find.ts';
import { column, longColumn } from '../columns.ts';

export const portColumns = [
  column<Port>('id', 'ID', ({ id }) => id),
  column<Port>('name', 'Name', ({ name }) => name),
  column<Port>('mac_address', 'MAC address', (port) => port.mac_address),
  column<Port>('ip_addresses', 'IP addresses', (port) => (port.fixed_ips ?? []).map(({ ip_address: address }) => address)),
  column<Port>('status', 'Status', ({ status }) => status),
  column<Port>('server_id', 'Server ID', (port) => port.device_id),
  longColumn<Port>('network_id', 'Network ID', (port) => port.network_id),
  longColumn<Port>('host', 'Host', (port) => port['binding:host_id']),
  longColumn<Port>('device_owner', 'Owner', (port) => port.device_owner),
  longColumn<Port>('project_id', 'Project ID', (port) => port.project_id),
  longColumn<Port>('created_at', 'Created', (port) => port.created_at),
];
