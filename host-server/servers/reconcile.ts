/**
 * Runs passes (converge.ts): one worker a server, so that calls for one server never overlap, and at most `width` servers
 * at once. A wake while a worker is busy makes it look again when it has finished; one that brings a newer generation
 * also ends the pass at the next step's border. A pass that failed comes again after a doubling delay.
 *
 *   wake ── idle? ──> queue ──> pass ──> settled ──> idle
 *             │                  │  ▲
 *             busy: look again   │  └── again: woken meanwhile
 *                                └──> failed ──> delay ──> queue
 */
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { converge } from './converge.ts';
import type { ConvergeDependencies, Verdict } from './converge.ts';

export interface ReconcilerOptions extends ConvergeDependencies {
  /** Servers worked on at once. */
  width: number;
  retry: RetryOptions;
}

export interface RetryOptions {
  firstMs: number;
  maxMs: number;
  /** Tries of one generation before it is an error; deletions are tried for ever. */
  tries: number;
}

export interface Wake {
  /** The generation that came; ends work on older ones. */
  generation?: number;
  /** That generation deletes the server, or stops it hard: a guest that is being waited for is ended now. */
  hurry?: boolean;
  /** Try again what failed, and undo what was done behind our back. */
  repair?: boolean;
  reportAlways?: boolean;
  portsMissing?: boolean;
  /** Its health check wants it restarted. */
  unhealthy?: boolean;
}

