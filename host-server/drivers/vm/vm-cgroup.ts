import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface GroupLimits {
  vcpus: number;
  memoryBytes: number;
}

/**
 * Makes the control groups of a machine with its limits, for version 1 (one hierarchy a controller) and 2. Answers the
 * `cgroup.procs` files that its process joins.
 *
 * @param group below each hierarchy's root, `/sampan/<id>`
 */
export async function makeGroup(group: string, limits: GroupLimits, root = '/sys/fs/cgroup'): Promise<string[]> {
  const unified = await there(join(root, 'cgroup.controllers'));
  return unified ? makeUnified(join(root, group), root, limits) : makeSplit(root, group, limits);
}

const periodUs = 100_000;
/** Threads of QEMU, its workers included. */
const pidsMax = 512;
const quotaOf = (vcpus: number): number => Math.max(1000, Math.round(vcpus * periodUs));

async function makeUnified(folder: string, root: string, { vcpus, memoryBytes }: GroupLimits): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  for (let above = dirname(folder); above.startsWith(root); above = dirname(above)) {
    await writeFile(join(above, 'cgroup.subtree_control'), '+cpu +memory +pids').catch(busyAbove);
    if (above === root) break;
  }
  await writeFile(join(folder, 'cpu.max'), `${quotaOf(vcpus)} ${periodUs}`);
  await writeFile(join(folder, 'memory.max'), String(memoryBytes));
  await writeFile(join(folder, 'pids.max'), String(pidsMax));
  return [join(folder, 'cgroup.procs')];
}

async function makeSplit(root: string, group: string, { vcpus, memoryBytes }: GroupLimits): Promise<string[]> {
  const values: Record<string, [string, string][]> = {
    cpu: [['cpu.cfs_period_us', String(periodUs)], ['cpu.cfs_quota_us', String(quotaOf(vcpus))]],
    cpuacct: [],
    memory: [['memory.limit_in_bytes', String(memoryBytes)]],
    pids: [['pids.max', String(pidsMax)]],
  };
  const joined: string[] = [];
  for (const [controller, settings] of Object.entries(values)) {
    if (!(await there(join(root, controller)))) continue;
    const folder = join(root, controller, group);
    await mkdir(folder, { recursive: true });
    for (const [file, value] of settings) await writeFile(join(folder, file), value);
    joined.push(join(folder, 'cgroup.procs'));
  }
  return joined;
}

/** Nanoseconds of processor time that the group has used. */
export async function cpuTimeNs(group: string, root = '/sys/fs/cgroup'): Promise<number> {
  const unified = await readFile(join(root, group, 'cpu.stat'), 'utf8').catch(() => undefined);
  const microseconds = /^usage_usec (\d+)$/m.exec(unified ?? '')?.[1];
  if (microseconds !== undefined) return Number(microseconds) * 1000;
  return Number(await readFile(join(root, 'cpuacct', group, 'cpuacct.usage'), 'utf8').catch(() => '0'));
}

/** A group above may be somebody else's to write (systemd's, a container's): the limits are tried all the same, and say so. */
function busyAbove(error: NodeJS.ErrnoException): void {
  if (!['EBUSY', 'EACCES', 'EPERM', 'ENOENT', 'EINVAL'].includes(error.code ?? '')) throw error;
}

const there = (path: string): Promise<boolean> => access(path).then(() => true, () => false);
