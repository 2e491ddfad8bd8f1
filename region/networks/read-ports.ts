import type { Db } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { nextLink } from '../paging.ts';
import { selectServersById } from '../servers/server-store.ts';
import { commonFilter, mayRead, networkNotFound } from './network-query.ts';
import { onlyFields, portView } from './network-views.ts';
import { selectPort, selectPorts } from './port-store.ts';
import type { Port } from './port-store.ts';

export function listPorts({ db }: { db: Db }): HandlerOf<'network', 'listPorts'> {
  return async ({ auth, query, baseUrl }) => {
    const columns = { network_id: query.network_id, device_id: query.device_id, mac_address: query.mac_address?.map((mac) => mac.toLowerCase()) };
    const filter = await commonFilter(auth, query, columns, (id) => selectPort(db, id));
    const ports = await selectPorts(db, { ...filter, ...fixedIpFilter(query.fixed_ips) });
    const views = await viewsOf(db, ports, auth.isAdmin);
    const full = query.limit !== undefined && ports.length === filter.limit;
    return {
      status: 200,
      body: { ports: views.map((view) => onlyFields(view, query.fields)), ...nextLink('ports_links', full, `${baseUrl}/v2.0/ports`, query, ports.at(-1)?.id) },
    };
  };
}

export function showPort({ db }: { db: Db }): HandlerOf<'network', 'getPort'> {
  return async ({ path, auth }) => {
    const port = await selectPort(db, path.id);
    if (!port || !mayRead(port, auth)) throw networkNotFound('port', path.id);
    const [view] = await viewsOf(db, [port], auth.isAdmin);
    return { status: 200, body: { port: view ?? {} } };
  };
}

async function viewsOf(db: Db, ports: readonly Port[], isAdmin: boolean) {
  if (!isAdmin) return ports.map((port) => portView(port, undefined));
  const servers = await selectServersById(db, ports.map(({ deviceId }) => deviceId));
  const hostNames = new Map(servers.map(({ id, hostName }) => [id, hostName]));
  return ports.map((port) => portView(port, hostNames.get(port.deviceId) ?? ''));
}

function fixedIpFilter(items: readonly string[] | undefined): { ipAddresses?: string[]; subnetIds?: string[] } {
  const ipAddresses: string[] = [];
  const subnetIds: string[] = [];
  for (const item of items ?? []) {
    const [key, value = ''] = item.split('=', 2);
    if (key === 'ip_address') ipAddresses.push(value);
    else if (key === 'subnet_id') subnetIds.push(value);
    else throw badRequest(`Invalid input for fixed_ips: ${item} is neither ip_address=<address> nor subnet_id=<id>.`);
  }
  return { ...(ipAddresses.length > 0 ? { ipAddresses } : {}), ...(subnetIds.length > 0 ? { subnetIds } : {}) };
}
