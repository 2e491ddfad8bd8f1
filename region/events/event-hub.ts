/**
 * Tells everybody in this process that there are new events, without a query for each of them.
 *
 * One reader follows the events table: woken after each commit of this process, and every second for those of other
 * region processes. It keeps the newest events in memory; streams read from there and from the table when they are
 * further behind. Streams pull, so a slow client costs one page of memory and nothing else.
 */
import type { Db } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { EventView } from '../wire.ts';
import { selectEvents, selectLastEventId } from './event-store.ts';
import type { EventFilter } from './event-store.ts';

export interface EventHub {
  /** Says that this process has committed events. */
  notify(): void;
  /** The newest cursor that is in the table now. */
  latest(): Promise<number>;
  /** A page of what comes after a cursor, and the cursor to go on from. */
  read(after: number, filter: EventFilter): Promise<{ events: EventView[]; cursor: number }>;
  /** Resolves when there is something after the cursor, after the time, or on abort; true in the first case. */
  waitBeyond(cursor: number, timeoutMs: number, signal: AbortSignal): Promise<boolean>;
  start(): Promise<void>;
  /** Ends all waits; streams then close. */
  stop(): Promise<void>;
  /** Aborted by `stop`. */
  readonly signal: AbortSignal;
}

export interface EventHubOptions {
  db: Db;
  log: Logger;
  pollMs?: number;
  keep?: number;
}

const pageSize = 200;

export function createEventHub({ db, log, pollMs = 1000, keep = 2000 }: EventHubOptions): EventHub {
  const stopping = new AbortController();
  const waiters = new Set<() => void>();
  let recent: EventView[] = [];
  let tail = 0;
  // Everything after this id is in `recent`.
  let floor = 0;
  let reading: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  const readNew = async (): Promise<void> => {
    for (;;) {
      again = false;
      const events = await selectEvents(db, tail, pageSize);
      const last = events.at(-1);
      if (last) {
        recent.push(...events);
        tail = last.id;
        if (recent.length > keep) {
          const dropped = recent.splice(0, recent.length - keep);
          floor = dropped.at(-1)?.id ?? floor;
        }
        for (const wake of [...waiters]) wake();
      }
      if (events.length < pageSize && !again) return;
    }
  };

  const refresh = (): Promise<void> => {
    again = true;
    reading ??= readNew().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  const refreshQuietly = (): void => {
    if (stopping.signal.aborted) return;
    refresh().catch((error: unknown) => log.warn({ error }, 'events cannot be read; the next poll tries again'));
  };

  return {
    signal: stopping.signal,
    notify: refreshQuietly,
    async latest() {
      await refresh();
      return tail;
    },
    async read(after, filter) {
      if (after >= floor) {
        const from = firstAfter(recent, after);
        const page = recent.slice(from, from + pageSize);
        return { events: page.filter((event) => fits(event, filter)), cursor: page.at(-1)?.id ?? after };
      }
      const newest = tail;
      const events = await selectEvents(db, after, pageSize, filter);
      // A page that is not full has seen everything up to what was the newest before it was read.
      return { events, cursor: events.length === pageSize ? (events.at(-1)?.id ?? after) : Math.max(newest, events.at(-1)?.id ?? 0) };
    },
    waitBeyond(cursor, timeoutMs, signal) {
      if (tail > cursor) return Promise.resolve(true);
      if (signal.aborted || stopping.signal.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(limit);
          waiters.delete(done);
          signal.removeEventListener('abort', done);
          resolve(tail > cursor);
        };
        const limit = setTimeout(done, timeoutMs);
        waiters.add(done);
        signal.addEventListener('abort', done);
      });
    },
    async start() {
      tail = await selectLastEventId(db);
      floor = tail;
      timer = setInterval(refreshQuietly, pollMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      for (const wake of [...waiters]) wake();
      recent = [];
      floor = tail;
      if (reading) await reading.catch((error: unknown) => log.debug({ error }, 'the last read of events was cut off'));
    },
  };
}

/** Whether a stream with this filter shows the event. */
export const fits = (event: EventView, filter: EventFilter): boolean =>
  (filter.projectId === null || event.project_id === filter.projectId) && (filter.serverId === undefined || event.server_id === filter.serverId);

function firstAfter(events: readonly EventView[], id: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.id ?? 0) > id) high = middle;
    else low = middle + 1;
  }
  return low;
}
