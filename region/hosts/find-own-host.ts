import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { forbidden, notFound } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { selectHost } from './host-store.ts';
import type { Host } from './host-store.ts';

/** The host that speaks: its token must be its own user's, so that no host speaks for another (403). */
export async function findOwnHost(db: DbOrTrx, id: string, auth: AuthContext): Promise<Host> {
  const host = await selectHost(db, id);
  if (!host) throw notFound('host', id);
  if (host.userId !== auth.userId) throw forbidden(`The token belongs to ${auth.userName}, which is not host ${host.name}: a host speaks only for itself.`);
  return host;
}
