import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { conflict, Fault, isFault } from '../../../openapi/serve/fault.ts';
import type { Driver, Observation } from '../driver.ts';
import type { ConsoleType, GuestAccess, GuestConsole, GuestFiles, GuestStats } from '../guest-access.ts';
import { readCgroupUsage } from './cgroup-usage.ts';
import { ContainerFiles } from './container-files.ts';
import { networkCounters } from './network-counters.ts';
import type { IdRange } from './oci-spec.ts';
import { withPassword } from './shadow.ts';

export interface ContainerAccessOptions {
  driver: Pick<Driver, 'observe' | 'exec'>;
  idRange: IdRange;
  /** Where the root of a container is mounted on the machine, also while it does not run. */
  rootOf: (serverId: string) => string;
  cgroupOf: (serverId: string) => string;
  now: () => Date;
}

/**
 * The way into a container from its host. Its files are those that it sees itself while it runs (volumes and all), and
 * those of its root while it does not; its console is a shell, because a container has no line of its own.
 */
export class ContainerAccess implements GuestAccess {
  readonly #options: ContainerAccessOptions;

  constructor(options: ContainerAccessOptions) {
    this.#options = options;
  }

  async files(serverId: string): Promise<GuestFiles> {
    const { driver, idRange, rootOf } = this.#options;
    const seen = await driver.observe(serverId);
    if (seen.state === 'absent') throw conflict(`Server ${serverId} has no root on this host yet. Wait until it has been made.`);
    const isAlive = seen.pid !== undefined && ['running', 'paused', 'created'].includes(seen.state);
    if (!isAlive) return ContainerFiles.open(rootOf(serverId), idRange);
    const files = await ContainerFiles.open(`/proc/${seen.pid}/root`, idRange);
    // A number that was given to another process meanwhile would have opened the machine's own root.
    const again = await driver.observe(serverId);
    if (again.pid === seen.pid && again.state !== 'exited') return files;
    await files.close();
    throw conflict(`Server ${serverId} stopped at this moment. Try again.`);
  }

  async setPassword(serverId: string, password: { user?: string | undefined; hash: string }): Promise<string> {
    const files = await this.files(serverId);
    try {
      const passwd = await readText(files, '/etc/passwd');
      if (passwd === undefined) throw conflict(`Server ${serverId} has no /etc/passwd, and so no users. Use an image that has.`);
      const before = { passwd, shadow: await readText(files, '/etc/shadow') };
      const after = withPassword(before, password, Math.floor(this.#options.now().getTime() / 86_400_000));
      await files.write('/etc/shadow', Readable.from([Buffer.from(after.shadow)]), before.shadow === undefined ? { mode: 0o600 } : {});
      if (after.passwd !== passwd) await files.write('/etc/passwd', Readable.from([Buffer.from(after.passwd)]), {});
      return after.user;
    } finally {
      await files.close();
    }
  }

  async stats(serverId: string): Promise<GuestStats> {
    const { driver, cgroupOf, now } = this.#options;
    const [seen, usage] = await Promise.all([driver.observe(serverId), readCgroupUsage(cgroupOf(serverId))]);
    return {
      at: now().toISOString(),
      uptime_s: uptimeOf(seen, now()),
      cpu: { count: usage.vcpus, time_ns: usage.cpuNs, throttled_ns: usage.throttledNs },
      memory: { used_bytes: usage.memoryBytes, limit_bytes: usage.memoryLimitBytes },
      processes: usage.processes,
      disk: {
        read_bytes: usage.readBytes,
        written_bytes: usage.writtenBytes,
        reads: usage.reads,
        writes: usage.writes,
      },
      network: seen.pid === undefined ? [] : networkCounters(await readFile(`/proc/${seen.pid}/net/dev`, 'utf8').catch(() => '')),
    };
  }

  async openConsole(serverId: string, type: ConsoleType): Promise<GuestConsole> {
    if (type !== 'serial') throw new Fault('not-supported', `A container has no screen: server ${serverId} has a serial console alone. Ask for the type serial.`);
    const shell = await this.#options.driver.exec(serverId, { argv: ['/bin/sh', '-c', 'if [ -x /bin/bash ]; then exec /bin/bash -l; else exec /bin/sh -l; fi'], user: '0', tty: { columns: 80, rows: 24 } });
    shell.exit.then(() => shell.stdio.destroy(), () => shell.stdio.destroy());
    shell.stdio.once('close', () => shell.kill());
    return { stream: shell.stdio, resize: (columns, rows) => shell.resize(columns, rows) };
  }
}

/** As long as the files of users ever are; undefined when there is none. */
async function readText(files: GuestFiles, path: string): Promise<string | undefined> {
  try {
    const file = await files.read(path);
    if (file.size > 4 * 1024 * 1024) {
      file.content.destroy();
      throw conflict(`${path} in the server is larger than 4 MiB, and is not touched.`);
    }
    return await text(file.content);
  } catch (error) {
    if (isFault(error) && error.code === 'not-found') return undefined;
    throw error;
  }
}

const uptimeOf = ({ startedAt }: Observation, now: Date): number => (startedAt === undefined ? 0 : Math.max(0, (now.getTime() - Date.parse(startedAt)) / 1000));
