import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { conflict, notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { insertEvents } from '../events/event-store.ts';
import { abandonServers } from '../servers/delete-server.ts';
import { isTrue } from '../servers/list-filter.ts';
import { selectServersOfHost } from '../servers/server-store.ts';
import type { Identity } from '../identity/identity.ts';
import { deleteEmptyHost, selectHost } from './host-store.ts';
import type { Host } from './host-store.ts';

export interface DeleteHostDeps {
  db: Db;
  ambient: Ambient;
  identity: Pick<Identity, 'deleteHostCredential'>;
  notify: () => void;
}

/** Forgets a host without servers (409 with them, unless it is lost and given up by force); its credential and tokens are revoked. */
export function deleteHost(deps: DeleteHostDeps): HandlerOf<'sampan', 'deleteHost'> {
  return async ({ path, query, requestId }) => {
    const host = await selectHost(deps.db, path.id);
    if (!host) throw notFound('host', path.id);
    if (isTrue(query.force)) await giveUp(host, requestId, deps);
    await forgetHost(host, requestId, deps);
    return { status: 204 };
  };
}

/** Throws 409 while it has servers. */
export async function forgetHost(host: Host, requestId: string, { db, ambient, identity, notify }: DeleteHostDeps): Promise<void> {
  const deleted = await inTransaction(db, async (trx) => {
    if (!(await deleteEmptyHost(trx, host.id))) return false;
    await insertEvents(trx, [{ type: 'host.deleted', at: ambient.now().toISOString(), hostId: host.id, requestId, data: { name: host.name } }]);
    return true;
  });
  if (!deleted) throw conflict(`Cannot delete host ${host.name}: it has ${host.servers} servers. Disable it, delete its servers, and try again; or give them up with force, when the host is lost for good.`, { servers: host.servers });
  await identity.deleteHostCredential(host.userId);
  notify();
}

/** The servers of a host that is lost for good are closed without its word. One that answers has to delete them itself. */
async function giveUp(host: Host, requestId: string, deps: DeleteHostDeps): Promise<void> {
  if (host.state === 'up') throw conflict(`Cannot give up host ${host.name}: it is up. Delete its servers, or stop its host-server first.`);
  const servers = await selectServersOfHost(deps.db, host.id);
  await abandonServers(servers.map(({ id }) => id), requestId, deps);
}
