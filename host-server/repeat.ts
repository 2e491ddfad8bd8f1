/** Does work again and again, never twice at once. */
export interface Repeated {
  /** Does it now, or once more after the run under way. */
  wake(): void;
  /** Ends it, the run under way included. */
  stop(): Promise<void>;
}

/** The first time after the interval. `work` tells of its failures itself. */
export function repeat(intervalMs: number, work: () => Promise<void>): Repeated {
  let running: Promise<void> | undefined;
  let isAsked = false;
  let isStopped = false;
  let timer = setTimeout(() => run(), intervalMs);
  const run = (): void => {
    clearTimeout(timer);
    isAsked = false;
    running = work().finally(() => {
      running = undefined;
      if (isStopped) return;
      if (isAsked) run();
      else timer = setTimeout(run, intervalMs);
    });
  };
  return {
    wake() {
      if (isStopped) return;
      if (running === undefined) run();
      else isAsked = true;
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
