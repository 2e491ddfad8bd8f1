import type { Server } from '../../sdk/pages.ts';
import type { ServerView } from '../../sdk/wait-for-server.ts';
import { column, longColumn } from '../columns.ts';

/** `{ "net": ["10.0.0.3"] }`, as machines want it; a table shows net=10.0.0.3. */
const addressesOf = (server: Server): Record<string, string[]> =>
  Object.fromEntries(Object.entries(server.addresses).map(([network, list]) => [network, list.map(({ addr }) => addr)]));

const refOf = (ref: Server['image']): string | null => (typeof ref === 'string' ? null : ref.id);

export const serverColumns = [
  column<Server>('id', 'ID', ({ id }) => id),
  column<Server>('name', 'Name', ({ name }) => name),
  column<Server>('status', 'Status', ({ status }) => status),
  column<Server>('addresses', 'Networks', addressesOf),
  longColumn<Server>('image_id', 'Image ID', ({ image }) => refOf(image)),
  longColumn<Server>('flavor_id', 'Flavor ID', ({ flavor }) => ('id' in flavor ? flavor.id : flavor.original_name)),
  longColumn<Server>('task', 'Task', (server) => server['OS-EXT-STS:task_state']),
  longColumn<Server>('metadata', 'Properties', ({ metadata }) => metadata),
  longColumn<Server>('host', 'Host', (server) => server['OS-EXT-SRV-ATTR:host'] ?? null),
  longColumn<Server>('project_id', 'Project ID', ({ tenant_id }) => tenant_id),
  longColumn<Server>('created_at', 'Created', ({ created }) => created),
];

/** Nova's body and ours of one server: together they tell all. */
export interface WholeServer {
  server: Server;
  view: ServerView;
}

export const wholeServerColumns = [
  column<WholeServer>('id', 'ID', ({ view }) => view.id),
  column<WholeServer>('name', 'Name', ({ view }) => view.name),
  column<WholeServer>('kind', 'Kind', ({ view }) => view.kind),
  column<WholeServer>('status', 'Status', ({ view }) => view.status),
  column<WholeServer>('task', 'Task', ({ view }) => view.task),
  column<WholeServer>('step', 'Step', ({ view }) => view.step),
  column<WholeServer>('progress', 'Progress', ({ view }) => view.progress),
  column<WholeServer>('fault', 'Fault', ({ view }) => view.fault),
  column<WholeServer>('addresses', 'Networks', ({ server }) => addressesOf(server)),
  column<WholeServer>('ports', 'Ports', ({ view }) =>
    view.addresses.map(({ port_id, ip_address, mac_address }) => ({ id: port_id, ip_address, mac_address })),
  ),
  column<WholeServer>('image_id', 'Image ID', ({ view }) => view.image.id),
  column<WholeServer>('image_name', 'Image', ({ view }) => view.image.name),
  column<WholeServer>('layer_id', 'Layer', ({ view }) => view.image.layer_id),
  column<WholeServer>('flavor_id', 'Flavor ID', ({ view }) => view.flavor.id),
  column<WholeServer>('flavor_name', 'Flavor', ({ view }) => view.flavor.name),
  column<WholeServer>('vcpus', 'VCPUs', ({ view }) => view.flavor.vcpus),
  column<WholeServer>('memory_mib', 'Memory MiB', ({ view }) => view.flavor.memory_mib),
  column<WholeServer>('disk_gib', 'Disk GiB', ({ view }) => view.flavor.disk_gib),
  column<WholeServer>('metadata', 'Properties', ({ server }) => server.metadata),
  column<WholeServer>('host', 'Host', ({ view }) => view.host),
  column<WholeServer>('project_id', 'Project ID', ({ view }) => view.project_id),
  column<WholeServer>('user_id', 'User ID', ({ view }) => view.user_id),
  column<WholeServer>('generation', 'Generation', ({ view }) => view.generation),
  column<WholeServer>('observed_generation', 'Observed generation', ({ view }) => view.observed_generation),
  column<WholeServer>('created_at', 'Created', ({ view }) => view.created_at),
  column<WholeServer>('updated_at', 'Updated', ({ view }) => view.updated_at),
  column<WholeServer>('launched_at', 'Launched', ({ view }) => view.launched_at),
];
