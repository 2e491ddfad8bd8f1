import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { ContainerDriver } from '../../host-server/drivers/container/container-driver.ts';
import type { ContainerDriverOptions } from '../../host-server/drivers/container/container-driver.ts';
import type { DriverServer } from '../../host-server/drivers/driver.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';

/** A container driver over the real machine, with a busybox layer, in folders and control groups of its own. */
export class ContainerLab {
  readonly idRange = { start: 300_000, size: 65_536 };
  readonly dir: string;
  readonly layer: string;
  readonly cgroupParent: string;
  readonly processes: HelperProcesses;
  readonly driver: ContainerDriver;
  #count = 0;

  static async open(change: Partial<ContainerDriverOptions> = {}): Promise<ContainerLab> {
    const dir = await mkdtemp(join(tmpdir(), 'sampan-lab-'));
    await chmod(dir, 0o711);
    await buildHelper(join(dir, 'helper'));
    const lab = new ContainerLab(dir, change);
    await lab.#makeLayer();
    return lab;
  }

  private constructor(dir: string, change: Partial<ContainerDriverOptions>) {
    this.dir = dir;
    this.layer = join(dir, 'layer');
    this.cgroupParent = `/${dir.split('/').pop()}`;
    this.processes = new HelperProcesses(join(dir, 'helper'));
    this.driver = new ContainerDriver({
      processes: this.processes, stateDir: join(dir, 'state'), runDir: join(dir, 'run'), idRange: this.idRange, cgroupParent: this.cgroupParent,
      logMaxBytes: 300_000, keepLogsMs: 60_000, diskQuota: true, volumeGib: 1, now: () => new Date(), ...change,
    });
  }

  server(command: string[], change: Partial<DriverServer> = {}): DriverServer {
    return {
      id: `c${++this.#count}`, name: 'guest', layers: [this.layer], imageConfig: {}, vcpus: 1, memoryMib: 64, diskGib: 1, hostname: 'guest',
      nameservers: [], addresses: [], projectId: 'p1', command, ...change,
    };
  }

  async start(server: DriverServer): Promise<DriverServer> {
    await this.driver.create(server);
    await this.driver.start(server.id);
    return server;
  }

  run(command: string[], change: Partial<DriverServer> = {}): Promise<DriverServer> {
    return this.start(this.server(command, change));
  }

  /** What a shell line says in a server that runs, and its exit code. */
  async shell(serverId: string, line: string): Promise<{ code: number; output: string }> {
    const program = await this.driver.exec(serverId, { argv: ['sh', '-c', `${line} 2>&1`] });
    program.stderr.resume();
    program.stdio.end();
    const output = await text(program.stdio);
    return { code: await program.exit, output: output.trim() };
  }

  /** The text of a server's log: k8s-file has time, stream and F or P before it. */
  async logText(serverId: string): Promise<string> {
    const { paths } = await this.driver.logFiles(serverId);
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')));
    return texts.join('').trimEnd().split('\n').map((line) => line.split(' ').slice(3).join(' ')).join('\n');
  }

  /** A file of a server's control group, by its name in version 1 and in version 2. */
  async group(serverId: string, controller: string, v1: string, v2: string): Promise<string> {
    const { pid } = await this.driver.observe(serverId);
    const groups = (await readFile(`/proc/${pid}/cgroup`, 'utf8')).split('\n').map((line) => line.split(':'));
    const own = groups.find(([, controllers]) => controllers?.split(',').includes(controller));
    const path = own ? join('/sys/fs/cgroup', controller, own[2] ?? '', v1) : join('/sys/fs/cgroup', groups.find(([id]) => id === '0')?.[2] ?? '', v2);
    return (await readFile(path, 'utf8')).trim();
  }

  /** Files, mounts and control groups of servers that are still there. */
  async leftovers(): Promise<string[]> {
    const folders = ['state/servers', 'run/bundles', 'run/runc', 'run/exits'];
    const files = (await Promise.all(folders.map((folder) => readdir(join(this.dir, folder))))).flat();
    const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').filter((line) => line.includes(this.dir));
    const groups = (await Promise.all((await this.#groupFolders()).map((folder) => readdir(folder, { withFileTypes: true })))).flat().filter((entry) => entry.isDirectory());
    return [...files, ...mounts, ...groups.map((entry) => entry.name)];
  }

  async close(): Promise<void> {
    for (const { serverId } of await this.driver.list()) await this.driver.remove(serverId);
    await this.driver.volumes.close();
    await this.processes.close();
    for (const folder of await this.#groupFolders()) await rmdir(folder);
    await rm(this.dir, { recursive: true, force: true });
  }

  async #groupFolders(): Promise<string[]> {
    const roots = ['/sys/fs/cgroup', ...(await readdir('/sys/fs/cgroup')).map((name) => join('/sys/fs/cgroup', name))];
    const there = await Promise.all(roots.map((root) => stat(root + this.cgroupParent).then(() => true, () => false)));
    return roots.filter((_, index) => there[index]).map((root) => root + this.cgroupParent);
  }

  async #makeLayer(): Promise<void> {
    for (const folder of ['bin', 'etc', 'tmp', 'root']) await mkdir(join(this.layer, folder), { recursive: true });
    await copyFile('/bin/busybox', join(this.layer, 'bin/busybox'));
    const names = ['sh', 'sleep', 'yes', 'cat', 'id', 'df', 'ls', 'ps', 'dd', 'touch', 'stat', 'nc', 'httpd', 'rm', 'sync', 'tail', 'true'];
    await Promise.all(names.map((name) => symlink('busybox', join(this.layer, 'bin', name))));
    await writeFile(join(this.layer, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
    await promisify(execFile)('chown', ['-hR', `${this.idRange.start}:${this.idRange.start}`, this.layer]);
  }
}

/** Resolves when that is so; looks every few milliseconds, and gives up after 30 s. */
export async function eventually(condition: () => Promise<boolean>, what: string): Promise<void> {
  const began = Date.now();
  while (!(await condition())) {
    if (Date.now() - began > 30_000) throw new Error(`${what}: it did not come to that within 30 s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
