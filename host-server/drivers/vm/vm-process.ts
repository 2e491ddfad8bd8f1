import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { VmPaths } from './vm-paths.ts';

/**
 * The pid of the server's QEMU while it lives. The pid file is root's, but a pid may have become another program's: its
 * command line must name the server. A zombie has none (the machine's PID 1 may reap slowly).
 */
export async function findQemu(paths: VmPaths, serverId: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readIfThere(paths.pidFile), 10);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  const commandLine = await readIfThere(`/proc/${pid}/cmdline`);
  return commandLine.split('\0').includes(nameArgument(serverId)) ? pid : undefined;
}

export const nameArgument = (serverId: string): string => `guest=${serverId},process=vm-${serverId.slice(0, 8)},debug-threads=on`;

/** The names of the taps that a process holds: one that was deleted leaves its descriptor without a name. */
export async function tapsOf(pid: number): Promise<Set<string>> {
  const folder = `/proc/${pid}/fdinfo`;
  const descriptors = await readdir(folder).catch(whenGone);
  const infos = await Promise.all(descriptors.map((name) => readIfThere(join(folder, name))));
  return new Set(infos.flatMap((info) => /^iff:\s*(\S+)/m.exec(info)?.[1] ?? []));
}

/** launch.h: 3 is the pipe of the serial line. */
export const outputFd = 3;
export const firstTapFd = 4;

export const readIfThere = async (path: string): Promise<string> => readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => whenGone(error).join());

function whenGone(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return [];
  throw error;
}
