import { mkdir, readFile, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Processes } from '../process/process.ts';
import { NamedNamespaces, namespacePath } from './named-namespaces.ts';
import { Ovsdb } from './ovsdb.ts';

/**
 * An Open vSwitch of our own, for a machine where none runs: ovsdb-server and ovs-vswitchd with their own database,
 * sockets, pid files and logs. They are daemons and outlive the host-server; a later start finds them by their pid files.
 * The database lives in `stateDir` (it survives a reboot), sockets and pid files in `runDir`.
 *
 * The switch stands in a network namespace of its own, together with the outer ends of all wires. There the host's IP
 * stack, its firewall and its tools for network cards never meet them, and several private switches can live on one machine:
 * the userspace datapath has one device with a fixed name (`ovs-netdev`), the kernel's has one datapath a namespace.
 */
export async function startPrivateSwitch(options: PrivateSwitchOptions): Promise<void> {
  const files = privateSwitchFiles(options);
  await mkdir(options.runDir, { recursive: true, mode: 0o755 });
  await mkdir(options.stateDir, { recursive: true, mode: 0o755 });
  await mkdir(options.logDir, { recursive: true, mode: 0o755 });
  if (!(await exists(files.database))) await run(options, ['ovsdb-tool', 'create', files.database, schemaFile]);
  if ((await daemonPid(files.databasePid, 'ovsdb-server', options.runDir)) === undefined) {
    await rm(files.socket, { force: true });
    const remote = `--remote=punix:${files.socket}`;
    await run(options, ['ovsdb-server', files.database, remote, ...daemonArguments(files.databasePid, files.databaseLog, files.databaseControl)]);
  }
  await ensureRootRow(files.socket);
  if ((await daemonPid(files.switchPid, 'ovs-vswitchd', options.runDir)) === undefined) {
    // It may hold the wires of servers that outlived a switch that broke: they are of use again once the switch is back.
    await new NamedNamespaces(options.processes).ensure(options.namespace);
    await run(options, ['nsenter', `--net=${namespacePath(options.namespace)}`, 'ovs-vswitchd', `unix:${files.socket}`, ...daemonArguments(files.switchPid, files.switchLog, files.switchControl)]);
  }
}

/** Ends the private switch's daemons, found by their recorded pids, and with `purge` removes its files. Idempotent. */
export async function stopPrivateSwitch(options: PrivateSwitchOptions & { purge?: boolean }): Promise<void> {
  const files = privateSwitchFiles(options);
  const switchPid = await daemonPid(files.switchPid, 'ovs-vswitchd', options.runDir);
  if (switchPid !== undefined) {
    // `--cleanup` takes the datapath's devices along, which a signal would leave behind in the kernel datapath.
    const argv = ['ovs-appctl', '-t', files.switchControl, 'exit', '--cleanup'];
    await options.processes.run(argv, { allowFailure: true, timeoutMs: 10_000 });
    await endProcess(options.processes, switchPid);
  }
  const databasePid = await daemonPid(files.databasePid, 'ovsdb-server', options.runDir);
  if (databasePid !== undefined) {
    signal(databasePid, 'SIGTERM');
    await endProcess(options.processes, databasePid);
  }
  await new NamedNamespaces(options.processes).remove(options.namespace);
  const { socket, databasePid: pidFile, databaseControl, switchPid: switchPidFile, switchControl } = files;
  await removeFiles([socket, pidFile, databaseControl, switchPidFile, switchControl]);
  await removeFiles((await listIfThere(options.runDir)).filter(name => /\.(mgmt|snoop)$/.test(name)).map(name => join(options.runDir, name)));
  await removeIfEmpty(options.runDir);
  if (options.purge !== true) return;
  await removeFiles([files.database, join(options.stateDir, '.openvswitch.db.~lock~'), files.databaseLog, files.switchLog]);
  await removeIfEmpty(options.stateDir);
  await removeIfEmpty(options.logDir);
}

export interface PrivateSwitchOptions {
  processes: Pick<Processes, 'run' | 'waitForExit'>;
  /** Sockets and pid files; Keep it short: a socket's path has 107 bytes. */
  runDir: string;
  /** The configuration database. */
  stateDir: string;
  logDir: string;
  /** The name of its network namespace, as in `ip netns exec NAME tcpdump`. */
  namespace: string;
}

export const privateSwitchSocket = (options: { runDir: string }): string => join(options.runDir, 'db.sock');

const schemaFile = '/usr/share/openvswitch/vswitch.ovsschema';

function privateSwitchFiles(options: PrivateSwitchOptions): Record<PrivateFile, string> {
  return {
    socket: privateSwitchSocket(options),
    database: join(options.stateDir, 'openvswitch.db'),
    databasePid: join(options.runDir, 'ovsdb-server.pid'),
    databaseControl: join(options.runDir, 'ovsdb-server.ctl'),
    databaseLog: join(options.logDir, 'ovsdb-server.log'),
    switchPid: join(options.runDir, 'ovs-vswitchd.pid'),
    switchControl: join(options.runDir, 'ovs-vswitchd.ctl'),
    switchLog: join(options.logDir, 'ovs-vswitchd.log'),
  };
}

type PrivateFile =
  'socket' | 'database' | 'databasePid' | 'databaseControl' | 'databaseLog' | 'switchPid' | 'switchControl' | 'switchLog';

function daemonArguments(pidFile: string, logFile: string, control: string): string[] {
  return [
    `--pidfile=${pidFile}`, `--log-file=${logFile}`, `--unixctl=${control}`,
    '-vconsole:off', '-vsyslog:off', '-vfile:info', '--no-chdir', '--detach',
  ];
}

async function run(options: PrivateSwitchOptions, argv: readonly string[]): Promise<void> {
  // Each of them would otherwise share the machine's default directories (ovs-vswitchd puts a bridge's sockets there).
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    OVS_RUNDIR: options.runDir,
    OVS_LOGDIR: options.logDir,
    OVS_DBDIR: options.stateDir,
  };
  await options.processes.run(argv, { env, timeoutMs: 30_000 });
}

/** A fresh database has no root row, and ovs-vswitchd waits for one. */
async function ensureRootRow(socketPath: string): Promise<void> {
  const ovsdb = new Ovsdb({ socketPath });
  try {
    const rows = await ovsdb.select('Open_vSwitch', [], ['_uuid']);
    if (rows.length === 0) await ovsdb.transact([{ op: 'insert', table: 'Open_vSwitch', row: {} }]);
  } finally {
    await ovsdb.close();
  }
}

/** The live daemon of a pid file; a pid that was reused by another program does not count. */
async function daemonPid(pidFile: string, program: string, runDir: string): Promise<number | undefined> {
  const pid = Number.parseInt((await readIfThere(pidFile)) ?? '', 10);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  const commandLine = (await readIfThere(`/proc/${pid}/cmdline`)) ?? '';
  return commandLine.includes(program) && commandLine.includes(`${runDir}/`) ? pid : undefined;
}

async function endProcess(processes: Pick<Processes, 'waitForExit'>, pid: number): Promise<void> {
  const patience = setTimeout(() => signal(pid, 'SIGKILL'), 10_000);
  try {
    await processes.waitForExit(pid);
  } finally {
    clearTimeout(patience);
  }
}

async function removeFiles(files: readonly string[]): Promise<void> {
  for (const file of files) await rm(file, { force: true });
}

/** The directories may hold other things: only what is of this switch goes. */
async function removeIfEmpty(directory: string): Promise<void> {
  try {
    await rmdir(directory);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

async function listIfThere(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
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

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
