import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { Phase, WireFault } from '../wire.ts';

/** One thing that a user asked of a server; open until `finishedAt`. */
export interface Action {
  id: string;
  serverId: string;
  requestId: string;
  action: string;
  userId: string;
  projectId: string;
  /** The generation of the spec that it made; a report of this one or a later one closes it. */
  generation: number;
  startedAt: string;
  acceptMs: number;
  dispatchedAt: string | null;
  dispatchMs: number | null;
  finishedAt: string | null;
  result: 'Success' | 'Error' | null;
  fault: WireFault | null;
  /** The host's; accept and dispatch are kept apart because they may be known later. */
  phases: Phase[];
}

export type NewAction = Pick<Action, 'id' | 'serverId' | 'requestId' | 'action' | 'userId' | 'projectId' | 'generation' | 'startedAt' | 'acceptMs'>;

export async function insertActions(trx: Trx, actions: readonly NewAction[]): Promise<void> {
  if (actions.length === 0) return;
  await trx('actions').insert(
    actions.map((action) => ({
      id: action.id,
      server_id: action.serverId,
      request_id: action.requestId,
      action: action.action,
      user_id: action.userId,
      project_id: action.projectId,
      generation: action.generation,
      started_at: action.startedAt,
      accept_ms: action.acceptMs,
    })),
  );
}

/** The open actions of one server that a report of `generation` settles, oldest first. What a command does is closed by its end. */
export async function selectOpenActions(trx: Trx, serverId: string, generation: number): Promise<Action[]> {
  const rows = await trx<ActionRow>('actions')
    .where({ server_id: serverId, finished_at: null })
    .where('generation', '<=', generation)
    .whereNotIn('action', ['createImage', 'createBackup'])
    .orderBy('generation');
  return rows.map(toAction);
}

export interface ActionOutcome {
  finishedAt: string;
  result: 'Success' | 'Error';
  fault: WireFault | null;
  phases: readonly Phase[];
}

export async function closeAction(trx: Trx, id: string, outcome: ActionOutcome): Promise<void> {
  await trx('actions')
    .where({ id, finished_at: null })
    .update({
      finished_at: outcome.finishedAt,
      result: outcome.result,
      fault: outcome.fault ? JSON.stringify(outcome.fault) : null,
      phases: JSON.stringify(outcome.phases),
    });
}

/** Notes when and for how long the spec of a generation travelled; the first time counts. */
export async function markDispatched(trx: Trx, serverId: string, generation: number, at: string, durationMs: number): Promise<void> {
  await trx('actions')
    .where({ server_id: serverId, dispatched_at: null })
    .where('generation', '<=', generation)
    .update({ dispatched_at: at, dispatch_ms: durationMs });
}

/** All actions of a server, newest first; kept after its deletion. */
export async function selectActions(db: DbOrTrx, serverId: string): Promise<Action[]> {
  const rows = await db<ActionRow>('actions').where({ server_id: serverId }).orderBy([
    { column: 'started_at', order: 'desc' },
    { column: 'generation', order: 'desc' },
  ]);
  return rows.map(toAction);
}

export interface ActionPage {
  after?: Action | undefined;
  limit: number;
  changedSince?: string | undefined;
  changedBefore?: string | undefined;
}

/** A page of them; what changed is when it was finished, or else sent, or else asked. */
export async function pageActions(db: DbOrTrx, serverId: string, { after, limit, changedSince, changedBefore }: ActionPage): Promise<Action[]> {
  const query = db<ActionRow>('actions').where({ server_id: serverId }).limit(limit).orderBy([
    { column: 'started_at', order: 'desc' },
    { column: 'generation', order: 'desc' },
    { column: 'id', order: 'desc' },
  ]);
  if (after) query.whereRaw('(started_at, generation, id) < (?, ?, ?)', [after.startedAt, after.generation, after.id]);
  if (changedSince !== undefined) query.whereRaw('coalesce(finished_at, dispatched_at, started_at) >= ?', [changedSince]);
  if (changedBefore !== undefined) query.whereRaw('coalesce(finished_at, dispatched_at, started_at) <= ?', [changedBefore]);
  return (await query).map(toAction);
}

export async function selectAction(db: DbOrTrx, serverId: string, requestId: string): Promise<Action | undefined> {
  const row = await db<ActionRow>('actions').where({ server_id: serverId, request_id: requestId }).orderBy('generation', 'desc').first();
  return row && toAction(row);
}

interface ActionRow {
  id: string;
  server_id: string;
  request_id: string;
  action: string;
  user_id: string;
  project_id: string;
  generation: number;
  started_at: string;
  accept_ms: number;
  dispatched_at: string | null;
  dispatch_ms: number | null;
  finished_at: string | null;
  result: string | null;
  fault: string | null;
  phases: string | null;
}

const toAction = (row: ActionRow): Action => ({
  id: row.id,
  serverId: row.server_id,
  requestId: row.request_id,
  action: row.action,
  userId: row.user_id,
  projectId: row.project_id,
  generation: row.generation,
  startedAt: row.started_at,
  acceptMs: row.accept_ms,
  dispatchedAt: row.dispatched_at,
  dispatchMs: row.dispatch_ms,
  finishedAt: row.finished_at,
  result: row.result as Action['result'],
  fault: row.fault === null ? null : (JSON.parse(row.fault) as WireFault),
  phases: row.phases === null ? [] : (JSON.parse(row.phases) as Phase[]),
});
