import type { FloatingIp } from '../../../sdk/find-network.ts';
import { column, longColumn } from '../../columns.ts';

export const floatingIpColumns = [
  column<FloatingIp>('id', 'ID', (thing) => thing.id),
  column<FloatingIp>('floating_ip_address', 'Address', (thing) => thing.floating_ip_address),
  column<FloatingIp>('fixed_ip_address', 'Stands for', (thing) => thing.fixed_ip_address),
  column<FloatingIp>('port_id', 'Port ID', (thing) => thing.port_id),
  column<FloatingIp>('status', 'Status', (thing) => thing.status),
  longColumn<FloatingIp>('router_id', 'Router ID', (thing) => thing.router_id),
  longColumn<FloatingIp>('project_id', 'Project ID', (thing) => thing.project_id),
];
