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
  const way = steps.filter((step) => step.applies?.(walk) ?? true);
  const early = begin(way, (step) => step.ahead?.(walk));
  await inOrder(way, walk.signal, early, (step) => log.run(step.name, async () => withEarly(await early.get(step), await step.up(walk))));
}

/** Walks down in reverse order, past the steps that have nothing to take back; what was begun with the walk is waited for at its end. */
export async function walkDown(steps: readonly Step[], walk: DownWalk, log: PhaseLog): Promise<void> {
  const way = [...steps].reverse().filter((step) => step.down && !(step.outlivesStop && walk.target === 'stopped'));
  const unawaited = walk.hard || walk.target === 'absent';
  const early = begin(way, (step) => (unawaited && step.downAhead ? step.down?.(walk) : undefined));
  const last = way.filter((step) => early.has(step));
  await inOrder([...way.filter((step) => !early.has(step)), ...last], walk.signal, early, (step) =>
    log.run(step.downName, async () => (early.has(step) ? withEarly(await early.get(step)) : step.down?.(walk))));
}

/** What was begun with the walk, and how many milliseconds it took in the end. */
type Early = ReadonlyMap<Step, Promise<number>>;

function begin(steps: readonly Step[], work: (step: Step) => Promise<unknown> | undefined): Early {
  const began = performance.now();
  const early = new Map<Step, Promise<number>>();
  for (const step of steps) {
    const done = work(step)?.then(() => performance.now() - began);
    if (done) early.set(step, done);
  }
  return early;
}

/** However the walk ends, nothing of it goes on behind the caller's back; a failure is heard at its step, or not at all. */
async function inOrder(steps: readonly Step[], signal: AbortSignal, early: Early, walk: (step: Step) => Promise<void>): Promise<void> {
  const settled = Promise.allSettled(early.values());
  try {
    for (const step of steps) {
      signal.throwIfAborted();
      await walk(step);
    }
  } finally {
    await settled;
  }
}

/** A phase's duration is what the walk waited; what ran beside earlier steps is told apart. */
const withEarly = (earlyMs: number | undefined, detail: PhaseDetail | void = undefined): PhaseDetail | void =>
  earlyMs === undefined ? detail : { ...detail, ahead_ms: Math.round(earlyMs * 10) / 10 };
