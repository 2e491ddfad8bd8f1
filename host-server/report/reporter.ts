/**
 * Tells the region what this host observes. Reports wait in one place, the newest of each server only, so what is held
 * while the region is away does not grow with time. One request is under way at a time, which keeps their order; it takes
 * all that wait. An urgent report goes at once; others (the step that a server is at) wait a moment, because most often
 * the final one is right behind.
 *
 * A report counts as told when the region has answered. Until then it is sent again, with a doubling delay that a
 * heartbeat which came through cuts short.
 */
import { isFault } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { ServerReport } from '../servers/spec.ts';
import type { Sequence } from './sequence.ts';

export type DraftReport = Omit<ServerReport, 'sequence' | 'observed_at'>;

export interface ReportSink {
  push(report: DraftReport, options?: { urgent?: boolean }): void;
}

export interface ReporterOptions {
  /** Answers the ids of servers that the region does not place on this host. */
  send: (reports: ServerReport[], signal: AbortSignal) => Promise<{ refused: string[] }>;
  sequence: Sequence;
  /** The region has this report. */
  onTaken: (report: ServerReport) => void;
  onRefused: (report: ServerReport) => void;
  log: Logger;
  now: () => Date;
  /** How long a report that is not urgent may wait. */
  lingerMs?: number;
  retryFirstMs?: number;
  retryMaxMs?: number;
}

export class Reporter implements ReportSink {
  readonly #options: ReporterOptions;
  readonly #waiting = new Map<string, ServerReport>();
  readonly #abort = new AbortController();
  #sending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #started = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** Reports that are pushed before the start wait for it. */
  start(): void {
    this.#started = true;
    if (this.#waiting.size > 0) this.#flush();
  }

  push(draft: DraftReport, options: { urgent?: boolean } = {}): void {
    const { sequence, now, lingerMs = 200 } = this.#options;
    const report = { ...draft, sequence: sequence.next(), observed_at: now().toISOString() };
    this.#waiting.set(draft.server_id, keepPhases(this.#waiting.get(draft.server_id), report));
    // While the region does not answer, the delay of its failures counts.
    if (this.#failures > 0) return;
    if (options.urgent) this.#flush();
    else this.#flushIn(lingerMs);
  }

  /** The region is known to be there: send what waits now. */
  kick(): void {
    if (this.#waiting.size > 0) this.#flush();
  }

  /** How many servers have something that the region was not told. */
  get backlog(): number {
    return this.#waiting.size;
  }

  /** Tries once more to send what waits, then gives up; the next start reports everything anyway. */
  async stop(graceMs = 1000): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sending;
    if (this.#started && this.#waiting.size > 0 && this.#failures === 0) this.#flush();
    this.#started = false;
    const late = setTimeout(() => this.#abort.abort(), graceMs);
    await this.#sending;
    clearTimeout(late);
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  #flushIn(delayMs: number): void {
    if (this.#timer || this.#sending) return;
    this.#timer = setTimeout(() => this.#flush(), delayMs);
  }

  #flush(): void {
    if (!this.#started || this.#sending) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#send().finally(() => {
      this.#sending = undefined;
      if (!this.#started || this.#waiting.size === 0) return;
      if (this.#failures > 0) this.#flushIn(this.#retryDelayMs());
      else this.#flush();
    });
  }

  async #send(): Promise<void> {
    const { send, onTaken, onRefused, log } = this.#options;
    const batch = [...this.#waiting.values()].slice(0, batchSize);
    for (const report of batch) this.#waiting.delete(report.server_id);
    try {
      const refused = new Set((await send(batch, this.#abort.signal)).refused);
      if (this.#failures > 0) log.info({ reports: batch.length }, 'the region takes reports again');
      this.#failures = 0;
      for (const report of batch) (refused.has(report.server_id) ? onRefused : onTaken)(report);
    } catch (error) {
      this.#failures += 1;
      for (const report of batch) this.#putBack(report);
      if (this.#abort.signal.aborted) return;
      if (!isFault(error)) log.error({ error }, 'sending reports failed in a way that it should not');
      else if (this.#failures === 1) log.warn({ reason: error.message }, 'the region does not take reports; they wait');
    }
  }

  /** What was pushed meanwhile is newer. */
  #putBack(report: ServerReport): void {
    const newer = this.#waiting.get(report.server_id);
    this.#waiting.set(report.server_id, newer ? keepPhases(report, newer) : report);
  }

  #retryDelayMs(): number {
    const { retryFirstMs = 200, retryMaxMs = 5000 } = this.#options;
    return Math.min(retryFirstMs * 2 ** (this.#failures - 1), retryMaxMs) * (0.75 + Math.random() / 2);
  }
}

/** The contract takes 1,000 a request; fewer keep one request short. */
const batchSize = 500;

/** A newer report of the same observed generation must not take away what the older one told of how it was reached. */
function keepPhases(older: ServerReport | undefined, newer: ServerReport): ServerReport {
  if (!older?.phases || newer.phases || older.observed_generation !== newer.observed_generation) return newer;
  return { ...newer, phases: older.phases };
}
