import type { Processes } from '../../process/process.ts';
import type { ServerSize } from '../driver.ts';

/** runtime-spec, config-linux.md, "Memory" and "CPU": hard limits, of which a group never gets more. */
export function sizeLimits({ vcpus, memoryMib }: Pick<ServerSize, 'vcpus' | 'memoryMib'>, swapLimit: boolean) {
  const memoryBytes = memoryMib * 1024 * 1024;
  return {
    memory: { limit: memoryBytes, ...(swapLimit ? { swap: memoryBytes } : {}) },
    cpu: { quota: Math.round(vcpus * cpuPeriodUs), period: cpuPeriodUs, shares: Math.max(2, Math.round(vcpus * 1024)) },
  };
}

export const cpuPeriodUs = 100_000;

export interface UpdateOptions {
  serverId: string;
  /** How the runtime's command line begins. */
  runtime: readonly string[];
  swapLimit: boolean;
}

/** Changes the limits of a container that runs. The kernel refuses a memory limit below what cannot be reclaimed. */
export async function updateLimits(processes: Processes, size: ServerSize, { serverId, runtime, swapLimit }: UpdateOptions): Promise<void> {
  await processes.run([...runtime, 'update', '--resources', '-', serverId], { input: JSON.stringify(sizeLimits(size, swapLimit)) });
}
