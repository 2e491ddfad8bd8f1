import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { isFault } from '../serve/fault.ts';

/** One server-sent event (WHATWG HTML, "Server-sent events"). */
export interface ServerEvent {
  id: string | undefined;
  /** `message` where the stream names none. */
  event: string;
  data: string;
}

/** Reads the events of one answer; leaving the loop destroys the stream. */
export async function* serverEvents(body: Readable): AsyncGenerator<ServerEvent, void, void> {
  const ready: ServerEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => ready.push({ id, event: event ?? 'message', data }),
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk as Buffer, { stream: true }));
    yield* ready.splice(0);
  }
}

export interface FollowEventsOptions {
  /** Opens the stream after the given event, with `Last-Event-ID`; undefined means from where the service begins. */
  open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Readable>;
  signal: AbortSignal;
  lastEventId?: string;
  /** The first delay before coming back; it doubles up to `maxDelayMs` until an event arrives. */
  delayMs?: number;
  maxDelayMs?: number;
}

/**
 * Follows a stream over cuts and restarts: comes back with the last event's id, so nothing is missed or seen twice. Ends
 * when the signal aborts; a refusal that coming back cannot heal (401, 403, 404, …) is thrown.
 */
export async function* followEvents(options: FollowEventsOptions): AsyncGenerator<ServerEvent, void, void> {
  const { open, signal, delayMs = 200, maxDelayMs = 5000 } = options;
  let { lastEventId } = options;
  let delay = delayMs;
  while (!signal.aborted) {
    try {
      for await (const event of serverEvents(await open(lastEventId, signal))) {
        lastEventId = event.id ?? lastEventId;
        delay = delayMs;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isFault(error) && !error.retryable) throw error;
      if (!isFault(error) && !isCut(error)) throw error;
    }
    await sleep(delay * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined); // An abort ends the loop above.
    delay = Math.min(delay * 2, maxDelayMs);
  }
}

const isCut = (error: unknown): boolean => {
  const { code, name } = Object(error) as { code?: string; name?: string };
  return ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_CANCELED'].includes(code ?? '') || name === 'AbortError' || code === 'ERR_BAD_RESPONSE';
};
