import { access, readFile, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';
import { signal } from '../../process/signal.ts';
import type { ServerSize } from '../driver.ts';
import { cpuPeriodUs, sizeLimits } from './limits.ts';

/**
 * What the driver itself asks of control groups; limits of containers are written by the runtime, those of a set here.
 * Version 1 and the hybrid layout have one hierarchy a controller, version 2 has one in all: here each is a folder in which
 * a container's group may be.
 */
export interface Cgroups {
  /** Whether memory and swap can be limited together. */
  swapLimit: boolean;
  /** How many processes of that group the kernel killed for its memory limit; 0 when the group is gone. */
  oomKills(group: string): Promise<number>;
  /** Whether its processes are halted. */
  isFrozen(group: string): Promise<boolean>;
  /** Halts all of its processes, or lets them go on; resolves when that is so. */
  setFrozen(group: string, frozen: boolean): Promise<void>;
  /** Holds a group to a size, with all groups in it. */
  limit(group: string, size: Pick<ServerSize, 'vcpus' | 'memoryMib'>): Promise<void>;
  /** Ends what still lives in the group and in those below, and removes it from every hierarchy. Nothing happens when it is not there. */
  remove(group: string): Promise<void>;
}

/** @param root where control groups are mounted; /sys/fs/cgroup but for tests */
export async function findCgroups(root = '/sys/fs/cgroup'): Promise<Cgroups> {
  const unified = await exists(join(root, 'cgroup.controllers'));
  const hierarchies = unified ? [root] : (await readdir(root)).map(name => join(root, name));
  const memoryRoot = unified ? root : join(root, 'memory');
  const freezer = (group: string): Freezer =>
    unified
      ? { control: join(root, group, 'cgroup.freeze'), state: join(root, group, 'cgroup.events'), values: ['0', '1'], frozen: /^frozen 1$/m }
      : { control: join(root, 'freezer', group, 'freezer.state'), state: join(root, 'freezer', group, 'freezer.state'), values: ['THAWED', 'FROZEN'], frozen: /^FROZEN$/m };
  const oomFile = unified ? 'memory.events' : 'memory.oom_control';
  return {
    // The root group of version 2 has no memory files; swap is counted there whenever memory is.
    swapLimit: unified || (await exists(join(memoryRoot, 'memory.memsw.limit_in_bytes'))),
    oomKills: async group => {
      const text = await readFile(join(memoryRoot, group, oomFile), 'utf8').catch(whenMissing(''));
      return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
    },
    isFrozen: async group => isFrozen(freezer(group)),
    setFrozen: async (group, frozen) => setFrozen(freezer(group), frozen),
    limit: async (group, size) => (unified ? limitUnified(join(root, group), size) : limitHybrid(root, group, size)),
    remove: async group => {
      await Promise.all(hierarchies.map(hierarchy => removeGroup(join(hierarchy, group))));
    },
  };
}

/** kernel, admin-guide/cgroup-v1/freezer-subsystem.rst and cgroup-v2.rst, cgroup.freeze. */
interface Freezer {
  control: string;
  state: string;
  /** What thaws, what freezes. */
  values: [string, string];
  frozen: RegExp;
}

const isFrozen = async ({ state, frozen }: Freezer): Promise<boolean> => frozen.test(await readFile(state, 'utf8').catch(whenMissing('')));

/** Freezing takes as long as its processes are in system calls that cannot be left; the kernel tells by its state file only. */
async function setFrozen(freezer: Freezer, wanted: boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    // Version 1 may stick half way while processes fork: they have to run on before it is asked again (runc does the same).
    if (wanted && tries > 0 && tries % 20 === 0) await writeFile(freezer.control, freezer.values[0], { flag: 'r+' });
    if (tries % 20 === 0) await writeFile(freezer.control, freezer.values[wanted ? 1 : 0], { flag: 'r+' });
    if ((await isFrozen(freezer)) === wanted) return;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  if (wanted) await writeFile(freezer.control, freezer.values[0], { flag: 'r+' });
  throw new Fault('timeout', `The control group ${freezer.control} could not be ${wanted ? 'frozen' : 'thawed'} within 5 s; a process hangs in the kernel. Look at its stack in /proc.`, { retryable: true });
}

/** kernel, admin-guide/cgroup-v2.rst: memory, swap beside it, CPU time of each period, and what counts among neighbours. */
async function limitUnified(folder: string, size: Pick<ServerSize, 'vcpus' | 'memoryMib'>): Promise<void> {
  const { memory, cpu } = sizeLimits(size, false);
  // Shares of 1024 are a weight of 100, both being the default.
  const weight = Math.min(10_000, Math.max(1, Math.round((cpu.shares * 100) / 1024)));
  const files: [string, string][] = [['memory.max', String(memory.limit)], ['cpu.max', `${cpu.quota} ${cpu.period}`], ['cpu.weight', String(weight)]];
  for (const [name, value] of files) await writeFile(join(folder, name), value, { flag: 'r+' });
  // Not there where the kernel does not count swap.
  await writeFile(join(folder, 'memory.swap.max'), '0', { flag: 'r+' }).catch(whenMissing(undefined));
}

/** kernel, admin-guide/cgroup-v1/memory.rst: memory with swap is never below memory, so it goes first when both grow. */
async function limitHybrid(root: string, group: string, size: Pick<ServerSize, 'vcpus' | 'memoryMib'>): Promise<void> {
  const { memory, cpu } = sizeLimits(size, false);
  const write = (controller: string, name: string, value: number): Promise<void> => writeFile(join(root, controller, group, name), String(value), { flag: 'r+' });
  const writeSwap = (): Promise<void> => write('memory', 'memory.memsw.limit_in_bytes', memory.limit).catch(whenMissing(undefined));
  const grew = await writeSwap().then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'EINVAL') return false;
    throw error;
  });
  await write('memory', 'memory.limit_in_bytes', memory.limit);
  if (!grew) await writeSwap();
  await write('cpu', 'cpu.cfs_period_us', cpuPeriodUs);
  await write('cpu', 'cpu.cfs_quota_us', cpu.quota);
  await write('cpu', 'cpu.shares', cpu.shares);
}

const foldersIn = async (path: string): Promise<string[]> =>
  (await readdir(path, { withFileTypes: true }).catch(whenMissing([]))).filter(entry => entry.isDirectory()).map(({ name }) => name);

const exists = (path: string): Promise<boolean> => access(path).then(() => true, whenMissing(false));

/**
 * A group can be removed when its last process is gone. Usually that has happened; what is left otherwise is of a container
 * whose first process was never known to us, or is on its way out.
 */
async function removeGroup(path: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    // Only of a set: a container has none below its own.
    if (tries > 0) await Promise.all((await foldersIn(path)).map(name => removeGroup(join(path, name))));
    const busy = await rmdir(path).then(() => false, (error: NodeJS.ErrnoException) => error.code === 'EBUSY' || whenMissing(false)(error));
    if (!busy) return;
    const pids = await readFile(join(path, 'cgroup.procs'), 'utf8').catch(whenMissing(''));
    for (const pid of pids.split('\n').filter(line => Number(line) > 0)) signal(Number(pid), 'SIGKILL');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  throw new Fault('timeout', `Processes in the control group ${path} did not end within 5 s of KILL; they hang in the kernel. Look at their stacks in /proc.`);
}

/** A group may go at any instant, and reading its file then answers ENODEV. */
function whenMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return error => {
    if (error.code === 'ENOENT' || error.code === 'ENODEV' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}
