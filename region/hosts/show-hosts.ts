import type { Db } from '../../openapi/serve/db.ts';
import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectHost, selectHosts } from './host-store.ts';
import { hostView } from './host-view.ts';

export function listHosts({ db }: { db: Db }): HandlerOf<'sampan', 'listHosts'> {
  return async () => ({ status: 200, body: { hosts: (await selectHosts(db)).map(hostView) } });
}

export function showHost({ db }: { db: Db }): HandlerOf<'sampan', 'getHostView'> {
  return async ({ path }) => {
    const host = await selectHost(db, path.id);
    if (!host) throw notFound('host', path.id);
    return { status: 200, body: hostView(host) };
  };
}
