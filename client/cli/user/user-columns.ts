import type { User } from '../../sdk/find.ts';
import { column, longColumn } from '../columns.ts';

export const userColumns = [
  column<User>('id', 'ID', ({ id }) => id),
  column<User>('name', 'Name', ({ name }) => name),
  column<User>('enabled', 'Enabled', ({ enabled }) => enabled),
  column<User>('email', 'Email', ({ email }) => email),
  longColumn<User>('description', 'Description', ({ description }) => description),
  longColumn<User>('domain_id', 'Domain ID', (user) => user.domain_id),
  longColumn<User>('default_project_id', 'Default project ID', (user) => user.default_project_id),
];
