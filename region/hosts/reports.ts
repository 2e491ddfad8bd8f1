/**
 * Takes what a host observes. One request is one transaction: the servers' rows are held in id order, each report is
 * judged by the pure `observe`, and state, closed actions, what is given back and events are written together.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, Trx } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { actionPhases } from '../events/action-phases.ts';
import { closeAction, selectOpenActions } from '../events/action-store.ts';
import type { Action } from '../events/action-store.ts';
import { insertEvents } from '../events/event-store.ts';
import type { NewEvent } from '../events/event-store.ts';
import { updatePortStatus } from '../networks/port-store.ts';
import { finishTask } from '../servers/finish-task.ts';
import { observe } from '../servers/observe-server.ts';
import type { Observation } from '../servers/observe-server.ts';
import { releaseServers } from '../servers/release-servers.ts';
import { statusOf } from '../servers/server-status.ts';
import { lockServersOf, updateObserved } from '../servers/server-store.ts';
import type { Server } from '../servers/server-store.ts';
import type { Kind, Phase, ServerReport, WireFault } from '../wire.ts';
import type { TimeCreate } from './create-phases.ts';
import { findOwnHost } from './find-own-host.ts';

export interface ReportsDeps {
  db: Db;
  ambient: Ambient;
  notify: () => void;
  timeCreate: TimeCreate;
  /** Hears of sets of which an instance has changed. */
  wakeSet: (id: string) => void;
}

export function reportServers(deps: ReportsDeps): HandlerOf<'sampan', 'reportServers'> {
  return async ({ path, auth, body }) => {
    const host = await findOwnHost(deps.db, path.id, auth);
    if (body.reports.length === 0) return { status: 200, body: { accepted: 0, refused: [] } };
    const { refused } = await recordReports(host.id, body.reports, deps);
    return { status: 200, body: { accepted: body.reports.length - refused.length, refused } };
  };
}

/** Takes reports of one host, however they came. */
export async function recordReports(hostId: string, reports: readonly ServerReport[], { db, ambient, notify, timeCreate, wakeSet }: ReportsDeps): Promise<{ refused: string[] }> {
  const at = ambient.now().toISOString();
  const outcome = await inTransaction(db, (trx) => takeReports(trx, hostId, reports, at));
  if (outcome.events > 0) notify();
  for (const { kind, phases } of outcome.created) timeCreate(kind, phases);
  for (const id of outcome.sets) wakeSet(id);
  return outcome;
}

interface Created {
  kind: Kind;
  phases: Phase[];
}

async function takeReports(trx: Trx, hostId: string, reports: readonly ServerReport[], at: string): Promise<{ refused: string[]; events: number; created: Created[]; sets: ReadonlySet<string> }> {
  const servers = new Map((await lockServersOf(trx, hostId, [...new Set(reports.map((report) => report.server_id))])).map((server) => [server.id, server]));
  const refused: string[] = [];
  const events: NewEvent[] = [];
  const gone: Server[] = [];
  const created: Created[] = [];
  const sets = new Set<string>();
  for (const report of [...reports].sort((a, b) => a.sequence - b.sequence)) {
    const server = servers.get(report.server_id);
    if (!server) {
      refused.push(report.server_id);
      continue;
    }
    // A host may not have heard that its last word about a deleted server arrived; saying it again is fine.
    if (server.deletedAt !== null) continue;
    const observation = observe(server, report, at);
    if (!observation) continue;
    const seen = { ...server, ...observation.next, ...(await finishTask(trx, server, observation)) };
    const actions = await closeActions(trx, server, report, at);
    events.push(...(await apply(trx, server, seen, { report, observation, actions, at })));
    created.push(...actions.filter(({ action, result }) => action.action === 'create' && result === 'Success').map(({ action, phases }) => ({ kind: server.kind, phases: actionPhases({ ...action, phases }) })));
    if (server.setId !== null) sets.add(server.setId);
    if (observation.gone) gone.push(server);
    servers.set(server.id, { ...seen, ...(observation.gone ? { deletedAt: at } : {}) });
  }
  await releaseServers(trx, gone, at);
  await insertEvents(trx, events);
  return { refused, events: events.length, created, sets };
}

interface Seen {
  report: ServerReport;
  observation: Observation;
  /** That it closed. */
  actions: readonly Closed[];
  at: string;
}

async function apply(trx: Trx, server: Server, next: Server, { report, observation, actions, at }: Seen): Promise<NewEvent[]> {
  await updateObserved(trx, next, at);
  // A generation that the host has done may have brought a port.
  const isNew = next.vmState !== server.vmState || next.observedGeneration !== server.observedGeneration;
  if (!observation.gone && isNew) await updatePortStatus(trx, server.id, next.vmState === 'active' ? 'ACTIVE' : 'DOWN', at);

  const vmState = observation.gone ? 'deleted' : next.vmState;
  const state = { status: statusOf(vmState, next.taskState), task: next.taskState, fault: next.fault };
  const event = (type: string, data: Record<string, unknown>, requestId?: string): NewEvent => ({
    type, at, projectId: server.projectId, serverId: server.id, hostId: server.hostId, requestId: requestId ?? null, data: { name: server.name, ...data },
  });
  return [
    ...(observation.exited ? [event('server.exited', { ...state, reason: exitReason(report), exit_code: report.exit_code ?? null, oom_killed: report.oom_killed ?? false })] : []),
    ...(vmState !== server.vmState || next.taskState !== server.taskState || memberStates(next) !== memberStates(server) ? [event('server.status', { ...state, ...next.condition })] : []),
    ...(!observation.gone && (next.step !== server.step || next.progress !== server.progress) && next.step !== null
      ? [event('server.progress', { ...state, step: next.step, progress: next.progress })]
      : []),
    ...actions.map(({ action, result, fault }) =>
      event(`server.${action.action}.end`, { ...state, result, fault: fault ?? state.fault, duration_ms: Date.parse(at) - Date.parse(action.startedAt) }, action.requestId),
    ),
  ];
}

const memberStates = ({ condition }: Server): string => (condition.members ?? []).map(({ name, state }) => `${name} ${state}`).join();

interface Closed {
  action: Action;
  result: 'Success' | 'Error';
  fault: WireFault | null;
  /** The host's. */
  phases: Phase[];
}

/** Closes every action that the report covers; the host's phases belong to the newest of them. */
async function closeActions(trx: Trx, server: Server, report: ServerReport, at: string): Promise<Closed[]> {
  if (report.observed_generation === 0) return [];
  const open = await selectOpenActions(trx, server.id, report.observed_generation);
  const closed = open.map((action): Closed => {
    const superseded = report.status === 'absent' && action.action !== 'delete';
    const fault = superseded ? supersededFault(action, at) : (report.fault ?? null);
    const phases = action.generation === report.observed_generation ? (report.phases ?? []) : [];
    return { action, result: fault ? 'Error' : 'Success', fault, phases };
  });
  for (const { action, result, fault, phases } of closed) await closeAction(trx, action.id, { finishedAt: at, result, fault, phases });
  return closed;
}

const supersededFault = (action: Action, at: string): WireFault => ({
  code: 'conflict',
  message: `The server was deleted before its ${action.action} was done.`,
  at,
});

function exitReason(report: ServerReport): string {
  if (report.oom_killed) return 'its main process was killed for lack of memory; choose a flavor with more';
  return `its main process ended by itself${report.exit_code === undefined ? '' : ` with exit code ${report.exit_code}`}`;
}
