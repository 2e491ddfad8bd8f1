/**
 * Sees to it that each set has as many instances as it is to have. It is level-triggered: scaling, a deletion behind the
 * set's back, a process that was killed half way all look the same, and what is left to do is done by whoever looks next.
 * Several region processes may look at once: making is done under the set's lock, draining and deleting are
 * compare-and-sets of each server.
 */
import { inTransaction } from '../../openapi/serve/db.ts';
import { isFault } from '../../openapi/serve/fault.ts';
import type { Fault } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { AcceptDeps } from '../servers/accept-servers.ts';
import { changeServer } from '../servers/change-server.ts';
import type { Server } from '../servers/server-row.ts';
import type { WireFault } from '../wire.ts';
import { makeMissing, missingOf } from './make-missing.ts';
import { careOf, tooMany } from './set-order.ts';
import { deleteSetRow, lockSet, selectInstances, selectSet, selectUnsettled, updateSet } from './set-store.ts';
import type { ServerSet } from './set-store.ts';

export interface SetCare {
  /** Looks after one set as soon as nothing else is in hand. */
  wake(id: string): void;
  start(): void;
  stop(): Promise<void>;
}

export interface SetCareDeps extends AcceptDeps {
  log: Logger;
  /** How often all sets are looked at. */
  lookMs?: number;
}

export function createSetCare(deps: SetCareDeps): SetCare {
  const { db, log, lookMs = 10_000 } = deps;
  const waiting = new Set<string>();
  let working: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;

  const work = async (): Promise<void> => {
    for (const id of waiting) {
      waiting.delete(id);
      await settleSet(id, deps).catch((error: unknown) => log.warn({ error, set_id: id }, 'a set could not be looked after; the next look tries again'));
    }
  };
  const wake = (id: string): void => {
    if (isStopping) return;
    waiting.add(id);
    working ??= work().finally(() => {
      working = undefined;
      const [next] = waiting;
      if (next !== undefined) wake(next);
    });
  };
  const lookAtAll = async (): Promise<void> => (await selectUnsettled(db)).forEach(wake);

  return {
    wake,
    start() {
      const look = (): void => void lookAtAll().catch((error: unknown) => log.warn({ error }, 'sets could not be looked at; the next look tries again'));
      timer = setInterval(look, lookMs).unref();
      look();
    },
    async stop() {
      isStopping = true;
      clearInterval(timer);
      waiting.clear();
      await working;
    },
  };
}

/** One look: what is missing is made, what is too much drained, what has drained deleted, and an empty set that goes is gone. */
export async function settleSet(id: string, deps: AcceptDeps): Promise<void> {
  const set = await selectSet(deps.db, id);
  if (!set) return;
  const instances = await selectInstances(deps.db, [id]);
  const going = instances.filter(({ desired }) => desired !== 'absent');
  for (const instance of going.filter(({ mode }) => mode === 'draining')) await goOnDraining(set, instance, deps);
  for (const instance of tooMany(instances, set.replicas)) await ask(set.deleting ? 'delete' : 'drain', instance, set, deps);
  if (set.deleting) {
    // Nobody can take them back once the set is gone.
    for (const instance of going.filter(({ mode }) => mode === 'soft-deleted')) await ask('delete', instance, set, deps);
    await endIfEmpty(id, deps);
  } else if (set.fault || missingOf(set, instances) > 0) await make(set, deps);
}

/** What has stopped, or cannot be stopped, is deleted; what somebody has started again meanwhile is stopped again. */
async function goOnDraining(set: ServerSet, instance: Server, deps: AcceptDeps): Promise<void> {
  const hasEnded = (instance.vmState === 'stopped' || instance.vmState === 'error') && instance.taskState === null;
  if (hasEnded || set.deleting) return ask('delete', instance, set, deps);
  if (instance.desired !== 'stopped') await ask('drain', instance, set, deps);
}

async function ask(verb: 'drain' | 'delete', { id }: Server, set: ServerSet, deps: AcceptDeps): Promise<void> {
  await changeServer({ id, verb, auth: careOf(set), requestId: requestIdOf(deps) }, deps).catch((error: unknown) => {
    // Somebody else was there first; the next look sees what is left to do.
    if (!isFault(error)) throw error;
  });
}

async function make(set: ServerSet, deps: AcceptDeps): Promise<void> {
  const { db, ambient, notify, dispatcher } = deps;
  const started = ambient.now();
  try {
    const made = await inTransaction(db, async (trx) => {
      const now = await lockSet(trx, set.id);
      if (!now || now.deleting) return [];
      if (now.fault) await updateSet(trx, set.id, { fault: null }, started.toISOString());
      return makeMissing(trx, now, { requestId: requestIdOf(deps), started }, deps);
    });
    notify();
    dispatcher.wake(made);
  } catch (error) {
    if (!isFault(error)) throw error;
    await inTransaction(db, async (trx) => {
      const now = await lockSet(trx, set.id);
      // What was missing may have been made, or be wanted no longer, meanwhile.
      if (now && !now.deleting && missingOf(now, await selectInstances(trx, [now.id])) > 0) await updateSet(trx, now.id, { fault: wireFault(error, started) }, started.toISOString());
    });
  }
}

async function endIfEmpty(id: string, { db }: AcceptDeps): Promise<void> {
  await inTransaction(db, async (trx) => {
    const set = await lockSet(trx, id);
    if (set?.deleting && (await selectInstances(trx, [id])).length === 0) await deleteSetRow(trx, id);
  });
}

const requestIdOf = ({ ambient }: AcceptDeps): string => `req-${ambient.uuid()}`;

const wireFault = ({ code, message, retryable, details }: Fault, at: Date): WireFault => ({ code, message, retryable, details, at: at.toISOString() });
