import { Readable } from 'node:stream';
import { isFault } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import type { TokenVerifier } from '../../openapi/serve/token.ts';
import type { EventView } from '../wire.ts';
import type { EventHub } from './event-hub.ts';
import { eventScope } from './event-scope.ts';
import type { EventFilter } from './event-store.ts';

export interface StreamEventsDeps {
  hub: EventHub;
  verifier: TokenVerifier;
  /** A comment comes after this much silence. */
  silenceMs?: number;
  /** How often the token behind a stream is looked at again. */
  recheckMs?: number;
}

/**
 * Server-sent events (WHATWG HTML, section 9.2): `id` is the cursor, `event` the type, `data` the event's JSON. A comment
 * comes at once, so that a client knows that it is connected, and then every 15 s of silence. A stream ends when its token
 * has expired or was revoked: a client with a new one goes on at its cursor, another one is refused.
 */
export function streamEvents(deps: StreamEventsDeps): HandlerOf<'sampan', 'streamEvents'> {
  const { hub } = deps;
  return async ({ auth, query, headers }) => {
    const filter = eventScope(auth, query);
    const cursor = lastEventId(headers['last-event-id']) ?? query.after ?? (await hub.latest());
    const closed = new AbortController();
    const stream = Readable.from(follow(deps, cursor, filter, auth, closed.signal), { objectMode: false, highWaterMark: 64 * 1024 });
    stream.once('close', () => closed.abort());
    return { status: 200, stream, headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' } };
  };
}

async function* follow(deps: StreamEventsDeps, start: number, filter: EventFilter, auth: AuthContext, signal: AbortSignal): AsyncGenerator<string> {
  const { hub, verifier, silenceMs = 15_000, recheckMs = 15_000 } = deps;
  let cursor = start;
  let checkedAt = performance.now();
  yield `: from ${cursor}\n\n`;
  while (!signal.aborted && !hub.signal.aborted) {
    if (performance.now() - checkedAt >= recheckMs) {
      if (!(await isStillGood(verifier, auth.token))) return;
      checkedAt = performance.now();
    }
    const page = await hub.read(cursor, filter);
    cursor = page.cursor;
    if (page.events.length > 0) yield page.events.map(frame).join('');
    else if (!(await hub.waitBeyond(cursor, Math.min(silenceMs, recheckMs), signal))) yield ': still here\n\n';
  }
}

/** False when the token is refused now; a verifier that cannot tell says nothing against it. */
async function isStillGood(verifier: TokenVerifier, token: string): Promise<boolean> {
  try {
    await verifier.verify(token);
    return true;
  } catch (error) {
    if (!isFault(error)) throw error;
    return error.status !== 401;
  }
}

// JSON has no raw line feeds, so one data line is enough.
const frame = (event: EventView): string => `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

function lastEventId(header: string | string[] | undefined): number | undefined {
  const id = Number(typeof header === 'string' && header !== '' ? header : Number.NaN);
  return Number.isSafeInteger(id) && id >= 0 ? id : undefined;
}
