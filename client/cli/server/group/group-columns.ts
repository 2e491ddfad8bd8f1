import type { ServerGroup } from '../../../sdk/find-compute.ts';
import { column } from '../../columns.ts';

export const groupColumns = [
  column<ServerGroup>('id', 'ID', ({ id }) => id),
  column<ServerGroup>('name', 'Name', ({ name }) => name),
  column<ServerGroup>('policy', 'Policy', ({ policy, policies }) => policy ?? policies?.[0]),
  column<ServerGroup>('members', 'Members', ({ members }) => members),
];
