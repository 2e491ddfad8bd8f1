import { Readable } from 'node:stream';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { EventView } from '../wire.ts';
import type { EventHub } from './event-hub.ts';
import { eventScope } from './event-scope.ts';
import type { EventFilter } from './event-store.ts';

/**
 * Server-sent events (WHATWG HTML, section 9.2): `id` is the cursor, `event` the type, `data` the event's JSON. A comment
 * comes at once, so that a client knows that it is connected, and then every 15 s of silence.
 */
export function streamEvents({ hub, silenceMs = 15_000 }: { hub: EventHub; silenceMs?: number }): HandlerOf<'sampan', 'streamEvents'> {
  return async ({ auth, query, headers }) => {
    const filter = eventScope(auth, query);
    const cursor = lastEventId(headers['last-event-id']) ?? query.after ?? (await hub.latest());
    const closed = new AbortController();
    const stream = Readable.from(follow(hub, cursor, filter, silenceMs, closed.signal), { objectMode: false, highWaterMark: 64 * 1024 });
    stream.once('close', () => closed.abort());
    return { status: 200, stream, headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' } };
  };
}

async function* follow(hub: EventHub, start: number, filter: EventFilter, silenceMs: number, signal: AbortSignal): AsyncGenerator<string> {
  let cursor = start;
  yield `: from ${cursor}\n\n`;
  while (!signal.aborted && !hub.signal.aborted) {
    const page = await hub.read(cursor, filter);
    cursor = page.cursor;
    if (page.events.length > 0) yield page.events.map(frame).join('');
    else if (!(await hub.waitBeyond(cursor, silenceMs, signal))) yield ': still here\n\n';
  }
}

// JSON has no raw line feeds, so one data line is enough.
const frame = (event: EventView): string => `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

function lastEventId(header: string | string[] | undefined): number | undefined {
  const id = Number(typeof header === 'string' && header !== '' ? header : Number.NaN);
  return Number.isSafeInteger(id) && id >= 0 ? id : undefined;
}
