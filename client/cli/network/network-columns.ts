import type { Network } from '../../sdk/find.ts';
import { column, longColumn } from '../columns.ts';

export const networkColumns = [
  column<Network>('id', 'ID', ({ id }) => id),
  column<Network>('name', 'Name', ({ name }) => name),
  column<Network>('status', 'Status', ({ status }) => status),
  column<Network>('subnets', 'Subnets', ({ subnets }) => subnets),
  longColumn<Network>('mtu', 'MTU', ({ mtu }) => mtu),
  longColumn<Network>('shared', 'Shared', ({ shared }) => shared),
  longColumn<Network>('admin_state_up', 'Up', (network) => network.admin_state_up),
  longColumn<Network>('project_id', 'Project ID', (network) => network.project_id),
  longColumn<Network>('created_at', 'Created', (network) => network.created_at),
];