export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #limit: LimitFunction;
  readonly #workers = new Map<string, Worker>();
  /** Servers that somebody else works on (`exclusively`). */
  readonly #held = new Map<string, Promise<void>>();
  readonly #later = new Map<string, NodeJS.Timeout>();
  #stopping = false;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#limit = pLimit(options.width);
  }

  /** Has a server looked at soon. */
  wake(id: string, wake: Wake = {}): void {
    if (this.#stopping) return;
    const worker = this.#workers.get(id) ?? newWorker();
    this.#workers.set(id, worker);
    worker.pending = { ...worker.pending, ...wake };
    if (isNewer(wake.generation, worker.generation)) {
      worker.failures = 0;
      worker.controller.abort(new Superseded());
      if (wake.hurry) worker.hurry.abort();
    }
    if (worker.retry) {
      // A look that nobody asked for must not shorten the delay of what keeps failing.
      if (wake.generation === undefined && wake.repair !== true) return;
      clearTimeout(worker.retry);
      worker.retry = undefined;
    }
    this.#enqueue(id, worker);
  }

  /** Looks at a server now, brings it back to its intent when that is asked for, and resolves when that pass has ended. */
  async sync(id: string, repair = false): Promise<void> {
    this.wake(id, { reportAlways: true, ...(repair ? { repair } : {}) });
    const worker = this.#workers.get(id);
    if (worker) await new Promise<void>((resolve) => worker.waiting.push(resolve));
  }

  /** Whether a pass runs, waits for its turn, or comes again after a failure. */
  isBusy(id: string): boolean {
    return this.#workers.has(id);
  }

  /** Does something with a server between two passes; the next one waits for its end. */
  async exclusively<T>(id: string, work: () => Promise<T>): Promise<T> {
    while (this.#held.has(id) || this.#workers.get(id)?.running) {
      const worker = this.#workers.get(id);
      await (this.#held.get(id) ?? new Promise<void>((resolve) => worker?.waiting.push(resolve)));
    }
    const done = work();
    const held = done.then(() => undefined, () => undefined).finally(() => this.#held.delete(id));
    this.#held.set(id, held);
    return done;
  }

  /** The step that a server's pass is at. */
  stepOf(id: string): string | undefined {
    return this.#workers.get(id)?.step;
  }

  /** Resolves when nothing runs and nothing waits, retries included. For tests and for a good stop. */
  async idle(): Promise<void> {
    while (this.#workers.size > 0) {
      await Promise.all([...this.#workers.values()].map((worker) => new Promise<void>((resolve) => worker.waiting.push(resolve))));
    }
  }

  /** Ends passes at their next border and touches no server. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#later.values()) clearTimeout(timer);
    const running: Promise<void>[] = [];
    for (const [id, worker] of this.#workers) {
      clearTimeout(worker.retry);
      worker.controller.abort(new Superseded());
      if (worker.running) running.push(new Promise((resolve) => worker.waiting.push(resolve)));
      else this.#end(id, worker);
    }
    this.#limit.clearQueue();
    await Promise.all(running);
  }

  /** Time is what it waits for: nothing else will wake it then. */
  #lookAgain(id: string, delayMs: number): void {
    clearTimeout(this.#later.get(id));
    this.#later.set(id, setTimeout(() => {
      this.#later.delete(id);
      this.wake(id);
    }, delayMs));
  }

  #enqueue(id: string, worker: Worker): void {
    if (worker.queued || worker.running) return;
    worker.queued = true;
    void this.#limit(() => this.#work(id, worker));
  }

  async #work(id: string, worker: Worker): Promise<void> {
    while (this.#held.has(id)) await this.#held.get(id);
    worker.queued = false;
    worker.running = true;
    let verdict: Verdict | undefined;
    while (worker.pending && !this.#stopping) verdict = await this.#pass(id, worker);
    worker.running = false;
    worker.step = undefined;
    if (verdict === 'failed' && !this.#stopping) {
      this.#comeAgain(id, worker);
      tell(worker);
    } else {
      this.#end(id, worker);
    }
  }

  #end(id: string, worker: Worker): void {
    this.#workers.delete(id);
    tell(worker);
  }

  async #pass(id: string, worker: Worker): Promise<Verdict> {
    const wake = worker.pending ?? {};
    worker.pending = undefined;
    worker.controller = new AbortController();
    worker.hurry = new AbortController();
    worker.generation = undefined;
    const { retry, log } = this.#options;
    try {
      const verdict = await converge(this.#options, id, {
        repair: wake.repair ?? false,
        reportAlways: wake.reportAlways ?? false,
        portsMissing: wake.portsMissing ?? false,
        unhealthy: wake.unhealthy ?? false,
        again: (delayMs) => this.#lookAgain(id, delayMs),
        signal: worker.controller.signal,
        hurry: worker.hurry.signal,
        lastTry: worker.failures + 1 >= retry.tries,
        working(generation) {
          worker.generation = generation;
        },
        entered(step) {
          worker.step = step;
        },
      });
      if (verdict === 'interrupted') worker.pending = { ...wake, ...(worker.pending as Wake | undefined) };
      if (verdict === 'settled') worker.failures = 0;
      if (verdict === 'failed') this.#failed(worker, wake);
      return verdict;
    } catch (error) {
      // The database or the driver's look at the machine failed: nothing is known, so nothing is reported.
      log.error({ error, server_id: id }, 'a look at a server failed; it is tried again');
      this.#failed(worker, wake);
      return 'failed';
    }
  }

  #failed(worker: Worker, wake: Wake): void {
    worker.failures += 1;
    worker.repeat = wake;
  }

  #comeAgain(id: string, worker: Worker): void {
    const { firstMs, maxMs } = this.#options.retry;
    const delayMs = Math.min(firstMs * 2 ** (worker.failures - 1), maxMs) * (0.75 + Math.random() / 2);
    worker.pending = worker.repeat;
    worker.retry = setTimeout(() => {
      worker.retry = undefined;
      this.#enqueue(id, worker);
    }, delayMs);
  }
}

interface Worker {
  /** What the next pass is asked; undefined when nothing is. */
  pending: Wake | undefined;
  /** What the failed pass was asked, for its repetition. */
  repeat: Wake;
  /** The generation that the pass works on; undefined before it has read it. */
  generation: number | undefined;
  step: string | undefined;
  controller: AbortController;
  hurry: AbortController;
  queued: boolean;
  running: boolean;
  failures: number;
  retry: NodeJS.Timeout | undefined;
  waiting: (() => void)[];
}

/** A newer generation came, or the host-server stops: the reason with which passes end early. */
class Superseded extends Error {
  override readonly name = 'Superseded';
}

const newWorker = (): Worker => ({
  pending: undefined,
  repeat: {},
  generation: undefined,
  step: undefined,
  controller: new AbortController(),
  hurry: new AbortController(),
  queued: false,
  running: false,
  failures: 0,
  retry: undefined,
  waiting: [],
});

/** Taken first: whoever is told may ask at once for another pass. */
function tell(worker: Worker): void {
  for (const resolve of worker.waiting.splice(0)) resolve();
}

const isNewer = (came: number | undefined, working: number | undefined): boolean => came !== undefined && (working === undefined || came > working);
