import type { Db } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectServersById } from '../servers/server-store.ts';

/**
 * Networks are the region's own, so nobody has news of them for it: no event has an effect, and each says so. 422 is what
 * Nova answers for a server that cannot take an event.
 */
export function createServerExternalEvents({ db }: { db: Db }): HandlerOf<'compute', 'createServerExternalEvents'> {
  return async ({ body }) => {
    const known = new Set((await selectServersById(db, body.events.map(({ server_uuid: id }) => id))).filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id));
    if (known.size === 0) throw new Fault('not-found', 'No instances found for any event: list servers to see those that there are.');
    const events = body.events.map(({ name, server_uuid: id, tag }) => ({
      name, server_uuid: id, status: 'failed', code: known.has(id) ? 422 : 404, ...(tag === undefined ? {} : { tag }),
    }));
    return { status: 207, body: { events } };
  };
}
