import type { Role } from '../../sdk/find.ts';
import { column, longColumn } from '../columns.ts';

export const roleColumns = [
  column<Role>('id', 'ID', ({ id }) => id),
  column<Role>('name', 'Name', ({ name }) => name),
  column<Role>('description', 'Description', ({ description }) => description),
  longColumn<Role>('domain_id', 'Domain ID', (role) => role.domain_id),
];
