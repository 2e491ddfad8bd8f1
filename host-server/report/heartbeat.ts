import { isFault } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';

export interface HeartbeatAnswer {
  /** The region will push these. */
  missing: string[];
  /** The region wants these reported again. */
  unreported: string[];
  /** The region knows no such servers on this host. */
  unknown: string[];
  interval_ms: number;
}

export interface HeartbeatOptions {
  beat: (signal: AbortSignal) => Promise<HeartbeatAnswer>;
  onAnswer: (answer: HeartbeatAnswer) => Promise<void>;
  /** Until the region names another, and while it is away. */
  intervalMs: number;
  log: Logger;
}

/** Says every few seconds that this host lives and what it holds. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #lastAnswerAt: number | undefined;
  #reachable = true;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** The first beat goes at once: the region must learn soon that this host is back. */
  start(): void {
    this.#beat();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#abort.abort();
    await this.#running;
    clearTimeout(this.#timer);
  }

  /** Milliseconds since the region last answered; undefined before the first answer. */
  get silentMs(): number | undefined {
    return this.#lastAnswerAt === undefined ? undefined : performance.now() - this.#lastAnswerAt;
  }

  #beat(): void {
    this.#running = this.#once().then((intervalMs) => {
      if (!this.#abort.signal.aborted) this.#timer = setTimeout(() => this.#beat(), intervalMs);
    });
  }

  async #once(): Promise<number> {
    const { beat, onAnswer, intervalMs, log } = this.#options;
    try {
      const answer = await beat(this.#abort.signal);
      this.#lastAnswerAt = performance.now();
      if (!this.#reachable) log.info('the region answers again');
      this.#reachable = true;
      await onAnswer(answer);
      return answer.interval_ms;
    } catch (error) {
      if (this.#abort.signal.aborted) return intervalMs;
      if (!isFault(error)) log.error({ error }, 'a heartbeat failed in a way that it should not');
      else if (this.#reachable) log.warn({ code: error.code, reason: error.message }, hint(error.status));
      this.#reachable = false;
      return intervalMs;
    }
  }
}

/** Servers go on in any case; what the operator can do differs. */
function hint(status: number): string {
  if (status === 401 || status === 403) return 'the region refuses this host: was it deleted there? Then remove host.json and join again; servers go on meanwhile';
  if (status === 404) return 'the region does not know this host: was it deleted there? Then remove host.json and join again; servers go on meanwhile';
  return 'the region does not answer; servers go on, and reports wait';
}
