import type { Domain } from '../../sdk/find-identity.ts';
import { column } from '../columns.ts';

export const domainColumns = [
  column<Domain>('id', 'ID', (one) => one.id),
  column<Domain>('name', 'Name', (one) => one.name),
  column<Domain>('enabled', 'Enabled', (one) => one.enabled),
  column<Domain>('description', 'Description', (one) => one.description),
];
