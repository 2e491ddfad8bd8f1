import type { Flavor } from '../../sdk/find.ts';
import { column } from '../columns.ts';

export const flavorColumns = [
  column<Flavor>('id', 'ID', ({ id }) => id),
  column<Flavor>('name', 'Name', ({ name }) => name),
  column<Flavor>('vcpus', 'VCPUs', ({ vcpus }) => vcpus),
  column<Flavor>('memory_mib', 'Memory MiB', ({ ram }) => ram),
  column<Flavor>('disk_gib', 'Disk GiB', ({ disk }) => disk),
  column<Flavor>('public', 'Public', (flavor) => flavor['os-flavor-access:is_public']),
];
