/**
 * Waits until what was asked of servers is done.
 *
 * The stream of events is opened *before* the order is given, so none of the order's events can be missed. The one that
 * says that the order's request ended well is the truth, because it was committed with it: nothing is asked while the
 * order is being carried out, when the region has better things to do. Everything else is read from the server: its action
 * with the order's request id says Success or Error. A stream that is cut is opened again after its last event; a look
 * soon after the order, and slow ones from then on, cover what no stream can promise (an order that had ended before it,
 * events that went by before a first one arrived).
 */
import { setMaxListeners } from 'node:events';
import { followEvents } from '../../openapi/call/sse.ts';
import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { FaultCode } from '../../openapi/serve/fault.ts';
import type { Cloud } from './open-cloud.ts';

export type Event = ReplyBody<Operation<'sampan', 'listEvents'>>['events'][number];
export type ServerView = ReplyBody<Operation<'sampan', 'getServerView'>>;

type Action = ReplyBody<Operation<'sampan', 'listActions'>>['actions'][number];

/** One server and the request whose end is waited for. */
export interface Awaited {
  id: string;
  name: string;
  requestId: string;
}

/** What can be seen of a server that is waited for. */
export interface WaitProgress {
  name: string;
  status: string;
  /** The phase that its host is at. */
  step?: string | undefined;
  percent?: number | undefined;
}

export interface ServerWatch {
  /** Answers when the request is done for this server; throws its fault, or `timeout`. */
  done(wanted: Awaited, goal: WaitGoal): Promise<ServerView | undefined>;
  close(): void;
}

/** A status is reached when the action is done; `gone` when the server cannot be found any more. */
export type WaitGoal = 'ACTIVE' | 'SHUTOFF' | 'PAUSED' | 'SUSPENDED' | 'SHELVED' | 'RESCUE' | 'VERIFY_RESIZE' | 'gone';

export interface WatchOptions {
  /** From now to the end of all waiting. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** The slow looks. */
  pollMs?: number;
  /** The one after the order. */
  firstLookMs?: number;
  onProgress?: (progress: WaitProgress) => void;
}

/** Opens the stream; give the order when this has answered, then ask `done` for each server, and `close` at the end. */
export async function watchServers(cloud: Cloud, options: WatchOptions): Promise<ServerWatch> {
  const { timeoutMs, pollMs = 5000, firstLookMs = 300, onProgress } = options;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // One a server that is waited for.
  const timer = setTimeout(() => stop.abort(new Fault('timeout', `Not done within ${timeoutMs / 1000} s.`, { retryable: false })), timeoutMs);
  const forward = (): void => stop.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', forward, { once: true });

  const listeners = new Set<(event: Event | undefined) => void>();
  // An order may have ended before anybody waits for it.
  const ended = new Map<string, Event>();
  const tell = (event: Event | undefined): void => {
    if (event !== undefined && isEnd(event)) ended.set(orderOf(event.server_id, event.request_id), event);
    listeners.forEach((listen) => listen(event));
  };
  const opened = follow(cloud, stop.signal, tell);
  const close = (): void => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', forward);
    stop.abort(closed);
  };
  try {
    await opened.ready;
  } catch (error) {
    close();
    throw error;
  }

  return {
    close,
    async done(wanted, goal) {
      const inbox = createInbox({ firstLookMs, pollMs }, stop.signal);
      const listen = (event: Event | undefined): void => {
        if (event === undefined) return inbox.wake();
        if (event.server_id !== wanted.id) return;
        const shown = progressOf(wanted, event);
        if (shown) onProgress?.(shown);
        if (isEnd(event) || shown?.status === 'ERROR') inbox.wake();
      };
      listeners.add(listen);
      try {
        if (!ended.has(orderOf(wanted.id, wanted.requestId))) await Promise.race([inbox.next(), opened.failed]);
        for (;;) {
          const end = ended.get(orderOf(wanted.id, wanted.requestId));
          const verdict = await judge(cloud, wanted, { goal, end }, stop.signal);
          if (verdict.view) onProgress?.(viewProgress(wanted, verdict.view));
          if (verdict.done) return verdict.view;
          await Promise.race([inbox.next(), opened.failed]);
        }
      } catch (error) {
        throw stop.signal.aborted ? late(stop.signal.reason, wanted, goal) : error;
      } finally {
        listeners.delete(listen);
        inbox.stop();
      }
    },
  };
}

const closed = new Fault('internal', 'The wait was closed.');

const isEnd = ({ type }: Event): boolean => type.endsWith('.end');

const orderOf = (serverId: string | null | undefined, requestId: string | null | undefined): string => `${serverId} ${requestId}`;

interface Followed {
  /** Settles when the first stream is open. */
  ready: Promise<void>;
  /** Rejects when the stream cannot be had any more. */
  failed: Promise<never>;
}

