/**
 * `Driver` for machines: QEMU over QMP, a qcow2 file over the image's layers.
 *
 * Nothing is remembered here. What a machine is doing is asked of its QEMU, or read from what it left (vm-observe.ts), and
 * every method looks before it acts, so it may be called again after having been killed half way. Calls for one server must
 * not overlap; calls for different servers may. The caller (the reconciler) sees to that.
 *
 *     create   disk, config drive, control groups -> the helper launches QEMU, stopped -> its sockets answer
 *              one that runs is given the network devices that it should have now (live-nics.ts)
 *     start    cont
 *     suspend  stop -> memory to the disk -> quit; create and start then go on from there
 *     stop     the power button -> quit when late -> KILL when that is late -> files and control groups
 *     remove   stop -> disk and all
 *
 * QEMU has a user of its own, an empty network namespace, a filter of system calls, control groups, and no secret on its
 * command line. A small monitor process of the helper's (launch.h) keeps its log and tells its exit code by a file; neither
 * depends on the host-server's life.
 */
import { mkdirSync, watch } from 'node:fs';
import { chmod, chown, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Launcher, LaunchTap, TapWiring } from '../../process/launch.ts';
import type { Processes } from '../../process/process.ts';
import { findCgroups } from '../container/cgroups.ts';
import type { Attachment, Driver, DriverServer, ExecProcess, ExecRequest, LayerFile, LogFiles, Observation } from '../driver.ts';
import { writeConfigDrive } from './config-drive.ts';
import { ensureDisk, exists } from './disks.ts';
import { agentListens, guestAgent } from './guest-agent.ts';
import type { GuestAgent } from './guest-agent.ts';
import { endQemu, pressPowerButton } from './end-machine.ts';
import { readHostFacts } from './host-facts.ts';
import type { HostFacts } from './host-facts.ts';
import { launchMachine } from './launch-machine.ts';
import { hasNics, matchNics } from './live-nics.ts';
import { planMachine, readPlan } from './machine-plan.ts';
import type { MachinePlan } from './machine-plan.ts';
import { withQmp } from './qmp.ts';
import { forgetMemory, restoreMemory, saveMemory } from './saved-memory.ts';
import { backUpDisk, copyDisk } from './snapshot.ts';
import { VmAccess } from './vm-access.ts';
import { observeMachine } from './vm-observe.ts';
import { exitsDir, logsDir, machinesDir, serversDir, vmPaths } from './vm-paths.ts';
import type { VmDirs, VmPaths } from './vm-paths.ts';
import { execByAgent } from './vm-exec.ts';
import { findQemu, readIfThere } from './vm-process.ts';
import { vmUsers } from './vm-users.ts';
import type { UserRange } from './vm-users.ts';
import { within } from './within.ts';

export interface VmDriverOptions extends VmDirs {
  processes: Processes & Launcher;
  /** Below each control-group hierarchy's root, `/sampan`. */
  cgroupParent: string;
  /** User ids of machines; nobody else's on this host. */
  userRange: UserRange;
  /** The size that a server's log never exceeds. */
  logMaxBytes: number;
  /** How the network wants the taps of ports to be made. */
  taps: (ports: readonly { id: string; mtu: number }[]) => { taps: LaunchTap[]; wiring: TapWiring };
  now: () => Date;
}

export class VmDriver implements Driver {
  readonly kind = 'vm';
  readonly capabilities = { pause: true, suspend: 'saved', exec: true, liveResize: false, livePorts: true, snapshot: true, rescue: true } as const;
  readonly access: VmAccess;
  readonly #options: VmDriverOptions;
  readonly #users: ReturnType<typeof vmUsers>;
  #facts: Promise<HostFacts> | undefined;
  /** Servers that are being ended from here: their exit is no news. */
  readonly #ending = new Set<string>();

  constructor(options: VmDriverOptions) {
    this.#options = options;
    this.access = new VmAccess({
      processes: options.processes,
      observe: (id) => this.observe(id),
      agentOf: (id) => this.guestAgent(id),
      pathsOf: (id) => this.#paths(id),
      cgroupOf: (id) => this.#cgroup(id),
      taps: options.taps,
      now: options.now,
    });
    this.#users = vmUsers(serversDir(options), options.userRange);
  }

  async prepare(server: DriverServer): Promise<void> {
    const { processes } = this.#options;
    const paths = this.#paths(server.id);
    await this.#prepareHost();
    await mkdir(paths.state, { recursive: true });
    await chmod(paths.state, 0o711);
    const owner = await this.#users.idOf(paths.user);
    await ensureDisk(processes, { file: paths.disk, layers: server.layers, sizeGib: server.diskGib, blank: server.machine?.cdrom === true, owner });
    if (server.rescue && !server.rescue.machine?.cdrom) await ensureDisk(processes, { file: paths.rescueDisk, layers: server.rescue.layers, sizeGib: 0, owner });
    else await rm(paths.rescueDisk, { force: true });
  }

