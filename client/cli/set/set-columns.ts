import type { Instance, ServerSet } from '../../sdk/find-set.ts';
import { column, longColumn } from '../columns.ts';

export const setColumns = [
  column<ServerSet>('id', 'ID', ({ id }) => id),
  column<ServerSet>('name', 'Name', ({ name }) => name),
  column<ServerSet>('status', 'Status', ({ status }) => status),
  column<ServerSet>('ready', 'Ready', ({ ready }) => ready),
  column<ServerSet>('replicas', 'Wanted', ({ replicas }) => replicas),
  column<ServerSet>('flavor', 'Flavor', ({ flavor }) => flavor),
  column<ServerSet>('containers', 'Containers', (set) => set.containers.map(({ name, image }) => `${name}=${image}`)),
  longColumn<ServerSet>('fault', 'Fault', ({ fault }) => fault?.message ?? null),
  longColumn<ServerSet>('created_at', 'Created', (set) => set.created_at),
];

export const wholeSetColumns = [...setColumns, column<ServerSet>('instances', 'Instances', ({ instances }) => instances.map(instanceLine))];

export const instanceColumns = [
  column<Instance>('id', 'Server', ({ id }) => id),
  column<Instance>('name', 'Name', ({ name }) => name),
  column<Instance>('ordinal', 'Number', ({ ordinal }) => ordinal),
  column<Instance>('status', 'Status', (instance) => (instance.draining ? `${instance.status} (draining)` : instance.status)),
  column<Instance>('addresses', 'Addresses', ({ addresses }) => addresses),
  column<Instance>('containers', 'Containers', (instance) => instance.containers.map(({ name, state, restarts }) => `${name}: ${state}${restarts > 0 ? `, ${restarts} restarts` : ''}`)),
];

const instanceLine = ({ name, status, addresses }: Instance): string => [name, status, ...addresses].join(' ');
