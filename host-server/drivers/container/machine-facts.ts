import { access, readFile } from 'node:fs/promises';
import { findCgroups } from './cgroups.ts';
import type { Cgroups } from './cgroups.ts';

/** What the driver finds on the machine once. */
export interface MachineFacts {
  cgroups: Cgroups;
  openFilesMax: number;
  /** The kernel lets a mounted file system grow (CAP_SYS_RESOURCE). */
  canGrowMounted: boolean;
  /** A static init, where one is installed. */
  init: string | undefined;
}

export async function findMachineFacts(): Promise<MachineFacts> {
  const [cgroups, openFilesMax, canGrowMounted, init] = await Promise.all([findCgroups(), hardOpenFiles(), hasCapability(24), pathIfThere('/usr/bin/tini-static')]);
  return { cgroups, openFilesMax, canGrowMounted, init };
}

/** lxcfs comes and goes with its daemon, so it is looked for with each create. */
export const findLxcfs = async (): Promise<string | undefined> => ((await pathIfThere('/var/lib/lxcfs/proc/meminfo')) ? '/var/lib/lxcfs/proc' : undefined);

/** proc(5), /proc/self/limits: name, soft limit, hard limit. A million is what the kernel takes at most by default. */
async function hardOpenFiles(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8');
  return Math.min(Number(/^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1] ?? 1024), 1_048_576);
}

/** proc(5), /proc/self/status; capability.h has the numbers. */
async function hasCapability(number: number): Promise<boolean> {
  const mask = /^CapEff:\s+([0-9a-f]+)/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${mask}`) & (1n << BigInt(number))) !== 0n;
}

const pathIfThere = (path: string): Promise<string | undefined> => access(path).then(() => path, () => undefined);
