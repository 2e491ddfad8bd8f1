import type { ServerSpec } from './spec.ts';

export type HealthCheck = NonNullable<NonNullable<ServerSpec['container']>['health']>;
export type Health = 'starting' | 'healthy' | 'unhealthy';

export interface HealthState {
  health: Health;
  /** Failures in a row that count. */
  failures: number;
}

export const newHealth: HealthState = { health: 'starting', failures: 0 };

/** As Docker has them. */
export const timesOf = ({ interval_s = 30, timeout_s = 30, retries = 3, start_period_s = 0 }: HealthCheck) =>
  ({ intervalMs: interval_s * 1000, timeoutMs: timeout_s * 1000, retries, startPeriodMs: start_period_s * 1000 });

/** What one result makes of it. In its start period a server that was never healthy may fail. Pure. */
export function afterResult(state: HealthState, ok: boolean, { retries, isStarting }: { retries: number; isStarting: boolean }): HealthState {
  if (ok) return { health: 'healthy', failures: 0 };
  if (isStarting && state.health === 'starting') return state;
  const failures = state.failures + 1;
  return { health: failures >= retries ? 'unhealthy' : state.health, failures };
}
