/**
 * Work that several may wait for and that is done once (single flight). Whoever asks while it is under way joins it; it
 * is aborted when the last one has stopped waiting, so that a deleted server's pull does not go on for nobody.
 */
export class SharedWork<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /**
   * @param work begun when nobody else is at it; gets the signal that aborts when nobody waits any more, and a function
   *   that tells everybody who waits how far it is
   * @param signal ends this caller's waiting with its reason
   */
  async join(key: string, signal: AbortSignal, onProgress: (done: number) => void, work: Work<T>): Promise<T> {
    signal.throwIfAborted();
    const flight = this.#flights.get(key) ?? this.#begin(key, work);
    const waiter = { onProgress };
    flight.waiters.add(waiter);
    try {
      return await untilAborted(flight.done, signal);
    } finally {
      flight.waiters.delete(waiter);
      if (flight.waiters.size === 0 && this.#flights.get(key) === flight) {
        // Out of the table first: who comes now begins anew rather than joining what is being given up.
        this.#flights.delete(key);
        flight.controller.abort(new Error('nobody waits any more'));
      }
    }
  }


  #begin(key: string, work: Work<T>): Flight<T> {
    const controller = new AbortController();
    const waiters = new Set<Waiter>();
    const tell = (done: number): void => {
      for (const waiter of waiters) waiter.onProgress(done);
    };
    const flight: Flight<T> = { controller, waiters, done: work(controller.signal, tell) };
    this.#flights.set(key, flight);
    const end = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    flight.done.then(end, end);
    return flight;
  }
}

export type Work<T> = (signal: AbortSignal, progress: (done: number) => void) => Promise<T>;

interface Flight<T> {
  controller: AbortController;
  waiters: Set<Waiter>;
  done: Promise<T>;
}

interface Waiter {
  onProgress: (done: number) => void;
}

async function untilAborted<T>(done: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([done, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
