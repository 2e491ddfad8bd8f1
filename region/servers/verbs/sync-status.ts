import { conflict } from '../../../openapi/serve/fault.ts';
import type { AuthContext } from '../../../openapi/serve/handler.ts';
import type { TimeCreate } from '../../hosts/create-phases.ts';
import type { HostClients } from '../../hosts/host-clients.ts';
import { selectHost } from '../../hosts/host-store.ts';
import { recordReports } from '../../hosts/reports.ts';
import type { ServerReport } from '../../wire.ts';
import type { ActionHandler } from '../action-handler.ts';
import { changeServer } from '../change-server.ts';
import type { ChangeServerDeps } from '../change-server.ts';

export interface SyncDeps extends ChangeServerDeps {
  hosts: HostClients;
  timeCreate: TimeCreate;
  wakeSet: (id: string) => void;
}

export interface SyncOrder {
  id: string;
  /** What differs from the intent is brought back to it. */
  repair: boolean;
  auth: AuthContext;
  requestId: string;
  signal: AbortSignal;
}

/** Has the host look at the machine now and takes what it finds, as if it had reported that by itself. */
export async function syncServerStatus({ id, repair, auth, requestId, signal }: SyncOrder, deps: SyncDeps): Promise<ServerReport> {
  const { after: server } = await changeServer({ id, verb: 'sync-status', auth, requestId, data: { repair } }, deps);
  const host = await selectHost(deps.db, server.hostId);
  if (host?.state !== 'up') throw conflict(`Cannot look at instance ${id}: its host ${server.hostName} is down. Try again when it is back, or delete the server by force.`);
  const { body: report } = await deps.hosts.of(host).call('syncServer', { path: { id }, body: { repair }, requestId, signal });
  await recordReports(host.id, [report], deps);
  return report;
}

export function syncStatus(deps: SyncDeps): ActionHandler<'sync-status'> {
  return async ({ path, auth, requestId, signal }, value) => {
    await syncServerStatus({ id: path.id, repair: value?.repair ?? false, auth, requestId, signal }, deps);
    return { status: 202 };
  };
}
