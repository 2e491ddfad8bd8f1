import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { eventScope } from './event-scope.ts';
import { selectEvents } from './event-store.ts';

/** Events after a cursor, oldest first; the answer's cursor goes on where the page ends. */
export function listEvents({ db }: { db: Db }): HandlerOf<'sampan', 'listEvents'> {
  return async ({ auth, query }) => {
    const after = query.after ?? 0;
    const events = await selectEvents(db, after, query.limit ?? 100, eventScope(auth, query));
    return { status: 200, body: { events, cursor: events.at(-1)?.id ?? after } };
  };
}
