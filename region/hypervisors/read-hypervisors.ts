import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectHostNumbers, selectHosts } from '../hosts/host-store.ts';
import { nextLink, pageLimit } from '../paging.ts';
import { countBusyServers, selectHostServers } from './hypervisor-store.ts';
import { hypervisorId, hypervisorView, listedHypervisor, statisticsOf } from './hypervisor-view.ts';
import type { Hypervisor } from './hypervisor-view.ts';

interface Deps {
  db: Db;
}

interface ListQuery {
  limit?: number;
  marker?: string;
  hypervisor_hostname_pattern?: string;
  with_servers?: string;
}

export function listHypervisors({ db }: Deps): HandlerOf<'compute', 'listHypervisors'> {
  return async ({ query, since, baseUrl }) => {
    const { page, full } = await pageOf(db, query, since);
    const hypervisors = page.map((each) => listedHypervisor(each, since, isTrue(query.with_servers)));
    return { status: 200, body: { hypervisors, ...linkTo(`${baseUrl}/v2.1/os-hypervisors`, query, page, full, since) } };
  };
}

export function listHypervisorsDetail({ db }: Deps): HandlerOf<'compute', 'listHypervisorsDetail'> {
  return async ({ query, since, baseUrl }) => {
    const { page, full } = await pageOf(db, query, since);
    const hypervisors = page.map((each) => hypervisorView(each, since, isTrue(query.with_servers)));
    return { status: 200, body: { hypervisors, ...linkTo(`${baseUrl}/v2.1/os-hypervisors/detail`, query, page, full, since) } };
  };
}

export function showHypervisor({ db }: Deps): HandlerOf<'compute', 'getHypervisor'> {
  return async ({ path, query, since }) => {
    const withServers = isTrue(query.with_servers);
    return { status: 200, body: { hypervisor: hypervisorView(await findHypervisor(db, path.id, since, withServers), since, withServers) } };
  };
}

export function hypervisorStatistics({ db }: Deps): HandlerOf<'compute', 'getHypervisorStatistics'> {
  return async () => ({ status: 200, body: { hypervisor_statistics: statisticsOf(await readHypervisors(db, false)) } });
}

/** By a part of a name, as before 2.53; none is a 404 there. */
export function searchHypervisors({ db }: Deps): HandlerOf<'compute', 'searchHypervisors'> {
  return async ({ path, since }) => {
    const found = named(await readHypervisors(db, false), path.id);
    return { status: 200, body: { hypervisors: found.map((each) => listedHypervisor(each, since, false)) } };
  };
}

export function listHypervisorServers({ db }: Deps): HandlerOf<'compute', 'listHypervisorServers'> {
  return async ({ path, since }) => {
    const found = named(await readHypervisors(db, true), path.id);
    return { status: 200, body: { hypervisors: found.map((each) => listedHypervisor(each, since, true)) } };
  };
}

export async function findHypervisor(db: Db, id: string, since: (version: string) => boolean, withServers: boolean): Promise<Hypervisor> {
  const found = (await readHypervisors(db, withServers)).find((each) => String(hypervisorId(each, since)) === id);
  if (!found) throw new Fault('not-found', `Hypervisor with ID '${id}' could not be found.`, { details: { resource: 'hypervisor', id } });
  return found;
}

async function readHypervisors(db: Db, withServers: boolean): Promise<Hypervisor[]> {
  const hosts = await selectHosts(db);
  const numbers = await selectHostNumbers(db);
  const busy = await countBusyServers(db);
  const servers = withServers ? await selectHostServers(db, hosts.map(({ id }) => id)) : [];
  return hosts.map((host) => ({
    host, number: numbers.get(host.id) ?? 0, busy: busy.get(host.id) ?? 0, servers: servers.filter(({ hostId }) => hostId === host.id),
  }));
}

async function pageOf(db: Db, query: ListQuery, since: (version: string) => boolean): Promise<{ page: Hypervisor[]; full: boolean }> {
  const { hypervisor_hostname_pattern: pattern, marker } = query;
  if (pattern !== undefined && (marker !== undefined || query.limit !== undefined)) throw badRequest('Paging over hypervisors with the hypervisor_hostname_pattern query parameter is not supported: leave out limit and marker.');
  const all = await readHypervisors(db, isTrue(query.with_servers));
  const found = pattern === undefined ? all : named(all, pattern);
  const start = marker === undefined ? 0 : found.findIndex((each) => String(hypervisorId(each, since)) === marker) + 1;
  if (marker !== undefined && start === 0) throw badRequest(`marker [${marker}] not found`, { field: 'marker' });
  const limit = since('2.33') ? pageLimit(query.limit) : found.length;
  return { page: found.slice(start, start + limit), full: limit > 0 && found.length - start > limit };
}

function named(hypervisors: readonly Hypervisor[], part: string): Hypervisor[] {
  const found = hypervisors.filter(({ host }) => host.name.includes(part));
  if (found.length === 0) throw new Fault('not-found', `No hypervisor matching '${part}' could be found.`);
  return found;
}

const linkTo = (url: string, query: ListQuery, page: readonly Hypervisor[], full: boolean, since: (version: string) => boolean) => {
  const last = page.at(-1);
  return nextLink('hypervisors_links', full, url, query, last && String(hypervisorId(last, since)));
};

const isTrue = (text: string | undefined): boolean => text !== undefined && ['1', 'true', 't', 'yes', 'on'].includes(text.toLowerCase());
