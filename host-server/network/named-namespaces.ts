import { readdir, stat } from 'node:fs/promises';
import type { Processes } from '../process/process.ts';

/** Named network namespaces as ip-netns(8) keeps them: each is a file in /run/netns with the namespace mounted on it. */
export class NamedNamespaces {
  readonly #processes: Pick<Processes, 'run'>;

  constructor(processes: Pick<Processes, 'run'>) {
    this.#processes = processes;
  }

  /** Makes the namespace unless it is there. */
  async ensure(name: string): Promise<void> {
    if (await this.isPresent(name)) return;
    // A name that is no namespace: `ip netns add` was killed between making the file and mounting the namespace on it.
    await this.remove(name);
    await this.#processes.run(['ip', 'netns', 'add', name], { timeoutMs: 10_000 });
  }

  /** Removes it with all devices in it; nothing happens when it is not there. */
  async remove(name: string): Promise<void> {
    if (!(await this.list()).includes(name)) return;
    await this.#processes.run(['ip', 'netns', 'delete', name], { timeoutMs: 10_000 });
  }

  async isPresent(name: string): Promise<boolean> {
    if (!(await this.list()).includes(name)) return false;
    // A live name is a mount of the kernel's namespace file system, so it is on another device than its directory.
    return (await stat(namespacePath(name))).dev !== (await stat(directory)).dev;
  }

  async list(): Promise<string[]> {
    try {
      return await readdir(directory);
    } catch (error) {
      // `ip netns` makes the directory with its first namespace.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

export const namespacePath = (name: string): string => `${directory}/${name}`;

const directory = '/run/netns';
