import type { Query, Operation } from '../../openapi/contracts.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { lastSegment } from '../images/resolve-image.ts';
import { selectAttachments } from '../networks/port-store.ts';
import type { Attachment } from '../networks/port-store.ts';
import { nextLink, pageLimit } from '../paging.ts';
import { maySee } from './find-server.ts';
import { parseNamePattern } from './name-pattern.ts';
import { statesWithStatus } from './server-state.ts';
import { selectServerEver, selectServers } from './server-store.ts';
import type { Server, ServerFilter, SortColumn } from './server-store.ts';
import { serverLinks, serverView } from './server-view.ts';

type ListQuery = Query<Operation<'compute', 'listServers'>>;

export function listServers({ db }: { db: Db }): HandlerOf<'compute', 'listServers'> {
  return async ({ auth, query, baseUrl }) => {
    const { page, full } = await readPage(db, auth, query);
    const servers = page.map(({ id, name }) => ({ id, name, links: serverLinks(id, baseUrl) }));
    return { status: 200, body: { servers, ...nextLink('servers_links', full, `${baseUrl}/v2.1/servers`, query, page.at(-1)?.id) } };
  };
}

export function listServersDetail({ db }: { db: Db }): HandlerOf<'compute', 'listServersDetail'> {
  return async ({ auth, query, baseUrl }) => {
    const { page, full } = await readPage(db, auth, query);
    const attachments = groupByServer(await selectAttachments(db, page.map(({ id }) => id)));
    const servers = page.map((server) => serverView(server, attachments.get(server.id) ?? [], { baseUrl, isAdmin: auth.isAdmin }));
    return { status: 200, body: { servers, ...nextLink('servers_links', full, `${baseUrl}/v2.1/servers/detail`, query, page.at(-1)?.id) } };
  };
}

/** A page is full when there may be more: clients then follow the link, as with Nova. */
async function readPage(db: Db, auth: AuthContext, query: ListQuery): Promise<{ page: Server[]; full: boolean }> {
  const limit = pageLimit(query.limit);
  const filter = await filterOf(db, auth, query, limit);
  if (!filter || limit === 0) return { page: [], full: false };
  const page = await selectServers(db, filter);
  return { page, full: page.length === limit };
}

function groupByServer(attachments: readonly Attachment[]): Map<string, Attachment[]> {
  const groups = new Map<string, Attachment[]>();
  for (const attachment of attachments) {
    const group = groups.get(attachment.serverId);
    if (group) group.push(attachment);
    else groups.set(attachment.serverId, [attachment]);
  }
  return groups;
}

/** `undefined` where nothing can fit, as with a status that no server has. */
async function filterOf(db: Db, auth: AuthContext, query: ListQuery, limit: number): Promise<ServerFilter | undefined> {
  const sort = sortColumns[query.sort_key ?? 'created_at'];
  if (!sort) throw badRequest(`Sort key supplied is invalid: ${query.sort_key}. Use one of ${Object.keys(sortColumns).join(', ')}.`);
  const states = query.status === undefined ? undefined : statesWithStatus(query.status);
  if (query.status !== undefined && !states) return undefined;
  const wantsDeleted = isTrue(query.deleted) || query.status?.toUpperCase() === 'DELETED';
  const changedSince = query['changes-since'];
  return {
    projectId: projectOf(auth, query),
    ...(query.name ? { name: parseNamePattern(query.name) } : {}),
    ...(states ? { states } : {}),
    ...(query.image === undefined ? {} : { imageId: lastSegment(query.image) }),
    ...(query.flavor === undefined ? {} : { flavorId: lastSegment(query.flavor) }),
    ...(query.ip === undefined ? {} : { ipPrefix: query.ip.replace(/^\^|\$$/g, '').replaceAll('\\.', '.') }),
    ...(query.host === undefined || !auth.isAdmin ? {} : { hostName: query.host }),
    ...(changedSince === undefined ? {} : { changedSince: timeOf(changedSince) }),
    deleted: wantsDeleted && auth.isAdmin ? 'only' : changedSince !== undefined ? 'both' : 'no',
    sort,
    order: query.sort_dir ?? 'desc',
    ...(query.marker === undefined ? {} : { marker: await markerOf(db, auth, query.marker, sort) }),
    limit,
  };
}

function projectOf(auth: AuthContext, query: ListQuery): string | null {
  if (!isTrue(query.all_tenants)) return auth.projectId;
  if (!auth.isAdmin && !auth.roles.includes('service')) throw forbidden('Servers of all projects are for admins: leave out all_tenants, or use an admin token.');
  return query.project_id ?? query.tenant_id ?? null;
}

async function markerOf(db: Db, auth: AuthContext, id: string, sort: SortColumn): Promise<{ id: string; value: string }> {
  const server = await selectServerEver(db, id);
  if (!server || !maySee(server, auth)) throw badRequest(`marker [${id}] not found`);
  return { id, value: sortValues[sort](server) };
}

function timeOf(text: string): string {
  const time = new Date(/Z|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time.getTime())) throw badRequest(`Invalid changes-since value ${text}: send an ISO 8601 time.`);
  return time.toISOString();
}

// A bare `all_tenants` means yes.
const isTrue = (text: string | undefined): boolean => text !== undefined && !['0', 'false', 'f', 'no', 'off'].includes(text.toLowerCase());

const sortColumns: Record<string, SortColumn> = {
  created_at: 'created_at', updated_at: 'updated_at', display_name: 'name', name: 'name', uuid: 'id', vm_state: 'vm_state',
  host: 'host_name', image_ref: 'image_id', instance_type_id: 'flavor_id',
};

const sortValues: Record<SortColumn, (server: Server) => string> = {
  created_at: (server) => server.createdAt,
  updated_at: (server) => server.updatedAt,
  name: (server) => server.name,
  id: (server) => server.id,
  vm_state: (server) => server.vmState,
  host_name: (server) => server.hostName,
  image_id: (server) => server.imageId,
  flavor_id: (server) => server.flavorId,
};
