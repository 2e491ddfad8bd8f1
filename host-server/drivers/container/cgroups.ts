import { access, readFile, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What the driver itself asks of control groups; limits are written by runc. Version 1 and the hybrid layout have one
 * hierarchy a controller, version 2 has one in all: here each is a folder in which a container's group may be.
 */
export interface Cgroups {
  /** Whether memory and swap can be limited together. */
  swapLimit: boolean;
  /** How many processes of that group the kernel killed for its memory limit; 0 when the group is gone. */
  oomKills(group: string): Promise<number>;
  /** Removes the group where runc left it behind. Nothing happens when it is not there. */
  remove(group: string): Promise<void>;
}

/** @param root where control groups are mounted; /sys/fs/cgroup but for tests */
export async function findCgroups(root = '/sys/fs/cgroup'): Promise<Cgroups> {
  const unified = await exists(join(root, 'cgroup.controllers'));
  const hierarchies = unified ? [root] : (await readdir(root)).map(name => join(root, name));
  const memoryRoot = unified ? root : join(root, 'memory');
  const oomFile = unified ? 'memory.events' : 'memory.oom_control';
  return {
    // The root group of version 2 has no memory files; swap is counted there whenever memory is.
    swapLimit: unified || (await exists(join(memoryRoot, 'memory.memsw.limit_in_bytes'))),
    oomKills: async group => {
      const text = await readFile(join(memoryRoot, group, oomFile), 'utf8').catch(whenMissing(''));
      return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
    },
    remove: async group => {
      await Promise.all(hierarchies.map(hierarchy => rmdir(join(hierarchy, group)).catch(whenMissing(undefined))));
    },
  };
}

const exists = (path: string): Promise<boolean> => access(path).then(() => true, whenMissing(false));

/** A group may go at any instant, and reading its file then answers ENODEV. */
function whenMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return error => {
    if (error.code === 'ENOENT' || error.code === 'ENODEV' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}
