/**
 * Asks something of a server: by the table of actions, with an action and an event in the same transaction, by
 * compare-and-set. Whoever loses the race looks again, and is judged by what the winner left.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, Trx } from '../../openapi/serve/db.ts';
import { conflict } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { closeAction, insertActions } from '../events/action-store.ts';
import { insertEvents } from '../events/event-store.ts';
import type { Dispatcher } from '../hosts/dispatch.ts';
import { findServer } from './find-server.ts';
import { ruleOf } from './server-actions.ts';
import type { Rule, Verb } from './server-actions.ts';
import type { Server } from './server-row.ts';
import { requireAllowed } from './server-state.ts';
import { changeServerRow, lockUnchanged } from './server-store.ts';

export interface ChangeServerDeps {
  db: Db;
  ambient: Ambient;
  dispatcher: Pick<Dispatcher, 'wake'>;
  /** Wakes the event streams of this process. */
  notify: () => void;
}

export interface Change {
  id: string;
  verb: Verb;
  auth: AuthContext;
  requestId: string;
  /** What changes beyond the table, and what is claimed for it; may throw a fault, and is called again after a lost race. */
  edit?: (trx: Trx, server: Server) => Promise<Partial<Server>> | Partial<Server>;
  /** Follows in the transaction once the row is changed. */
  then?: (trx: Trx, server: Server) => Promise<void>;
  /** For the event. */
  data?: Record<string, unknown>;
}

/** The server as it was before and is after the change. Throws 404, or 409 with the actions that are allowed. */
export async function changeServer(change: Change, deps: ChangeServerDeps): Promise<{ before: Server; after: Server }> {
  const { id, verb, auth, requestId } = change;
  const { db, ambient } = deps;
  const started = ambient.now();
  const rule = ruleOf(verb);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const server = await findServer(db, id, auth);
    requireAllowed(verb, server, auth);
    const after = await inTransaction(db, async (trx) => {
      const now = ambient.now();
      if (!(await lockUnchanged(trx, server))) return undefined;
      const edited = { ...intentOf(rule, server, requestId, now.toISOString()), ...(await change.edit?.(trx, server)) };
      await changeServerRow(trx, server, edited);
      await change.then?.(trx, server);
      await record(trx, { change, server, edited, started, now }, deps);
      return { ...server, ...edited };
    });
    if (!after) continue;
    if (rule.effect === 'spec') deps.dispatcher.wake([server]);
    deps.notify();
    return { before: server, after };
  }
  throw conflict(`Cannot '${rule.action}' instance ${id}: it is being changed by others at this moment. Try again.`);
}

const maxAttempts = 5;

/** What the table says of the row: a new generation where the spec changes, nothing but the time elsewhere. */
function intentOf(rule: Rule, server: Server, requestId: string, at: string): Partial<Server> {
  const mode = rule.mode === 'same' ? {} : { mode: rule.mode };
  if (rule.effect !== 'spec') return { ...mode, updatedAt: at };
  return {
    ...mode,
    generation: server.generation + 1,
    ...(rule.desired === 'same' ? {} : { desired: rule.desired }),
    boot: server.boot + rule.boots,
    root: server.root + rule.roots,
    hard: rule.hard,
    taskState: rule.task,
    requestId,
    updatedAt: at,
  };
}

interface Recorded {
  change: Change;
  server: Server;
  edited: Partial<Server>;
  started: Date;
  now: Date;
}

/** The action, open until the host has done it or closed at once, and its event. */
async function record(trx: Trx, { change, server, edited, started, now }: Recorded, { ambient }: ChangeServerDeps): Promise<void> {
  const rule = ruleOf(change.verb);
  const { requestId, auth } = change;
  const actionId = ambient.uuid();
  const at = now.toISOString();
  await insertActions(trx, [
    {
      id: actionId, serverId: server.id, requestId, action: rule.action, userId: auth.userId, projectId: server.projectId,
      generation: edited.generation ?? server.generation, startedAt: started.toISOString(), acceptMs: now.getTime() - started.getTime(),
    },
  ]);
  const about = { at, projectId: server.projectId, serverId: server.id, requestId };
  const data = { name: edited.name ?? server.name, task: rule.task, ...change.data };
  if (rule.effect === 'spec') {
    await insertEvents(trx, [{ type: `server.${rule.action}.start`, ...about, data }]);
    return;
  }
  await closeAction(trx, actionId, { finishedAt: at, result: 'Success', fault: null, phases: [] });
  await insertEvents(trx, [{ type: `server.${rule.action}.end`, ...about, data: { ...data, result: 'Success' } }]);
}
