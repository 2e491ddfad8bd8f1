import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { requireAddresses } from './access-addresses.ts';
import { findServer, serverNotFound } from './find-server.ts';
import { updateDetails } from './server-store.ts';
import { changedServerView } from './server-view.ts';
import { loadViewParts, viewContext } from './view-parts.ts';

/** Renames and notes; nothing of it is the host's business, so the spec's generation stays. */
export function updateServer({ db, ambient }: { db: Db; ambient: Ambient }): HandlerOf<'compute', 'updateServer'> {
  return async (call) => {
    const { path, auth, body } = call;
    requireAddresses(body.server);
    const server = await findServer(db, path.id, auth);
    const { name, accessIPv4, accessIPv6, description, 'OS-DCF:diskConfig': diskConfig } = body.server;
    const details = {
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(accessIPv4 === undefined ? {} : { accessIpv4: accessIPv4 }),
      ...(accessIPv6 === undefined ? {} : { accessIpv6: accessIPv6 }),
      ...(diskConfig === undefined ? {} : { diskConfig }),
      ...(description === undefined ? {} : { description }),
    };
    if (!(await updateDetails(db, server.id, details, ambient.now().toISOString()))) throw serverNotFound(path.id);
    const changed = await findServer(db, path.id, auth);
    const context = viewContext(call);
    const partsOf = await loadViewParts(db, [changed], context);
    return { status: 200, body: { server: changedServerView(changed, partsOf(changed), context) } };
  };
}
