import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { conflict, notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { insertEvents } from '../events/event-store.ts';
import type { Identity } from '../identity/identity.ts';
import { deleteEmptyHost, selectHost } from './host-store.ts';
import type { Host } from './host-store.ts';

export interface DeleteHostDeps {
  db: Db;
  ambient: Ambient;
  identity: Pick<Identity, 'deleteHostCredential'>;
  notify: () => void;
}

/** Forgets a host without servers (409 with them); its credential and tokens are revoked. */
export function deleteHost(deps: DeleteHostDeps): HandlerOf<'sampan', 'deleteHost'> {
  return async ({ path, requestId }) => {
    const host = await selectHost(deps.db, path.id);
    if (!host) throw notFound('host', path.id);
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
  if (!deleted) throw conflict(`Cannot delete host ${host.name}: it has ${host.servers} servers. Disable it, delete its servers, and try again.`, { servers: host.servers });
  await identity.deleteHostCredential(host.userId);
  notify();
}
