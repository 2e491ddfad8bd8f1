import type { Observation } from '../drivers/driver.ts';
import type { ServerRecord } from './spec-store.ts';

/** When a server that ended by itself is started again, and the how manieth time in a row that is. */
export interface Restart {
  at: Date;
  streak: number;
}

const firstDelayMs = 100;
const longestDelayMs = 60_000;
/** Who has run that long is trusted again: tries are counted anew. */
const provenMs = 600_000;

/** What a server's restart policy says of what was seen; undefined when it is to stay ended. Pure. */
export function nextRestart({ spec, status, outcome }: ServerRecord, seen: Observation, now: Date): Restart | undefined {
  const { policy = 'no', max_retries: most } = spec.container?.restart ?? {};
  if (policy === 'no' || spec.desired !== 'running') return undefined;
  const hasEnded = seen.state === 'exited' || seen.state === 'prepared';
  if (status === 'exited') return hasEnded && outcome.restartAt !== undefined ? { at: new Date(outcome.restartAt), streak: outcome.restartStreak ?? 1 } : undefined;
  if (status !== 'running' || seen.state !== 'exited') return undefined;
  if (policy === 'on-failure' && seen.exitCode === 0) return undefined;
  const ranMs = seen.startedAt === undefined ? 0 : now.getTime() - Date.parse(seen.startedAt);
  const { delayMs, streak } = restartDelayMs(outcome.restartStreak ?? 0, ranMs);
  if (most !== undefined && streak > most) return undefined;
  return { at: new Date(now.getTime() + delayMs), streak };
}

/** How long to wait after so many restarts in a row, and the how manieth the next one is. */
export function restartDelayMs(streakBefore: number, ranMs: number): { delayMs: number; streak: number } {
  const before = ranMs >= provenMs ? 0 : streakBefore;
  return { delayMs: Math.min(firstDelayMs * 2 ** before, longestDelayMs), streak: before + 1 };
}
