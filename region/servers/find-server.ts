import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { selectServer } from './server-store.ts';
import type { Server } from './server-store.ts';

/** A server that the caller may see: its project's, any for admins and services. Everything else is not there (404). */
export async function findServer(db: DbOrTrx, id: string, auth: AuthContext): Promise<Server> {
  const server = await selectServer(db, id);
  if (!server || !maySee(server, auth)) throw serverNotFound(id);
  return server;
}

export const maySee = (server: Pick<Server, 'projectId'>, auth: AuthContext): boolean =>
  server.projectId === auth.projectId || auth.isAdmin || auth.roles.includes('service');

export const serverNotFound = (id: string): Fault =>
  new Fault('not-found', `Instance ${id} could not be found.`, { details: { resource: 'server', id } });
