import type { SecurityGroup } from '../../../sdk/find-network.ts';
import { column, longColumn } from '../../columns.ts';

export const groupColumns = [
  column<SecurityGroup>('id', 'ID', (thing) => thing.id),
  column<SecurityGroup>('name', 'Name', (thing) => thing.name),
  column<SecurityGroup>('description', 'Description', (thing) => thing.description),
  column<SecurityGroup>('rules', 'Rules', (thing) => (thing.security_group_rules ?? []).length),
  longColumn<SecurityGroup>('stateful', 'Stateful', (thing) => thing.stateful),
  longColumn<SecurityGroup>('project_id', 'Project ID', (thing) => thing.project_id),
];
