import type { Event } from '../../sdk/wait-for-server.ts';
import { column, longColumn } from '../columns.ts';

export const eventColumns = [
  column<Event>('id', 'ID', ({ id }) => id),
  column<Event>('at', 'Time', ({ at }) => at),
  column<Event>('type', 'Type', ({ type }) => type),
  column<Event>('server_id', 'Server ID', (event) => event.server_id),
  column<Event>('data', 'Data', ({ data }) => data),
  longColumn<Event>('host_id', 'Host ID', (event) => event.host_id),
  longColumn<Event>('request_id', 'Request ID', (event) => event.request_id),
  longColumn<Event>('project_id', 'Project ID', (event) => event.project_id),
];
