import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Processes } from '../../process/process.ts';
import type { NetworkMap } from '../network-map.ts';
import { dnsmasqFiles, needsDnsmasq } from './dnsmasq-files.ts';

/**
 * One dnsmasq a network that wants DHCP, names or router advertisements, in the gateway's namespace. It outlives the
 * host-server and is found again by its pid file; what it runs with is known by the hash of its configuration, so a
 * changed one is started anew and changed ports are only read again.
 */
export class Dnsmasq {
  readonly #processes: Pick<Processes, 'run' | 'waitForExit'>;
  readonly #folder: string;

  constructor(options: { processes: Pick<Processes, 'run' | 'waitForExit'>; folder: string }) {
    this.#processes = options.processes;
    this.#folder = options.folder;
  }

  /** Makes a network's dnsmasq so; answers whether one had to be started. */
  async apply(map: NetworkMap, netnsPath: string): Promise<boolean> {
    const folder = this.#of(map.id);
    if (!needsDnsmasq(map)) return this.stop(map.id).then(() => false);
    // Others read there once they are nobody.
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const files = dnsmasqFiles(map, { folder, deviceName: 'eth0' });
    const changed = [await put(join(folder, 'hosts'), files.hosts), await put(join(folder, 'names'), files.names)].some(Boolean);
    const pid = await this.#pid(map.id);
    // A namespace that was made anew has another number: a process in the old one serves nobody.
    const runs = `${createHash('sha256').update(files.config).digest('hex')} ${await this.#namespaceOf(netnsPath)}\n`;
    if (pid !== undefined && (await readIfThere(join(folder, 'runs'))) === runs) {
      if (changed) signal(pid, 'SIGHUP');
      return false;
    }
    await this.stop(map.id);
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await put(join(folder, 'hosts'), files.hosts);
    await put(join(folder, 'names'), files.names);
    await put(join(folder, 'config'), files.config);
    await this.#processes.run(['nsenter', `--net=${netnsPath}`, 'dnsmasq', `--conf-file=${join(folder, 'config')}`], { timeoutMs: 10_000 });
    await put(join(folder, 'runs'), runs);
    return true;
  }

  /** Nothing happens when there is none. */
  async stop(networkId: string): Promise<void> {
    const pid = await this.#pid(networkId);
    if (pid !== undefined) {
      signal(pid, 'SIGKILL');
      await this.#processes.waitForExit(pid);
    }
    await rm(this.#of(networkId), { recursive: true, force: true });
  }

  /** Networks that have a folder, whether their process lives or not. */
  async list(): Promise<string[]> {
    return readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
  }

  async destroy(): Promise<void> {
    for (const networkId of await this.list()) await this.stop(networkId);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #of(networkId: string): string {
    return join(this.#folder, networkId);
  }

  /** A pid that was reused by another program does not count. */
  async #pid(networkId: string): Promise<number | undefined> {
    const folder = this.#of(networkId);
    const pid = Number.parseInt((await readIfThere(join(folder, 'dnsmasq.pid'))) ?? '', 10);
    if (!Number.isInteger(pid) || pid <= 1) return undefined;
    return (await readIfThere(`/proc/${pid}/cmdline`))?.includes(`${folder}/config`) ? pid : undefined;
  }

  async #namespaceOf(netnsPath: string): Promise<string> {
    const { stdout } = await this.#processes.run(['stat', '-L', '-c', '%i', netnsPath], { timeoutMs: 10_000 });
    return stdout.trim();
  }
}

/** Whole or not at all; answers whether it says something else now. */
async function put(path: string, text: string): Promise<boolean> {
  if ((await readIfThere(path)) === text) return false;
  await writeFile(`${path}.new`, text, { mode: 0o644 });
  await rename(`${path}.new`, path);
  return true;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
