import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { conflict } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { insertActions } from '../events/action-store.ts';
import { insertEvents } from '../events/event-store.ts';
import type { Dispatcher } from '../hosts/dispatch.ts';
import { findServer } from './find-server.ts';
import { isAllowed, refuse, rules } from './server-state.ts';
import type { Verb } from './server-state.ts';
import { changeIntent } from './server-store.ts';
import type { Server } from './server-store.ts';

export interface ChangeServerDeps {
  db: Db;
  ambient: Ambient;
  dispatcher: Dispatcher;
  /** Wakes the event streams of this process. */
  notify: () => void;
}

export interface Change {
  id: string;
  verb: Verb;
  auth: AuthContext;
  requestId: string;
}

/**
 * Asks something of a server: a new generation of its spec with an action and an event, by compare-and-set. Whoever loses
 * the race looks again, and is judged by what the winner left. Throws 404, or 409 with the actions that are allowed.
 */
export async function changeServer(change: Change, deps: ChangeServerDeps): Promise<void> {
  const { id, verb, auth, requestId } = change;
  const { db, ambient } = deps;
  const started = ambient.now();
  const rule = rules[verb];
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const server = await findServer(db, id, auth);
    if (verb === 'delete' && server.taskState === 'deleting') return;
    if (!isAllowed(verb, server)) throw refuse(verb, server);
    const done = await inTransaction(db, async (trx) => {
      const now = ambient.now();
      const at = now.toISOString();
      const intent = { desired: rule.desired, boots: rule.boots, hard: rule.hard, taskState: rule.task, requestId, at };
      if (!(await changeIntent(trx, server, intent))) return false;
      await insertActions(trx, [
        {
          id: ambient.uuid(), serverId: id, requestId, action: rule.action, userId: auth.userId, projectId: server.projectId,
          generation: server.generation + 1, startedAt: started.toISOString(), acceptMs: now.getTime() - started.getTime(),
        },
      ]);
      await insertEvents(trx, [startEvent(server, verb, requestId, at)]);
      return true;
    });
    if (done) {
      deps.notify();
      deps.dispatcher.wake([server]);
      return;
    }
  }
  throw conflict(`Cannot '${rule.action}' instance ${id}: it is being changed by others at this moment. Try again.`);
}

const maxAttempts = 5;

const startEvent = (server: Server, verb: Verb, requestId: string, at: string) => ({
  type: `server.${rules[verb].action}.start`,
  at,
  projectId: server.projectId,
  serverId: server.id,
  requestId,
  data: { name: server.name, task: rules[verb].task },
});
