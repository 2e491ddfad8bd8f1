import { join } from 'node:path';
import { partsOf } from './container-id.ts';
import type { Disk } from './disk.ts';

/** Where a driver keeps what it keeps. */
export interface DriverDirs {
  /** Survives a reboot: writable roots and logs. */
  stateDir: string;
  /** May be a tmpfs: bundles, pid and exit files, the runtime's own state, mount points. */
  runDir: string;
}

/** The files of one server, or of one member of a set. Nothing else of it is on the machine but its mount, its cgroups and its processes. */
export interface ServerPaths {
  state: string;
  disk: Disk;
  upper: string;
  work: string;
  log: string;
  hosts: string;
  resolvConf: string;
  hostname: string;
  /** Where its output goes when it is removed. */
  keptLogs: string;
  /** There once its guest was set up. */
  seeded: string;
  configDrive: string;
  /** Also the OCI bundle. */
  run: string;
  rootfs: string;
  config: string;
  /** Symbolic links to layers, upper and work, with names short enough for the kernel's page of mount options. */
  links: string;
  pidFile: string;
  conmonPidFile: string;
  started: string;
  sockets: string;
  runtimeLog: string;
  /** The runtime's own folder of the container. */
  runtimeState: string;
  runcState: string;
  crunState: string;
  execFifo: string;
  exitFile: string;
}

export function serverPaths(dirs: DriverDirs, containerId: string): ServerPaths {
  const { serverId, member } = partsOf(containerId);
  const state = join(serversDir(dirs), containerId);
  const run = join(bundlesDir(dirs), containerId);
  const runtimeState = join(runtimeRoot(dirs), containerId);
  const setDisk = setDiskOf(dirs, serverId);
  // What the members of a set write counts together.
  const writable = member === undefined ? setDisk.own : join(setDisk.members, member);
  return {
    state,
    disk: { image: join(state, 'disk.img'), mount: join(state, 'disk') },
    upper: join(writable, 'upper'),
    work: join(writable, 'work'),
    log: join(state, 'log'),
    hosts: join(state, 'hosts'),
    resolvConf: join(state, 'resolv.conf'),
    hostname: join(state, 'hostname'),
    keptLogs: join(keptLogsDir(dirs), containerId),
    seeded: join(state, 'seeded'),
    configDrive: join(state, 'config-drive'),
    run,
    rootfs: join(run, 'rootfs'),
    config: join(run, 'config.json'),
    links: join(run, 'links'),
    pidFile: join(run, 'pid'),
    conmonPidFile: join(run, 'conmon.pid'),
    started: join(run, 'started'),
    sockets: join(run, 'sockets'),
    runtimeLog: join(run, 'runtime.log'),
    runtimeState,
    runcState: join(runtimeState, 'state.json'),
    crunState: join(runtimeState, 'status'),
    execFifo: join(runtimeState, 'exec.fifo'),
    exitFile: join(exitsDir(dirs), containerId),
  };
}

/** The parts of the disk of a server: its own root's, its members' by name, and the volumes that those share. */
export function setDiskOf(dirs: DriverDirs, serverId: string): { own: string; members: string; volumes: string } {
  const own = join(serversDir(dirs), serverId, 'disk');
  return { own, members: join(own, 'members'), volumes: join(own, 'volumes') };
}

export const keptLogsDir = (dirs: DriverDirs): string => join(dirs.stateDir, 'kept-logs');
export const disksDir = (dirs: DriverDirs): string => join(dirs.stateDir, 'disks');
export const serversDir = (dirs: DriverDirs): string => join(dirs.stateDir, 'servers');
export const bundlesDir = (dirs: DriverDirs): string => join(dirs.runDir, 'bundles');
/** Of both runtimes; called after the one that was there first. */
export const runtimeRoot = (dirs: DriverDirs): string => join(dirs.runDir, 'runc');
export const exitsDir = (dirs: DriverDirs): string => join(dirs.runDir, 'exits');
