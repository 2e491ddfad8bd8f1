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

/** One flavor by itself. */
export const flavorRecordColumns = [
  ...flavorColumns,
  column<Flavor>('swap_mib', 'Swap MiB', ({ swap }) => swap || 0),
  column<Flavor>('ephemeral_gib', 'Second disk GiB', (flavor) => flavor['OS-FLV-EXT-DATA:ephemeral']),
  column<Flavor>('properties', 'Extra specs', (flavor) => flavor.extra_specs),
];
