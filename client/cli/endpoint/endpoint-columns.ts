import type { Endpoint } from '../../sdk/find-identity.ts';
import { column } from '../columns.ts';

export const endpointColumns = [
  column<Endpoint>('id', 'ID', (one) => one.id),
  column<Endpoint>('service_id', 'Service ID', (one) => one.service_id),
  column<Endpoint>('interface', 'Interface', (one) => one.interface),
  column<Endpoint>('region_id', 'Region', (one) => one.region_id),
  column<Endpoint>('url', 'URL', (one) => one.url),
  column<Endpoint>('enabled', 'Enabled', (one) => one.enabled),
];
