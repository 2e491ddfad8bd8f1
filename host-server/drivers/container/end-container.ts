import { readFile } from 'node:fs/promises';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';
import { signal } from '../../process/signal.ts';
import type { Cgroups } from './cgroups.ts';
import { conmonPid } from './conmon.ts';
import { stopSignalAnnotation } from './oci-spec.ts';
import { readContainerState } from './container-state.ts';
import type { ContainerState } from './container-state.ts';
import type { ServerPaths } from './server-paths.ts';

export interface Ending {
  pid: number;
  /** Its control group. */
  group: string;
  timeoutMs: number;
  hurry?: AbortSignal | undefined;
}

/** Ends a container's first process, and with it all: the image's signal, KILL when it is late. A frozen one is thawed to hear it. */
export async function endContainer(processes: Processes, cgroups: Cgroups, paths: ServerPaths, { pid, group, timeoutMs, hurry }: Ending): Promise<void> {
  const exit = processes.waitForExit(pid);
  const wasFrozen = await cgroups.isFrozen(group);
  if (timeoutMs > 0 && !hurry?.aborted) {
    signal(pid, await ownStopSignal(paths));
    if (wasFrozen) await cgroups.setFrozen(group, false);
    if (await within(exit, timeoutMs, hurry)) return;
  }
  signal(pid, 'SIGKILL');
  if (wasFrozen) await cgroups.setFrozen(group, false);
  if (await within(exit, 30_000)) return;
  throw new Fault('timeout', `Process ${pid} did not end within 30 s of KILL; it hangs in the kernel. Look at its stack in /proc, and at the disk.`);
}

/**
 * The container as it is once no earlier life's `create` is still under way: a conmon without a container is creating
 * one, and comes to an end of it by itself.
 */
export async function settledState(paths: ServerPaths): Promise<ContainerState | undefined> {
  const found = await readContainerState(paths);
  if (found) return found;
  const supervisor = await conmonPid(paths);
  if (supervisor === undefined) return undefined;
  const waited = Date.now();
  while (Date.now() - waited < 10_000 && (await conmonPid(paths)) !== undefined) {
    const now = await readContainerState(paths);
    if (now) return now;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return readContainerState(paths);
}

/** Ends the conmon of a container that has ended. It does so by itself, but for one that holds an output that nobody closes. */
export async function endSupervisor(processes: Processes, paths: ServerPaths): Promise<void> {
  const supervisor = await conmonPid(paths);
  if (supervisor === undefined) return;
  const exit = processes.waitForExit(supervisor);
  if (await within(exit, 5_000)) return;
  signal(supervisor, 'SIGKILL');
  await exit;
}

async function ownStopSignal(paths: ServerPaths): Promise<number> {
  const config = JSON.parse(await readFile(paths.config, 'utf8')) as { annotations?: Record<string, string> };
  return Number(config.annotations?.[stopSignalAnnotation] ?? 15);
}

/** Answers whether it came in time, and before `hurry` aborted. */
async function within(event: Promise<void>, timeoutMs: number, hurry?: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>(resolve => {
    timer = setTimeout(() => resolve(false), timeoutMs);
    hurry?.addEventListener('abort', () => resolve(false), { once: true });
  });
  try {
    return await Promise.race([event.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
