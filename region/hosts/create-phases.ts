import { Histogram } from 'prom-client';
import type { Registry } from '../../openapi/serve/metrics.ts';
import type { Kind, Phase } from '../wire.ts';

/** Hears of each server that was created well, and how long each phase took. */
export type TimeCreate = (kind: Kind, phases: readonly Phase[]) => void;

/** How long each phase of creating servers takes: `accept` and `dispatch` here, the rest as hosts report it. Each process tells of what it was reported. */
export function createPhaseTimer(registry: Registry): TimeCreate {
  const seconds = new Histogram({
    name: 'create_phase_seconds',
    help: 'Time that a phase of creating a server took',
    labelNames: ['phase', 'kind'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers: [registry],
  });
  return (kind, phases) => {
    for (const { name, duration_ms } of phases) seconds.observe({ phase: name, kind }, duration_ms / 1000);
  };
}
