import type { components } from '../../openapi/generated/compute.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { actionPhases } from '../events/action-phases.ts';
import { pageActions, selectAction } from '../events/action-store.ts';
import type { Action } from '../events/action-store.ts';
import { nextLink, pageLimit } from '../paging.ts';
import { maySee, serverNotFound } from './find-server.ts';
import { hostHash } from './host-hash.ts';
import { selectServerEver } from './server-store.ts';
import type { Server } from './server-store.ts';
import { microseconds } from './server-view.ts';

type Since = (version: string) => boolean;

/** What was asked of a server, newest first, in pages since 2.58; kept after its deletion. */
export function listInstanceActions({ db }: { db: Db }): HandlerOf<'compute', 'listInstanceActions'> {
  return async ({ path, auth, query, since, baseUrl }) => {
    await findVisible(db, path.id, auth);
    const { marker } = query;
    const after = marker === undefined ? undefined : await selectAction(db, path.id, marker);
    if (marker !== undefined && !after) throw badRequest(`marker [${marker}] not found`, { field: 'marker' });
    const limit = pageLimit(query.limit);
    const actions = limit === 0 ? [] : await pageActions(db, path.id, { after, limit, changedSince: timeOf('changes-since', query), changedBefore: timeOf('changes-before', query) });
    const full = since('2.58') && limit > 0 && actions.length === limit;
    const link = nextLink('links', full, `${baseUrl}/v2.1/servers/${path.id}/os-instance-actions`, query, actions.at(-1)?.requestId);
    return { status: 200, body: { instanceActions: actions.map((action) => instanceAction(action, since)), ...link } };
  };
}

/** One of them; its phases are its events, which before 2.51 were for admins. */
export function showInstanceAction({ db }: { db: Db }): HandlerOf<'compute', 'getInstanceAction'> {
  return async ({ path, auth, since }) => {
    const server = await findVisible(db, path.id, auth);
    const action = await selectAction(db, path.id, path.request_id);
    if (!action) throw new Fault('not-found', `Action for request_id ${path.request_id} on instance ${path.id} not found.`);
    const events = auth.isAdmin || since('2.51') ? { events: eventsOf(action, server, auth, since) } : {};
    return { status: 200, body: { instanceAction: { ...instanceAction(action, since), ...events } } };
  };
}

async function findVisible(db: Db, id: string, auth: AuthContext): Promise<Server> {
  const server = await selectServerEver(db, id);
  if (!server || !maySee(server, auth)) throw serverNotFound(id);
  return server;
}

const instanceAction = (action: Action, since: Since) => ({
  action: action.action,
  instance_uuid: action.serverId,
  request_id: action.requestId,
  user_id: action.userId,
  project_id: action.projectId,
  start_time: microseconds(action.startedAt),
  ...(since('2.58') ? { updated_at: microseconds(action.finishedAt ?? action.dispatchedAt ?? action.startedAt) } : {}),
  message: action.result === 'Error' ? (action.fault?.message ?? 'Error') : null,
});

type ActionEvents = NonNullable<components['schemas']['InstanceActionDetail']['events']>;

/** Phases in order; where the action failed, the last one is where. */
function eventsOf(action: Action, server: Server, auth: AuthContext, since: Since): ActionEvents {
  const phases = actionPhases(action);
  const failed = action.result === 'Error' ? phases.length - 1 : -1;
  const host = since('2.62') ? { hostId: hostHash(server.projectId, server.hostName), ...(auth.isAdmin ? { host: server.hostName } : {}) } : {};
  return phases.map(({ name, started_at: startedAt, duration_ms: durationMs }, index) => ({
    event: name,
    start_time: microseconds(new Date(startedAt).toISOString()),
    finish_time: microseconds(new Date(Date.parse(startedAt) + durationMs).toISOString()),
    result: index === failed ? 'Error' : 'Success',
    ...(auth.isAdmin ? { traceback: index === failed ? (action.fault?.message ?? null) : null } : {}),
    ...host,
  }));
}

function timeOf<K extends 'changes-since' | 'changes-before'>(key: K, query: Partial<Record<K, string>>): string | undefined {
  const text = query[key];
  if (text === undefined) return undefined;
  const time = new Date(/Z|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time.getTime())) throw badRequest(`Invalid ${key} value ${text}: send an ISO 8601 time.`, { field: key });
  return time.toISOString();
}
