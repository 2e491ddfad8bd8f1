import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findServer } from './find-server.ts';
import { serverView } from './server-view.ts';
import { loadViewParts, viewContext } from './view-parts.ts';

export function showServer({ db }: { db: Db }): HandlerOf<'compute', 'getServer'> {
  return async (call) => {
    const server = await findServer(db, call.path.id, call.auth);
    const context = viewContext(call);
    const partsOf = await loadViewParts(db, [server], context);
    return { status: 200, body: { server: serverView(server, partsOf(server), context) } };
  };
}
