import type { Aggregate } from '../../sdk/find-compute.ts';
import { column } from '../columns.ts';

export const aggregateColumns = [
  column<Aggregate>('id', 'ID', ({ id }) => id),
  column<Aggregate>('name', 'Name', ({ name }) => name),
  column<Aggregate>('zone', 'Zone', (aggregate) => aggregate.availability_zone),
  column<Aggregate>('hosts', 'Hosts', ({ hosts }) => hosts),
  column<Aggregate>('metadata', 'Metadata', ({ metadata }) => metadata),
];
