/**
 * `Driver` for containers: overlayfs for the root, crun or runc for the container, conmon as its supervisor.
 *
 * Nothing is remembered here. What a server is doing is read from what the runtime and conmon left on the machine
 * (container-state.ts, the exit files) and every method looks before it acts, so it may be called again after having been killed half way.
 * Calls for one server must not overlap; calls for different servers may. The caller (the reconciler) sees to that.
 *
 *     create   bundle + log file -> conmon -> runtime's create     the container's first process waits on a fifo
 *     start    that fifo is served
 *     stop     the image's signal, KILL when late -> conmon writes the exit file and ends -> control groups, runtime's state
 *     remove   stop -> unmount -> bundle, disk, control groups; the log is set aside
 *
 * Only creating takes a process of the runtime. Starting and deleting are done here as it does them, in 1 ms where a process
 * takes 8; a live container is never given to `runc delete --force`, which polls and takes 108.
 */
import { mkdirSync, watch } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';
import { allDone } from '../../network/all-done.ts';
import type { Processes } from '../../process/process.ts';
import type { Attachment, Driver, DriverCapabilities, DriverServer, ExecProcess, ExecRequest, LayerFile, LogFiles, Observation, ServerSize } from '../driver.ts';
import type { GuestAccess } from '../guest-access.ts';
import { ContainerAccess } from './container-access.ts';
import { writeBundle } from './bundle.ts';
import { createUnderConmon } from './conmon.ts';
import { groupOf, serverIdPattern } from './container-id.ts';
import { DiskImages } from './disk-images.ts';
import { closeDisk, isTooSmall, openDisk, reopenDisk, untilReleased } from './disk.ts';
import { endContainer, endSupervisor, settledState } from './end-container.ts';
import { execInContainer } from './exec-process.ts';
import { GuestFilter } from './guest-filter.ts';
import { guestUser } from './guest-user.ts';
import type { GuestUser } from './guest-user.ts';
import { letRun, readContainerState } from './container-state.ts';
import { updateLimits } from './limits.ts';
import { dropOldLogs, logFileBytes, logsIn, relinkLog, setLogsAside } from './logs.ts';
import { findMachineFacts } from './machine-facts.ts';
import type { MachineFacts } from './machine-facts.ts';
import { findRuntimes } from './oci-runtime.ts';
import type { OciRuntimes, RuntimeName } from './oci-runtime.ts';
import type { IdRange } from './oci-spec.ts';
import type { PartServer } from './part.ts';
import { mountOverlay, unmountOverlay } from './overlay.ts';
import { readTextInRunningRoot } from './running-root.ts';
import { bundlesDir, disksDir, exitsDir, keptLogsDir, runtimeRoot, serverPaths, serversDir } from './server-paths.ts';
import type { DriverDirs, ServerPaths } from './server-paths.ts';
import { writeChanges } from './snapshot.ts';
import { Volumes } from './volumes.ts';

export interface ContainerDriverOptions extends DriverDirs {
  processes: Processes;
  /** Host-wide; layers are unpacked with owners shifted by `start`. */
  idRange: IdRange;
  /** Below each control-group hierarchy's root, `/sampan`. */
  cgroupParent: string;
  /** The size that a server's log never exceeds. */
  logMaxBytes: number;
  /** How long the logs of a removed server stay. */
  keepLogsMs: number;
  /** Whether a server's disk is held to its flavor's size; it takes loop devices. */
  diskQuota: boolean;
  /** What a volume holds at most; 0 for no limit. */
  volumeGib: number;
  now: () => Date;
  /** Default auto. */
  runtime?: RuntimeName | 'auto';
  seccompProfilePath?: string;
}

export class ContainerDriver implements Driver {
  readonly kind = 'container';
  readonly capabilities: DriverCapabilities = { pause: true, suspend: 'frozen', exec: true, liveResize: true, livePorts: true, snapshot: true, rescue: false };
  readonly access: GuestAccess;
  readonly volumes: Volumes;
  readonly #images: DiskImages;
  readonly #filter: GuestFilter;
  #options: ContainerDriverOptions;
  #machine: Promise<Found> | undefined;
  /** Servers that are being ended from here: their exit is no news. */
  #ending = new Set<string>();

