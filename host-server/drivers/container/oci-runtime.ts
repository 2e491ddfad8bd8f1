import { access } from 'node:fs/promises';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';

/**
 * The program that makes containers. crun needs a third of runc's time, most of all because it takes a system-call filter
 * that was compiled before; runc works everywhere. A container stays with the one that made it.
 */
export type RuntimeName = 'runc' | 'crun';

export interface OciRuntimes {
  /** What makes new containers. */
  chosen: RuntimeName;
  /** The command line's beginning: the program, and its root, in which both keep a folder a container. */
  command(name: RuntimeName): string[];
}

export interface RuntimeSearch {
  processes: Pick<Processes, 'run' | 'withPlainGroups'>;
  wanted: RuntimeName | 'auto';
  /** Where runtimes keep containers. */
  root: string;
  /** Where control groups are mounted; /sys/fs/cgroup but for tests. */
  cgroupRoot?: string;
  /** Where programs are looked for. */
  folders?: readonly string[];
}

/** `auto` takes crun where it is installed and new enough to be given a filter, and runc else. */
export async function findRuntimes({ processes, wanted, root, cgroupRoot = '/sys/fs/cgroup', folders = programFolders }: RuntimeSearch): Promise<OciRuntimes> {
  const [runc, crun] = await Promise.all(['runc', 'crun'].map(name => findProgram(name, folders)));
  const usable = crun !== undefined && wanted !== 'runc' && takesFilters((await processes.run([crun, '--version'])).stdout);
  if (wanted === 'crun' && !usable) {
    throw new Fault('start-failed', `This host is to use crun, and ${crun === undefined ? 'has none' : `${crun} is older than 1.8`}. Install it (apt install crun), or set SAMPAN_HOST_RUNTIME to runc.`);
  }
  // crun refuses a machine with both versions, each with controllers of its own.
  const isHybrid = await isThere(`${cgroupRoot}/unified/cgroup.controllers`);
  const crunCommand = isHybrid ? processes.withPlainGroups([crun ?? 'crun']) : [crun ?? 'crun'];
  return {
    chosen: usable ? 'crun' : 'runc',
    command: name => [...(name === 'crun' ? crunCommand : [runc ?? 'runc']), '--root', root],
  };
}

/** crun(1), `run.oci.seccomp_bpf_data`. */
export function takesFilters(versionText: string): boolean {
  const [, major, minor] = /^crun version (\d+)\.(\d+)/.exec(versionText) ?? [];
  return Number(major) === 1 && Number(minor) >= 8 && /\+SECCOMP\b/.test(versionText);
}

const programFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

async function findProgram(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) if (await isThere(`${folder}/${name}`)) return `${folder}/${name}`;
  return undefined;
}

const isThere = (path: string): Promise<boolean> => access(path).then(() => true, () => false);
