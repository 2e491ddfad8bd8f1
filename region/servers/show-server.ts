import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectAttachments } from '../networks/port-store.ts';
import { findServer } from './find-server.ts';
import { serverView } from './server-view.ts';

export function showServer({ db }: { db: Db }): HandlerOf<'compute', 'getServer'> {
  return async ({ path, auth, baseUrl }) => {
    const server = await findServer(db, path.id, auth);
    const attachments = await selectAttachments(db, [server.id]);
    return { status: 200, body: { server: serverView(server, attachments, { baseUrl, isAdmin: auth.isAdmin }) } };
  };
}