  constructor(options: ContainerDriverOptions) {
    this.#options = options;
    this.access = new ContainerAccess({ driver: this, idRange: options.idRange, rootOf: id => this.#paths(id).rootfs, cgroupOf: id => this.#cgroup(id), now: options.now });
    const { processes, idRange, diskQuota, volumeGib } = options;
    this.#filter = new GuestFilter(options.seccompProfilePath);
    this.#images = new DiskImages(processes, disksDir(options));
    this.volumes = new Volumes({ processes, images: this.#images, directory: join(options.stateDir, 'volumes'), sizeGib: diskQuota ? volumeGib : 0, owner: idRange.start });
  }

  async prepare(server: DriverServer): Promise<void> {
    const { facts: { canGrowMounted } } = await this.#findMachine();
    const { processes, idRange, diskQuota } = this.#options;
    const paths = this.#paths(server.id);
    const sizeGib = diskQuota ? server.diskGib : 0;
    if (!canGrowMounted && (await isTooSmall(paths.disk, sizeGib)) && (await settledState(paths)) === undefined) {
      await unmountOverlay(processes, paths);
      await closeDisk(processes, paths.disk, { destroy: false });
      await untilReleased(paths.disk.image);
    }
    await mountOverlay(processes, paths, server.layers, idRange, () => openDisk(processes, this.#images, paths.disk, sizeGib, canGrowMounted));
  }

  async create(server: PartServer): Promise<Attachment> {
    const paths = this.#paths(server.id);
    const found = await settledState(paths);
    if (found && found.state !== 'exited') return attachment(found.pid);
    await this.#clear(server.id, paths);
    await this.prepare(server);
    const { processes, logMaxBytes, idRange, cgroupParent } = this.#options;
    const { facts, runtimes } = await this.#findMachine();
    const filter = await this.#filter.read();
    await writeBundle(server, paths, { facts, volumes: this.volumes, idRange, cgroupParent, filter });
    const pid = await createUnderConmon(processes, paths, {
      serverId: server.id,
      runtime: runtimes.command(runtimes.chosen),
      exitsDir: exitsDir(this.#options),
      logMaxBytes: logFileBytes(logMaxBytes),
    });
    if (runtimes.chosen === 'crun') await this.#filter.keep(filter, paths.runtimeState);
    await relinkLog(paths.state);
    return attachment(pid);
  }

  async start(serverId: string): Promise<void> {
    const paths = this.#paths(serverId);
    const found = await readContainerState(paths);
    if (found?.state === 'running') return;
    if (found?.state !== 'created') {
      throw new Fault('start-failed', `Server ${serverId} has no container to start: it ${found ? 'has ended' : 'was not created'}. Create it again.`);
    }
    // Before the start, so that a crash between the two leaves a time that is at most too early.
    await writeFile(paths.started, this.#options.now().toISOString());
    if (await letRun(paths, found.runtime, () => this.#options.processes.waitForExit(found.pid))) return;
    throw new Fault('start-failed', `The first process of server ${serverId} ended before it was started. See its log, and create it again.`);
  }

  async stop(serverId: string, timeoutMs: number, hurry?: AbortSignal): Promise<void> {
    const paths = this.#paths(serverId);
    this.#ending.add(serverId);
    try {
      const found = await settledState(paths);
      const { facts: { cgroups } } = await this.#findMachine();
      const patienceMs = found?.state === 'running' ? timeoutMs : 0;
      if (found && found.state !== 'exited') await endContainer(this.#options.processes, cgroups, paths, { pid: found.pid, group: this.#cgroup(serverId), timeoutMs: patienceMs, hurry });
      await this.#clear(serverId, paths);
    } finally {
      this.#ending.delete(serverId);
    }
  }

  async remove(serverId: string): Promise<void> {
    const paths = this.#paths(serverId);
    await this.stop(serverId, 0);
    const { processes, keepLogsMs, now } = this.#options;
    const closed = unmountOverlay(processes, paths).then(() => closeDisk(processes, paths.disk, { destroy: true }));
    await allDone([closed, keepLogsMs > 0 ? setLogsAside(paths.state, paths.keptLogs, now()) : Promise.resolve()]);
    await Promise.all([paths.run, paths.state].map(path => rm(path, { recursive: true, force: true })));
  }

  async pause(serverId: string): Promise<void> {
    const { state } = await this.observe(serverId);
    if (state === 'paused') return;
    if (state !== 'running') throw new Fault('conflict', `Server ${serverId} cannot be paused: its container does not run (${state}). Start it first.`);
    await (await this.#findMachine()).facts.cgroups.setFrozen(this.#cgroup(serverId), true);
  }

  async resume(serverId: string): Promise<void> {
    const { state } = await this.observe(serverId);
    if (state === 'running') return;
    if (state !== 'paused') throw new Fault('conflict', `Server ${serverId} cannot be resumed: its container is not paused (${state}). Start it instead.`);
    await (await this.#findMachine()).facts.cgroups.setFrozen(this.#cgroup(serverId), false);
  }

  /** A container's memory cannot be put away: it is frozen. */
  async suspend(serverId: string): Promise<void> {
    await this.pause(serverId);
  }

  async resize(serverId: string, size: ServerSize): Promise<void> {
    const { state } = await this.observe(serverId);
    if (state !== 'running' && state !== 'paused') throw new Fault('conflict', `Server ${serverId} cannot be resized as it runs: it is ${state}. It gets its size at its next start.`);
    const { processes } = this.#options;
    const paths = this.#paths(serverId);
    const { cgroups: { swapLimit }, canGrowMounted } = (await this.#findMachine()).facts;
    if (this.#options.diskQuota) await openDisk(processes, this.#images, paths.disk, size.diskGib, canGrowMounted);
    await updateLimits(processes, size, { serverId, runtime: await this.#runtimeOf(paths), swapLimit });
  }

  /** The files are read where the guest writes them, so it stands still meanwhile. */
  async snapshot(serverId: string, target: string): Promise<LayerFile> {
    const { state } = await this.observe(serverId);
    if (state === 'absent') throw new Fault('not-found', `Server ${serverId} has no root on this host. Start it first.`);
    const { processes, idRange } = this.#options;
    const { facts: { cgroups } } = await this.#findMachine();
    if (state === 'running') await cgroups.setFrozen(this.#cgroup(serverId), true);
    try {
      const paths = this.#paths(serverId);
      await reopenDisk(processes, paths.disk);
      return await writeChanges(processes, paths.upper, target, idRange);
    } finally {
      if (state === 'running') await cgroups.setFrozen(this.#cgroup(serverId), false);
    }
  }

  async exec(serverId: string, request: ExecRequest): Promise<ExecProcess> {
    const paths = this.#paths(serverId);
    const { state } = await this.observe(serverId);
    if (state !== 'running') throw new Fault('conflict', `Server ${serverId} runs no program: it is ${state}. ${state === 'paused' ? 'Resume' : 'Start'} it first.`);
    const { processes } = this.#options;
    const user = request.user === undefined ? undefined : await this.#userOf(paths, request.user);
    return execInContainer(processes, paths, request, { serverId, runtime: await this.#runtimeOf(paths), user });
  }

  async logFiles(serverId: string): Promise<LogFiles> {
    const { state, keptLogs } = this.#paths(serverId);
    return { format: 'k8s', paths: (await Promise.all([keptLogs, state].map(folder => logsIn(folder)))).flat() };
  }

  async observe(serverId: string): Promise<Observation> {
    const paths = this.#paths(serverId);
    const found = await readContainerState(paths);
    if (!found) {
      const left = await Promise.all([exists(paths.state), exists(paths.run)]);
      return { serverId, state: left.includes(true) ? 'prepared' : 'absent' };
    }
    const startedAt = await readIfThere(paths.started);
    const seen: Observation = { serverId, state: found.state, ...(startedAt ? { startedAt } : {}) };
    if (found.state === 'running' && (await this.#isFrozen(serverId))) return { ...seen, state: 'paused', pid: found.pid };
    if (found.state !== 'exited') return { ...seen, pid: found.pid };
    const exitCode = await readIfThere(paths.exitFile);
    if (exitCode) seen.exitCode = Number(exitCode);
    const { facts: { cgroups } } = await this.#findMachine();
    if (seen.exitCode === 137 && (await cgroups.oomKills(this.#cgroup(serverId))) > 0) seen.oomKilled = true;
    return seen;
  }

  async list(): Promise<Observation[]> {
    const seen = await Promise.all((await this.ids()).map(id => this.observe(id)));
    return seen.filter(observation => observation.state !== 'absent');
  }

  /** Of whatever has left something on the machine. */
  async ids(): Promise<string[]> {
    const folders = [serversDir(this.#options), bundlesDir(this.#options), runtimeRoot(this.#options)];
    const names = await Promise.all(folders.map(folder => readdir(folder).catch(whenMissing([] as string[]))));
    return [...new Set(names.flat())].filter(name => serverIdPattern.test(name)).sort();
  }

  async tidy(): Promise<void> {
    const names = await readdir(serversDir(this.#options)).catch(whenMissing([] as string[]));
    for (const name of names.filter(each => serverIdPattern.test(each))) await relinkLog(this.#paths(name).state);
    const { now, keepLogsMs } = this.#options;
    await dropOldLogs(keptLogsDir(this.#options), new Date(now().getTime() - keepLogsMs));
  }

  onExit(listener: (serverId: string) => void): () => void {
    let stopped = false;
    // conmon writes the code under another name and renames it: the file is whole when it is seen.
    const look = async (name: string): Promise<void> => {
      const ended = serverIdPattern.test(name) && (await exists(this.#paths(name).exitFile));
      if (ended && !stopped && !this.#ending.has(name)) listener(name);
    };
    // At once: an exit between this call and a later watch would be lost.
    mkdirSync(exitsDir(this.#options), { recursive: true, mode: 0o711 });
    const watcher = watch(exitsDir(this.#options), (event, name) => {
      if (event === 'rename' && name) void look(name);
    });
    return () => {
      stopped = true;
      watcher.close();
    };
  }

  /** What depends on the machine only: made once, with the first use, because construction must not touch the disk. */
  #findMachine(): Promise<Found> {
    this.#machine ??= this.#prepareMachine().catch((error: unknown) => {
      this.#machine = undefined;
      throw error;
    });
    return this.#machine;
  }

  async #prepareMachine(): Promise<Found> {
    const options = this.#options;
    for (const folder of [options.stateDir, serversDir(options), options.runDir, bundlesDir(options), runtimeRoot(options), exitsDir(options)]) {
      await mkdir(folder, { recursive: true });
      // The shifted root of a container walks through, and sees no other server's name.
      await chmod(folder, 0o711);
    }
    await this.#images.tidy();
    const { processes, runtime: wanted = 'auto' } = options;
    const [facts, runtimes] = await Promise.all([findMachineFacts(), findRuntimes({ processes, wanted, root: runtimeRoot(options) })]);
    return { facts, runtimes };
  }

  /** Takes away what an ended container left: its supervisor, the runtime's state, control groups, the exit file. */
  async #clear(serverId: string, paths: ServerPaths): Promise<void> {
    await endSupervisor(this.#options.processes, paths);
    const { facts: { cgroups } } = await this.#findMachine();
    // What `runc delete` does, without its process of 8 ms: the first process has ended and all of its namespace with it.
    // Groups first, so that a crash in between leaves a container that is cleared again.
    await cgroups.remove(this.#cgroup(serverId));
    await rm(paths.runtimeState, { recursive: true, force: true });
    const left = [paths.exitFile, paths.pidFile, paths.conmonPidFile, paths.started];
    await Promise.all(left.map(path => rm(path, { force: true })));
  }

  /** How the command line of the runtime begins that made the container. */
  async #runtimeOf(paths: ServerPaths): Promise<string[]> {
    const { runtimes } = await this.#findMachine();
    return runtimes.command((await readContainerState(paths))?.runtime ?? runtimes.chosen);
  }

  async #userOf(paths: ServerPaths, name: string): Promise<GuestUser> {
    const [passwd = '', group = ''] = await Promise.all(['/etc/passwd', '/etc/group'].map(file => readTextInRunningRoot(paths.rootfs, file)));
    return guestUser(name, passwd, group);
  }

  async #isFrozen(serverId: string): Promise<boolean> {
    return (await this.#findMachine()).facts.cgroups.isFrozen(this.#cgroup(serverId));
  }

  #cgroup(serverId: string): string {
    return `${this.#options.cgroupParent}/${groupOf(serverId)}`;
  }

  #paths(serverId: string): ServerPaths {
    if (serverIdPattern.test(serverId)) return serverPaths(this.#options, serverId);
    throw new Fault('bad-request', `'${serverId}' is no server ID: letters, digits, '_' and '-' only, beginning with a letter or digit.`);
  }
}

interface Found {
  facts: MachineFacts;
  runtimes: OciRuntimes;
}

const attachment = (pid: number): Attachment => ({ netnsPath: `/proc/${pid}/ns/net`, pid });

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, whenMissing(false));

const readIfThere = (path: string): Promise<string> => readFile(path, 'utf8').catch(whenMissing(''));

function whenMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return error => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
