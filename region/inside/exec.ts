import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { requireAllowed } from '../servers/server-state.ts';
import { lineTo, passToHost, visibleServer } from './server-line.ts';
import type { InsideDeps } from './server-line.ts';

/** A program with the caller's own WebSocket, joined to the host's. */
export const openExec =
  (deps: InsideDeps): HandlerOf<'sampan', 'openExec'> =>
  async (call) => {
    const server = await visibleServer(deps.db, call.path.id, call.auth);
    requireAllowed('exec', server, call.auth);
    return { status: 101, upgrade: await passToHost(await lineTo(deps, server), 'openHostExec', call.query, call, deps) };
  };

/** A program run to its end. With an id of the caller's it runs at most once, however often it is asked for. */
export const runExec =
  (deps: InsideDeps): HandlerOf<'sampan', 'runExec'> =>
  async ({ path, body, auth, requestId, signal }) => {
    const server = await visibleServer(deps.db, path.id, auth);
    requireAllowed('exec', server, auth);
    const { client } = await lineTo(deps, server);
    const timeoutMs = ((body.timeout_s ?? 60) + 10) * 1000;
    return { status: 200, body: (await client.call('runHostExec', { path: { id: server.id }, body, requestId, signal, timeoutMs })).body };
  };
