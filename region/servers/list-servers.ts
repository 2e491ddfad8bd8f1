import type { Db } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { nextLink, pageLimit } from '../paging.ts';
import { maySee } from './find-server.ts';
import { listFilter } from './list-filter.ts';
import type { ListQuery } from './list-filter.ts';
import { selectServerNames, selectServers } from './list-store.ts';
import type { ServerFilter } from './list-store.ts';
import type { Server } from './server-row.ts';
import { selectServerEver } from './server-store.ts';
import { listedServerView, serverLinks } from './server-view.ts';
import { loadViewParts, viewContext } from './view-parts.ts';

export function listServers({ db }: { db: Db }): HandlerOf<'compute', 'listServers'> {
  return async ({ auth, query, baseUrl }) => {
    const { page, full } = await readPage(db, { auth, query }, selectServerNames);
    const servers = page.map(({ id, name }) => ({ id, name, links: serverLinks(id, baseUrl) }));
    return { status: 200, body: { servers, ...nextLink('servers_links', full, `${baseUrl}/v2.1/servers`, query, page.at(-1)?.id) } };
  };
}

export function listServersDetail({ db }: { db: Db }): HandlerOf<'compute', 'listServersDetail'> {
  return async (call) => {
    const { auth, query, baseUrl } = call;
    const { page, full } = await readPage(db, { auth, query }, selectServers);
    const context = viewContext(call);
    const partsOf = await loadViewParts(db, page, context);
    const servers = page.map((server) => listedServerView(server, partsOf(server), context));
    return { status: 200, body: { servers, ...nextLink('servers_links', full, `${baseUrl}/v2.1/servers/detail`, query, page.at(-1)?.id) } };
  };
}

/** A page is full when there may be more: clients then follow the link, as with Nova. */
async function readPage<Row>(db: Db, { auth, query }: { auth: AuthContext; query: ListQuery }, select: (db: Db, filter: ServerFilter) => Promise<Row[]>): Promise<{ page: Row[]; full: boolean }> {
  const limit = pageLimit(query.limit);
  const filter = listFilter(auth, query, limit);
  if (!filter || limit === 0) return { page: [], full: false };
  const page = await select(db, query.marker === undefined ? filter : { ...filter, marker: await findMarker(db, auth, query.marker) });
  return { page, full: page.length === limit };
}

async function findMarker(db: Db, auth: AuthContext, id: string): Promise<Server> {
  const server = await selectServerEver(db, id);
  if (!server || !maySee(server, auth)) throw badRequest(`marker [${id}] not found`);
  return server;
}
