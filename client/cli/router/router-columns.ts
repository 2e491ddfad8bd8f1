import type { Router } from '../../sdk/find-network.ts';
import { column, longColumn } from '../columns.ts';

export const routerColumns = [
  column<Router>('id', 'ID', (thing) => thing.id),
  column<Router>('name', 'Name', (thing) => thing.name),
  column<Router>('status', 'Status', (thing) => thing.status),
  column<Router>('gateway', 'Gateway', (thing) => thing.external_gateway_info),
  longColumn<Router>('routes', 'Routes', (thing) => thing.routes),
  longColumn<Router>('project_id', 'Project ID', (thing) => thing.project_id),
];
