import type { components } from '../../openapi/generated/compute.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { actionPhases } from '../events/action-phases.ts';
import { selectAction, selectActions } from '../events/action-store.ts';
import type { Action } from '../events/action-store.ts';
import { maySee, serverNotFound } from './find-server.ts';
import { selectServerEver } from './server-store.ts';
import { microseconds } from './server-view.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';

/** What was asked of a server, newest first; kept after its deletion. */
export function listInstanceActions({ db }: { db: Db }): HandlerOf<'compute', 'listInstanceActions'> {
  return async ({ path, auth }) => {
    await requireVisible(db, path.id, auth);
    return { status: 200, body: { instanceActions: (await selectActions(db, path.id)).map(instanceAction) } };
  };
}

/** One of them; its phases as events are for admins at 2.1. */
export function showInstanceAction({ db }: { db: Db }): HandlerOf<'compute', 'getInstanceAction'> {
  return async ({ path, auth }) => {
    await requireVisible(db, path.id, auth);
    const action = await selectAction(db, path.id, path.request_id);
    if (!action) throw new Fault('not-found', `Action for request_id ${path.request_id} on instance ${path.id} not found.`);
    return { status: 200, body: { instanceAction: { ...instanceAction(action), ...(auth.isAdmin ? { events: eventsOf(action) } : {}) } } };
  };
}

async function requireVisible(db: Db, id: string, auth: AuthContext): Promise<void> {
  const server = await selectServerEver(db, id);
  if (!server || !maySee(server, auth)) throw serverNotFound(id);
}

const instanceAction = (action: Action) => ({
  action: action.action,
  instance_uuid: action.serverId,
  request_id: action.requestId,
  user_id: action.userId,
  project_id: action.projectId,
  start_time: microseconds(action.startedAt),
  message: action.result === 'Error' ? (action.fault?.message ?? 'Error') : null,
});

type ActionEvents = NonNullable<components['schemas']['InstanceActionDetail']['events']>;

const eventsOf = (action: Action): ActionEvents =>
  actionPhases(action).map(({ name, started_at: startedAt, duration_ms: durationMs }) => ({
    event: name,
    start_time: microseconds(new Date(startedAt).toISOString()),
    finish_time: microseconds(new Date(Date.parse(startedAt) + durationMs).toISOString()),
    result: 'Success',
    traceback: null,
  }));
