import type { Db } from '../../openapi/serve/db.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest, conflict, Fault, notFound } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { pageLimit } from '../paging.ts';
import { maySee } from '../servers/find-server.ts';
import type { Server } from '../servers/server-row.ts';
import type { SetDeps } from './create-set.ts';
import { makeMissing } from './make-missing.ts';
import { tooMany } from './set-order.ts';
import { lockSet, selectInstances, selectSet, selectSets, updateSet } from './set-store.ts';
import type { ServerSet } from './set-store.ts';
import { readSet, readSets } from './set-view.ts';

export const listSets =
  ({ db }: { db: Db }): HandlerOf<'sampan', 'listSets'> =>
  async ({ query, auth }) => {
    const isAll = query.all_projects === true && (auth.isAdmin || auth.roles.includes('service'));
    const after = query.marker === undefined ? undefined : await selectSet(db, query.marker);
    if (query.marker !== undefined && !(after && maySee(after, auth))) throw badRequest(`Marker ${query.marker} could not be found: begin again without one.`, { field: 'marker' });
    const limit = pageLimit(query.limit);
    const found = await selectSets(db, { ...(isAll ? {} : { projectId: auth.projectId ?? '' }), ...(query.name === undefined ? {} : { name: query.name }), ...(after ? { after } : {}), limit: limit + 1 });
    const sets = found.slice(0, limit);
    const last = found.length > limit ? sets.at(-1) : undefined;
    return { status: 200, body: { sets: await readSets(db, sets), ...(last ? { next: last.id } : {}) } };
  };

export const showSet =
  ({ db }: { db: Db }): HandlerOf<'sampan', 'getSet'> =>
  async ({ path, auth }) => ({ status: 200, body: await readSet(db, await visibleSet(db, path.id, auth)) });

/** What is missing is made with the intent, in one transaction; what is too much is drained after it, and by whoever looks next if this process dies. */
export const scaleSet =
  (deps: SetDeps): HandlerOf<'sampan', 'scaleSet'> =>
  async ({ path, body, auth, requestId }) => {
    const { db, ambient, notify, dispatcher, wakeSet } = deps;
    await visibleSet(db, path.id, auth);
    const started = ambient.now();
    const made = await inTransaction(db, async (trx): Promise<Server[]> => {
      const set = await lockSet(trx, path.id);
      if (!set || set.deleting) throw conflict(`Set ${path.id} is being deleted, and cannot be scaled. Create another one.`);
      requireUnlocked(tooMany(await selectInstances(trx, [set.id]), body.replicas), auth);
      await updateSet(trx, set.id, { replicas: body.replicas, fault: null }, started.toISOString());
      return makeMissing(trx, { ...set, replicas: body.replicas }, { requestId, started }, deps);
    });
    notify();
    dispatcher.wake(made);
    wakeSet(path.id);
    return { status: 202, body: await readSet(db, await visibleSet(db, path.id, auth)) };
  };

export const deleteSet =
  ({ db, ambient, wakeSet }: SetDeps): HandlerOf<'sampan', 'deleteSet'> =>
  async ({ path, auth }) => {
    const { id } = await visibleSet(db, path.id, auth);
    await inTransaction(db, async (trx) => {
      if (!(await lockSet(trx, id))) return;
      requireUnlocked((await selectInstances(trx, [id])).filter(({ desired, mode }) => desired !== 'absent' && mode !== 'draining'), auth);
      await updateSet(trx, id, { replicas: 0, deleting: true, fault: null }, ambient.now().toISOString());
    });
    wakeSet(id);
    return { status: 204 };
  };

/** What is locked is no more deleted through its set than by itself. */
function requireUnlocked(leaving: readonly Server[], auth: AuthContext): void {
  const locked = auth.isAdmin ? undefined : leaving.find(({ lockedBy }) => lockedBy !== null);
  if (locked) throw new Fault('locked', `Instance ${locked.name} (${locked.id}) would have to go, and is locked: unlock it first${locked.lockedBy === 'admin' ? ', which an admin has to do' : ''}.`);
}

async function visibleSet(db: Db, id: string, auth: AuthContext): Promise<ServerSet> {
  const set = await selectSet(db, id);
  if (set && maySee(set, auth)) return set;
  throw notFound('set', id);
}
