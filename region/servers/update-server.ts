import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { selectAttachments } from '../networks/port-store.ts';
import { requireAddresses } from './access-addresses.ts';
import { findServer, serverNotFound } from './find-server.ts';
import { updateDetails } from './server-store.ts';
import { reducedServerView } from './server-view.ts';

/** Renames; nothing of it is the host's business, so the spec's generation stays. */
export function updateServer({ db, ambient }: { db: Db; ambient: Ambient }): HandlerOf<'compute', 'updateServer'> {
  return async ({ path, auth, body, baseUrl }) => {
    requireAddresses(body.server);
    const server = await findServer(db, path.id, auth);
    const { name, accessIPv4, accessIPv6, 'OS-DCF:diskConfig': diskConfig } = body.server;
    const details = {
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(accessIPv4 === undefined ? {} : { accessIpv4: accessIPv4 }),
      ...(accessIPv6 === undefined ? {} : { accessIpv6: accessIPv6 }),
      ...(diskConfig === undefined ? {} : { diskConfig }),
    };
    if (!(await updateDetails(db, server.id, details, ambient.now().toISOString()))) throw serverNotFound(path.id);
    const changed = await findServer(db, path.id, auth);
    return { status: 200, body: { server: reducedServerView(changed, await selectAttachments(db, [server.id]), baseUrl) } };
  };
}