/** The project's events over cuts; tells `undefined` whenever the stream is opened. */
export function follow(cloud: Cloud, signal: AbortSignal, tell: (event: Event | undefined) => void): Followed {
  let isReady = (): void => undefined;
  let isNotReady = (_error: unknown): void => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    isReady = resolve;
    isNotReady = reject;
  });
  const run = async (): Promise<void> => {
    const events = followEvents({
      signal,
      open: async (lastEventId) => {
        const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
        const { body } = await cloud.sampan.stream('streamEvents', { headers, signal, query: {} });
        isReady();
        tell(undefined); // After a cut: look, whatever may have been missed.
        return body;
      },
    });
    for await (const { data } of events) tell(JSON.parse(data) as Event);
  };
  const failed = new Promise<never>((_, reject) => {
    run().then(
      () => isNotReady(signal.reason),
      (error: unknown) => {
        isNotReady(error);
        reject(error as Error);
      },
    );
  });
  // Both are looked at only while somebody waits.
  failed.catch(() => undefined);
  ready.catch(() => undefined);
  return { ready, failed };
}

interface Verdict {
  done: boolean;
  view?: ServerView;
}

/** @param end the event that told the order's end, when one has come */
async function judge(cloud: Cloud, { id, name, requestId }: Awaited, { goal, end }: { goal: WaitGoal; end: Event | undefined }, signal: AbortSignal): Promise<Verdict> {
  const endedWell = end?.data?.['result'] === 'Success';
  if (endedWell && goal === 'gone' && end.data?.['status'] === 'DELETED') return { done: true };
  const isDone = endedWell && goal !== 'gone';
  let view: ServerView;
  let actions: Action[];
  try {
    // In this order: a server that is read after its action was done shows what the action made of it.
    actions = isDone ? [] : (await cloud.sampan.call('listActions', { path: { id }, signal })).body.actions;
    view = (await cloud.sampan.call('getServerView', { path: { id }, signal })).body;
  } catch (error) {
    if (!isFault(error) || error.status !== 404) throw error;
    if (goal === 'gone') return { done: true };
    throw new Fault('not-found', `The server ${name} (${id}) was deleted while it was waited for.`, { cause: error });
  }
  if (isDone) return { done: true, view };
  const action = actions.find((each) => each.request_id === requestId);
  if (action?.result === 'Error') throw failure(view, action.fault ?? view.fault ?? undefined, requestId, action.action);
  if (action?.result === 'Success' && goal !== 'gone') return { done: true, view };
  // A failed server has nothing more to come, even where its action was not closed.
  if (view.status === 'ERROR' && (action?.finished_at ?? null) === null && goal !== 'gone') throw failure(view, view.fault ?? undefined, requestId, 'last action');
  // No such action (anymore): the status is all that there is to go by.
  return { done: action === undefined && view.status === goal && (view.task ?? null) === null, view };
}

function failure(view: ServerView, fault: { code: FaultCode; message: string } | undefined, requestId: string, action: string): Fault {
  const reason = fault ? `${fault.message} (${fault.code})` : 'no reason was recorded';
  return new Fault(fault?.code ?? 'internal', `The ${action} of server ${view.name} (${view.id}) failed: ${reason}`, {
    retryable: false,
    details: { requestId, reason: `the server's status is ${view.status}`, suggestion: `see sampan server actions ${view.id}.` },
  });
}

function late(reason: unknown, { id, name }: Awaited, goal: WaitGoal): unknown {
  if (!isFault(reason) || reason.code !== 'timeout') return reason;
  return new Fault('timeout', `The server ${name} (${id}) is not ${goal === 'gone' ? 'deleted' : goal} yet: ${reason.message}`, {
    retryable: false,
    details: { reason: 'what was asked goes on; only the waiting ended', suggestion: `see sampan server actions ${id}, or wait longer with --timeout.` },
  });
}

function progressOf({ name }: Awaited, { type, data = {} }: Event): WaitProgress | undefined {
  const { status, step, progress } = data;
  if (typeof status !== 'string' && typeof step !== 'string') return undefined;
  return {
    name,
    status: typeof status === 'string' ? status : type,
    step: typeof step === 'string' ? step : undefined,
    percent: typeof progress === 'number' ? progress : undefined,
  };
}

const viewProgress = ({ name }: Awaited, view: ServerView): WaitProgress => ({
  name,
  status: view.status,
  step: view.step ?? view.task ?? undefined,
  percent: view.progress ?? undefined,
});

/** Remembers one wake-up that nobody waited for yet, so that none is lost between a look and the next wait. */
export function createInbox({ firstLookMs, pollMs }: { firstLookMs: number; pollMs: number }, signal: AbortSignal): { wake(): void; next(): Promise<void>; stop(): void } {
  let woken = false;
  let settle: (() => void) | undefined;
  let refuse: ((reason: unknown) => void) | undefined;
  const wake = (): void => {
    woken = true;
    settle?.();
  };
  const abort = (): void => refuse?.(signal.reason);
  const first = setTimeout(wake, firstLookMs);
  const timer = setInterval(wake, pollMs);
  signal.addEventListener('abort', abort, { once: true });
  return {
    wake,
    async next() {
      if (signal.aborted) throw signal.reason;
      if (!woken) {
        await new Promise<void>((resolve, reject) => {
          settle = resolve;
          refuse = reject;
        });
      }
      woken = false;
    },
    stop() {
      clearTimeout(first);
      clearInterval(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}
