import { text } from 'node:stream/consumers';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Server } from '../servers/server-store.ts';
import { lineTo, visibleServer } from './server-line.ts';
import type { InsideDeps } from './server-line.ts';

/** Also of a deleted server: its host keeps the log for a while. */
export const readLog =
  (deps: InsideDeps): HandlerOf<'sampan', 'readLog'> =>
  async ({ path, query, auth, requestId, signal }) => {
    const server = await visibleServer(deps.db, path.id, auth, { deleted: true });
    const { client } = await lineTo(deps, server);
    const { body } = await client.stream('readHostLog', { path: { id: server.id }, query, requestId, signal, timeoutMs: 30_000 });
    return { status: 200, stream: body, headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
  };

/** The log as one text, as Nova answers it. */
export async function logText(deps: InsideDeps, server: Server, tail: number | undefined, requestId: string): Promise<string> {
  const { client } = await lineTo(deps, server);
  const { body } = await client.stream('readHostLog', { path: { id: server.id }, query: tail === undefined ? {} : { tail }, requestId, timeoutMs: 30_000 });
  return text(body);
}
