import type { Region } from '../../sdk/find-identity.ts';
import { column } from '../columns.ts';

export const regionColumns = [
  column<Region>('id', 'ID', (one) => one.id),
  column<Region>('description', 'Description', (one) => one.description),
  column<Region>('parent_region_id', 'Parent region', (one) => one.parent_region_id),
];
