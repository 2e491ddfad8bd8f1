import type { Group } from '../../sdk/find-identity.ts';
import { column, longColumn } from '../columns.ts';

export const groupColumns = [
  column<Group>('id', 'ID', (one) => one.id),
  column<Group>('name', 'Name', (one) => one.name),
  column<Group>('description', 'Description', (one) => one.description),
  longColumn<Group>('domain_id', 'Domain ID', (one) => one.domain_id),
];
