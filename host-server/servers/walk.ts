import type { DownWalk, PhaseDetail, Step, UpWalk } from '../steps/step.ts';
import type { Phase } from './spec.ts';

/** Times steps and keeps them as phases, in the order in which they were walked. */
export interface PhaseLog {
  readonly phases: Phase[];
  /** The step at hand, or the last one. */
  readonly current: string | undefined;
  run(name: string, step: () => Promise<PhaseDetail | void>): Promise<void>;
}

/** @param entered called with each step's name as it begins */
export function createPhaseLog(now: () => Date, entered: (name: string) => void): PhaseLog {
  const phases: Phase[] = [];
  let current: string | undefined;
  return {
    phases,
    get current() {
      return current;
    },
    async run(name, step) {
      const startedAt = now().toISOString();
      const began = performance.now();
      current = name;
      entered(name);
      const detail = await step();
      const durationMs = Math.round((performance.now() - began) * 10) / 10;
      phases.push({ name, started_at: startedAt, duration_ms: durationMs, ...(detail ? { detail } : {}) });
    },
  };
}

/** Walks up in order. A newer generation ends the walk at the next step's border by throwing the signal's reason. */
export async function walkUp(steps: readonly Step[], walk: UpWalk, log: PhaseLog): Promise<void> {
  for (const step of steps) {
    walk.signal.throwIfAborted();
    await log.run(step.name, () => step.up(walk));
  }
}

/** Walks down in reverse order, past the steps that have nothing to take back. */
export async function walkDown(steps: readonly Step[], walk: DownWalk, log: PhaseLog): Promise<void> {
  for (const step of [...steps].reverse()) {
    if (!step.down || (step.outlivesStop && walk.target === 'stopped')) continue;
    walk.signal.throwIfAborted();
    await log.run(step.downName, async () => step.down?.(walk));
  }
}