  async create(server: DriverServer): Promise<Attachment> {
    const paths = this.#paths(server.id);
    const found = await findQemu(paths, server.id);
    // One that never ran and has not the taps that it should have is no use; a running one is given them.
    if (found !== undefined && (await exists(paths.started))) {
      await matchNics({ serverId: server.id, pid: found, paths, launcher: this.#options.processes, taps: this.#options.taps }, server.ports ?? []);
      return { pid: found };
    }
    if (found !== undefined && (await this.#isWhole(found, server, paths))) return { pid: found };
    await this.#end(server.id, paths);
    await this.prepare(server);
    const uid = await this.#users.idOf(paths.user);
    const suspended = await readIfThere(paths.memoryPlan);
    const resumes = suspended !== '' && (await exists(paths.memory));
    // Memory fits into the machine that it comes from, and into no other.
    const plan = resumes ? (JSON.parse(suspended) as MachinePlan) : planMachine(server, paths, await this.#hostFacts());
    await writeConfigDrive(this.#options.processes, { files: server.configDrive?.() ?? new Map(), target: paths.configDrive, owner: uid });
    try {
      await launchMachine(this.#options, { server, plan, paths, uid, incoming: resumes, kvmGid: (await this.#hostFacts()).kvmGid, group: this.#cgroup(server.id) });
      if (resumes) await restoreMemory(paths);
    } catch (error) {
      await this.#end(server.id, paths);
      throw error;
    }
    // From here on only root puts anything beside its sockets: whoever breaks out of it cannot pass us another's.
    await chown(paths.sockets, 0, 0);
    await chmod(paths.sockets, 0o711);
    return { pid: await this.#pidOf(server.id, paths) };
  }

  async start(serverId: string): Promise<void> {
    const paths = this.#paths(serverId);
    const { state } = await this.observe(serverId);
    if (state === 'running' || state === 'paused') return;
    if (state !== 'created') {
      throw new Fault('start-failed', `Server ${serverId} has no machine to start: it ${state === 'exited' ? 'has ended' : 'was not created'}. Create it again.`);
    }
    await forgetMemory(paths);
    // Before the start, so that a crash between the two leaves a time that is at most too early.
    await writeFile(paths.started, this.#options.now().toISOString());
    await withQmp(paths.qmp, (qmp) => qmp.execute('cont'));
  }

  async stop(serverId: string, timeoutMs: number, hurry?: AbortSignal): Promise<void> {
    const paths = this.#paths(serverId);
    this.#ending.add(serverId);
    try {
      const seen = await this.observe(serverId);
      let pressed: Promise<void> | undefined;
      if (seen.state === 'running' && seen.pid !== undefined && timeoutMs > 0 && !hurry?.aborted) {
        pressed = pressPowerButton(paths);
        await within(this.#options.processes.waitForExit(seen.pid), timeoutMs, hurry);
      }
      await this.#end(serverId, paths);
      await pressed;
      await rm(paths.memory, { force: true });
      await rm(paths.memoryPlan, { force: true });
    } finally {
      this.#ending.delete(serverId);
    }
  }

  async remove(serverId: string): Promise<void> {
    const paths = this.#paths(serverId);
    await this.stop(serverId, 0);
    await Promise.all([paths.run, paths.state].map((path) => rm(path, { recursive: true, force: true })));
  }

  async pause(serverId: string): Promise<void> {
    const { state } = await this.#observeLive(serverId, 'paused');
    if (state === 'running') await withQmp(this.#paths(serverId).qmp, (qmp) => qmp.execute('stop'));
  }

  async resume(serverId: string): Promise<void> {
    const { state } = await this.#observeLive(serverId, 'resumed');
    if (state === 'paused') await withQmp(this.#paths(serverId).qmp, (qmp) => qmp.execute('cont'));
  }

  async suspend(serverId: string): Promise<void> {
    const paths = this.#paths(serverId);
    if ((await this.observe(serverId)).state === 'suspended') return;
    const seen = await this.#observeLive(serverId, 'suspended');
    this.#ending.add(serverId);
    try {
      await withQmp(paths.qmp, (qmp) => qmp.execute('stop'));
      try {
        await saveMemory(paths, await readPlan(paths), await this.#users.idOf(paths.user));
      } catch (error) {
        if (seen.state === 'running') await withQmp(paths.qmp, (qmp) => qmp.execute('cont'));
        throw error;
      }
      await this.#end(serverId, paths);
    } finally {
      this.#ending.delete(serverId);
    }
  }

  async resize(serverId: string): Promise<void> {
    await Promise.resolve();
    throw new Fault('not-supported', `Server ${serverId} is a machine, whose size changes with its next start. Stop it, or reboot it hard.`);
  }

  async snapshot(serverId: string, target: string): Promise<LayerFile> {
    const paths = this.#paths(serverId);
    const { processes } = this.#options;
    const { state } = await this.observe(serverId);
    if (state === 'absent' || !(await exists(paths.disk))) throw new Fault('conflict', `Server ${serverId} has no disk on this host, so there is nothing to keep. Start it once first.`);
    if (await exists(target)) throw new Fault('conflict', `The file ${target} is there already, and a snapshot writes over nothing. Choose another.`);
    if (state !== 'running' && state !== 'paused' && state !== 'created') return copyDisk(processes, paths.disk, target);
    const agent = state === 'running' ? await this.guestAgent(serverId) : undefined;
    return backUpDisk(processes, { paths, uid: await this.#users.idOf(paths.user), target, agent });
  }

  async exec(serverId: string, request: ExecRequest): Promise<ExecProcess> {
    const { state } = await this.observe(serverId);
    if (state !== 'running') throw new Fault('conflict', `Server ${serverId} is not running, so nothing can be run in it. Start it first.`, { details: { state } });
    const agent = await this.guestAgent(serverId);
    await agent.call('guest-ping', {}, 3_000);
    return execByAgent(agent, request);
  }

  async logFiles(serverId: string): Promise<LogFiles> {
    const paths = this.#paths(serverId);
    const found = await Promise.all([paths.olderLog, paths.log].map(async (path) => ((await exists(path)) ? [path] : [])));
    return { format: 'raw', paths: found.flat() };
  }

  async guestAgent(serverId: string): Promise<GuestAgent> {
    const paths = this.#paths(serverId);
    return Promise.resolve(guestAgent(paths.agent, () => withQmp(paths.qmp, agentListens)));
  }

  async observe(serverId: string): Promise<Observation> {
    return observeMachine(serverId, this.#paths(serverId), { oomKills: async () => (await findCgroups()).oomKills(this.#cgroup(serverId)) });
  }

  async list(): Promise<Observation[]> {
    const names = await Promise.all([serversDir, machinesDir].map((folder) => readdir(folder(this.#options)).catch(whenMissing([] as string[]))));
    const ids = [...new Set(names.flat())].filter((name) => serverIdPattern.test(name)).sort();
    const seen = await Promise.all(ids.map((id) => this.observe(id)));
    return seen.filter((observation) => observation.state !== 'absent');
  }

  onExit(listener: (serverId: string) => void): () => void {
    let stopped = false;
    // The monitor writes the code under another name and renames it: the file is whole when it is seen.
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

  async #isWhole(pid: number, { ports = [] }: DriverServer, paths: VmPaths): Promise<boolean> {
    const complete = await withQmp(paths.qmp, (qmp) => qmp.execute<{ status: string }>('query-status')).then(({ status }) => status !== 'inmigrate', () => false);
    return complete && hasNics({ pid, plan: await readPlan(paths), taps: this.#options.taps }, ports);
  }

  async #pidOf(serverId: string, paths: VmPaths): Promise<number> {
    const pid = await findQemu(paths, serverId);
    if (pid !== undefined) return pid;
    throw new Fault('start-failed', `The machine of server ${serverId} ended as soon as it was made: ${(await readIfThere(paths.qemuLog)).trim() || 'it said nothing'}. Create it again.`, { retryable: true });
  }

  async #observeLive(serverId: string, verb: string): Promise<Observation> {
    const seen = await this.observe(serverId);
    if (seen.state === 'running' || seen.state === 'paused') return seen;
    throw new Fault('conflict', `Server ${serverId} is not running, so it cannot be ${verb}. Start it first.`, { details: { state: seen.state } });
  }

  /** Ends what runs and takes away what it left: sockets, pid and exit files, control groups. Disk and memory stay. */
  async #end(serverId: string, paths: VmPaths): Promise<void> {
    await endQemu(this.#options.processes, serverId, paths);
    await (await findCgroups()).remove(this.#cgroup(serverId));
    await Promise.all([paths.run, paths.exitFile].map((path) => rm(path, { recursive: true, force: true })));
  }

  async #prepareHost(): Promise<void> {
    const options = this.#options;
    for (const folder of [options.stateDir, serversDir(options), logsDir(options), options.runDir, machinesDir(options), exitsDir(options)]) {
      await mkdir(folder, { recursive: true });
      // A machine's user walks through, and sees no other server's name.
      await chmod(folder, 0o711);
    }
  }

  #hostFacts(): Promise<HostFacts> {
    this.#facts ??= readHostFacts();
    return this.#facts;
  }

  #cgroup(serverId: string): string {
    return `${this.#options.cgroupParent}/${serverId}`;
  }

  #paths(serverId: string): VmPaths {
    if (serverIdPattern.test(serverId)) return vmPaths(this.#options, serverId);
    throw new Fault('bad-request', `'${serverId}' is no server ID: letters, digits, '_' and '-' only, beginning with a letter or digit.`);
  }
}

/** Without a dot: an exit file is written under the id with .new before it is renamed. */
const serverIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

function whenMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
