import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { lineTo, visibleServer } from './server-line.ts';
import type { InsideDeps } from './server-line.ts';

export const getStats =
  (deps: InsideDeps): HandlerOf<'sampan', 'getStats'> =>
  async ({ path, auth, requestId, signal }) => {
    const server = await visibleServer(deps.db, path.id, auth);
    const { client } = await lineTo(deps, server);
    return { status: 200, body: (await client.call('getHostStats', { path: { id: server.id }, requestId, signal, timeoutMs: 20_000 })).body };
  };
