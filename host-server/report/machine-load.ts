import { loadavg, uptime } from 'node:os';

/** Since when this machine is up, and its load; clients of Nova ask for it as a hypervisor's uptime. */
export function machineLoad(now = Date.now()): { booted_at: string; load_average: number[] } {
  // To the second: the two clocks are read one after the other, and the answer should not jump.
  const bootedAt = Math.round(now / 1000 - uptime()) * 1000;
  return { booted_at: new Date(bootedAt).toISOString(), load_average: loadavg() };
}
