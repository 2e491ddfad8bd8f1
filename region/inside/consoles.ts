import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { findServer } from '../servers/find-server.ts';
import { requireAllowed } from '../servers/server-state.ts';
import { attachUrl, issueTicket } from './tickets.ts';
import type { InsideDeps } from './server-line.ts';

interface ConsoleCall {
  path: { id: string };
  auth: AuthContext;
  baseUrl: string;
}

/** A URL good for one connection: a WebSocket that carries the console's bytes. */
export async function consoleUrl(deps: InsideDeps, { path, auth, baseUrl }: ConsoleCall, type: 'serial' | 'vnc'): Promise<string> {
  const server = await findServer(deps.db, path.id, auth);
  requireAllowed('exec', server, auth);
  if (type === 'vnc' && server.kind === 'container') {
    throw new Fault('not-supported', `Instance ${server.id} has no screen: a container has a serial console alone. Ask for the type serial.`);
  }
  const { token } = await issueTicket(deps, { server, userId: auth.userId, type });
  return attachUrl(baseUrl.replace(/\/compute(\/v2\.1)?$/, ''), token);
}

const byType: Record<string, { protocol: string; type: 'serial' | 'vnc' }> = {
  serial: { protocol: 'serial', type: 'serial' },
  novnc: { protocol: 'vnc', type: 'vnc' },
  xvpvnc: { protocol: 'vnc', type: 'vnc' },
};

/** `POST …/remote-consoles` (since 2.6). */
export const createRemoteConsole =
  (deps: InsideDeps): HandlerOf<'compute', 'createRemoteConsole'> =>
  async (call) => {
    const { protocol, type } = call.body.remote_console;
    const known = byType[type];
    if (!known) throw badRequest(`Unavailable console type ${type}: this region has novnc and serial.`, { field: 'remote_console.type' });
    if (known.protocol !== protocol) throw badRequest(`Invalid console type ${type} for the protocol ${protocol}: it is of ${known.protocol}.`, { field: 'remote_console.type' });
    return { status: 200, body: { remote_console: { protocol, type, url: await consoleUrl(deps, call, known.type) } } };
  };
