import type { Service } from '../../sdk/find-identity.ts';
import { column, longColumn } from '../columns.ts';

export const serviceColumns = [
  column<Service>('id', 'ID', (one) => one.id),
  column<Service>('type', 'Type', (one) => one.type),
  column<Service>('name', 'Name', (one) => one.name),
  column<Service>('enabled', 'Enabled', (one) => one.enabled),
  longColumn<Service>('description', 'Description', (one) => one.description),
];
