import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { requireAllowed } from '../servers/server-state.ts';
import { lineTo, visibleServer } from './server-line.ts';
import type { InsideDeps } from './server-line.ts';

/** How long a host may take to begin. */
const beginMs = 30_000;

export const readFiles =
  (deps: InsideDeps): HandlerOf<'sampan', 'readFiles'> =>
  async ({ path, query, auth, requestId, signal }) => {
    const server = await visibleServer(deps.db, path.id, auth);
    requireAllowed('read-file', server, auth);
    const { client } = await lineTo(deps, server);
    const { body, headers } = await client.stream('readHostFiles', { path: { id: server.id }, query, requestId, signal, timeoutMs: beginMs });
    return { status: 200, stream: body, headers: only(headers, ['content-type', 'content-length', 'x-file-mode', 'x-file-uid', 'x-file-gid']) };
  };

export const writeFiles =
  (deps: InsideDeps): HandlerOf<'sampan', 'writeFiles'> =>
  async ({ path, query, auth, requestId, signal, stream, headers }) => {
    const server = await visibleServer(deps.db, path.id, auth);
    requireAllowed('write-file', server, auth);
    const { client } = await lineTo(deps, server);
    const length = headers['content-length'];
    const answer = await client.stream('writeHostFiles', {
      path: { id: server.id },
      query: { ...query, command_id: deps.ambient.uuid() },
      headers: { ...(typeof length === 'string' ? { 'Content-Length': length } : {}) },
      body: stream,
      requestId,
      signal,
    });
    return { status: 200, body: (await json(answer.body)) as { files: number; bytes: number; sha256?: string } };
  };

async function json(body: AsyncIterable<unknown>): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

const only = (headers: Record<string, string>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
