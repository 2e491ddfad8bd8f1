import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export type { Registry } from 'prom-client';

export interface HttpMetrics {
  observe(labels: { method: string; operation: string; status: number }, seconds: number): void;
}

/** A service's registry with what every process tells of itself: CPU, memory, event-loop lag, garbage collection. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Counts and times requests by operation rather than by path: paths hold ids, and would make a series each. */
export function httpMetrics(registry: Registry): HttpMetrics {
  const total = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'operation', 'status'] as const,
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['operation', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return {
    observe({ method, operation, status }, seconds) {
      total.inc({ method, operation, status });
      duration.observe({ operation, status }, seconds);
    },
  };
}
