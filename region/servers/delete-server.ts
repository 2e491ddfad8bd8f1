import { inTransaction } from '../../openapi/serve/db.ts';
import type { Trx } from '../../openapi/serve/db.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { closeAction, selectOpenActions } from '../events/action-store.ts';
import { insertEvents } from '../events/event-store.ts';
import { selectHost } from '../hosts/host-store.ts';
import { changeServer } from './change-server.ts';
import type { ChangeServerDeps } from './change-server.ts';
import { findServer } from './find-server.ts';
import { releaseServers } from './release-servers.ts';
import { isAllowed, requireAllowed } from './server-state.ts';
import { selectServer } from './server-store.ts';
import type { Server } from './server-row.ts';

export interface DeleteServerDeps extends ChangeServerDeps {
  /** How long a deletion can be taken back; 0: not at all. */
  reclaimS: number;
}

/** Deleting twice is no error; the server is gone when its host has confirmed. */
export function deleteServer(deps: DeleteServerDeps): HandlerOf<'compute', 'deleteServer'> {
  return async ({ path, auth, requestId }) => {
    const server = await findServer(deps.db, path.id, auth);
    if (server.taskState === 'deleting') return { status: 204 };
    const soft = deps.reclaimS > 0 && isAllowed('soft-delete', server);
    const deleteAfter = new Date(deps.ambient.now().getTime() + deps.reclaimS * 1000).toISOString();
    const again = { id: path.id, auth, requestId };
    await changeServer(soft ? { ...again, verb: 'soft-delete', edit: () => ({ deleteAfter }) } : { ...again, verb: 'delete' }, deps);
    return { status: 204 };
  };
}

/**
 * Deletes now, also what was deleted for a while only. On a host that is down nobody can confirm: the server is given up
 * at once, and when that host comes back its heartbeat learns that it is to be removed.
 */
export async function forceDelete(id: string, auth: AuthContext, requestId: string, deps: ChangeServerDeps): Promise<void> {
  const server = await findServer(deps.db, id, auth);
  const host = await selectHost(deps.db, server.hostId);
  if (host?.state === 'up') {
    if (server.taskState === 'deleting') return;
    await changeServer({ id, verb: 'force-delete', auth, requestId, edit: () => ({ deleteAfter: null }) }, deps);
    return;
  }
  requireAllowed('force-delete', server, auth);
  await abandonServers([id], requestId, deps);
}

/** Closes servers without their host's word, with an event that says so. */
export async function abandonServers(ids: readonly string[], requestId: string | null, { db, ambient, notify }: Pick<ChangeServerDeps, 'db' | 'ambient' | 'notify'>): Promise<void> {
  const at = ambient.now().toISOString();
  await inTransaction(db, async (trx) => {
    const found = await Promise.all(ids.map((id) => selectServer(trx, id)));
    const servers = found.flatMap((server) => (server ? [server] : []));
    for (const server of servers) await closeAll(trx, server, at);
    await releaseServers(trx, servers, at);
    await insertEvents(
      trx,
      servers.map(({ id, name, projectId, hostId }) => ({
        type: 'server.delete.end', at, projectId, serverId: id, hostId, requestId, data: { name, status: 'DELETED', result: 'Success', reason: 'given up: its host is lost' },
      })),
    );
  });
  notify();
}

async function closeAll(trx: Trx, server: Server, at: string): Promise<void> {
  for (const action of await selectOpenActions(trx, server.id, server.generation)) {
    await closeAction(trx, action.id, { finishedAt: at, result: 'Error', fault: { code: 'unavailable', message: 'Its host is lost, and the server was given up.', at }, phases: [] });
  }
}
