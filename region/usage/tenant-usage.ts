import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, forbidden } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { nextLink, pageLimit } from '../paging.ts';
import { readPeriod } from './read-period.ts';
import { selectUsedServers } from './usage-store.ts';
import type { UsedServer } from './usage-store.ts';
import { projectUsage } from './usage-sums.ts';
import type { Period } from './usage-sums.ts';

interface Deps {
  db: Db;
  ambient: Ambient;
}

/** Each project that had servers in the period, with its sums. */
export function listTenantUsage({ db, ambient }: Deps): HandlerOf<'compute', 'listTenantUsage'> {
  return async ({ query, since, baseUrl }) => {
    const period = readPeriod(query, ambient.now());
    const { servers, full } = await readPage(db, null, period, query, since);
    const projects = groupByProject(servers);
    const usages = [...projects].map(([id, own]) => projectUsage(id, own, period, query.detailed === '1'));
    return { status: 200, body: { tenant_usages: usages, ...nextLink('tenant_usages_links', full, `${baseUrl}/v2.1/os-simple-tenant-usage`, query, servers.at(-1)?.id) } };
  };
}

/** One project with its servers; nothing at all when it had none. */
export function getTenantUsage({ db, ambient }: Deps): HandlerOf<'compute', 'getTenantUsage'> {
  return async ({ path: { project_id: id }, query, auth, since, baseUrl }) => {
    if (id !== auth.projectId && !auth.isAdmin && !auth.system) throw forbidden('The usage of other projects is for admins: name your own project.');
    const period = readPeriod(query, ambient.now());
    const { servers, full } = await readPage(db, id, period, query, since);
    const usage = servers.length === 0 ? {} : projectUsage(id, servers, period, true);
    return { status: 200, body: { tenant_usage: usage, ...nextLink('tenant_usage_links', full, `${baseUrl}/v2.1/os-simple-tenant-usage/${id}`, query, servers.at(-1)?.id) } };
  };
}

interface PageQuery {
  limit?: number;
  marker?: string;
}

async function readPage(db: Db, projectId: string | null, period: Period, query: PageQuery, since: (version: string) => boolean): Promise<{ servers: UsedServer[]; full: boolean }> {
  const paged = since('2.40');
  const { marker } = query;
  if (paged && marker !== undefined && !/^[0-9a-f-]{36}$/i.test(marker)) throw badRequest(`marker [${marker}] not found`, { field: 'marker' });
  const limit = paged ? pageLimit(query.limit) : undefined;
  if (limit === 0) return { servers: [], full: false };
  const servers = await selectUsedServers(db, { projectId, start: period.start.toISOString(), end: period.end.toISOString(), after: paged ? marker : undefined, limit });
  return { servers, full: servers.length === limit };
}

function groupByProject(servers: readonly UsedServer[]): Map<string, UsedServer[]> {
  const projects = new Map<string, UsedServer[]>();
  for (const server of servers) {
    const own = projects.get(server.projectId);
    if (own) own.push(server);
    else projects.set(server.projectId, [server]);
  }
  return projects;
}
