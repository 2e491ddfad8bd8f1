import { join } from 'node:path';

export interface VmDirs {
  /** Survives a reboot: disks, logs, saved memory. */
  stateDir: string;
  /** May be a tmpfs: sockets, pid and exit files. */
  runDir: string;
}

/** The files of one machine. Nothing else of it is on the host but its processes, its control groups and its taps. */
export interface VmPaths {
  state: string;
  disk: string;
  rescueDisk: string;
  configDrive: string;
  /** The user id that it runs as. */
  user: string;
  /** Memory of a suspended machine, and the plan that it was made by. */
  memory: string;
  memoryPlan: string;
  /** Where a snapshot is written while it is made. */
  snapshot: string;
  log: string;
  olderLog: string;
  /** What QEMU itself says. */
  qemuLog: string;
  run: string;
  pidFile: string;
  started: string;
  plan: string;
  /** QEMU's own folder until it answers, root's from then on. */
  sockets: string;
  qmp: string;
  /** A second one for what takes long. */
  jobs: string;
  serial: string;
  vnc: string;
  agent: string;
  /** Where memory goes through on its way to the disk and back. */
  migration: string;
  exitFile: string;
}

export function vmPaths(dirs: VmDirs, serverId: string): VmPaths {
  const state = join(serversDir(dirs), serverId);
  const run = join(machinesDir(dirs), serverId);
  const sockets = join(run, 'q');
  const log = join(logsDir(dirs), serverId);
  return {
    state,
    disk: join(state, 'disk.qcow2'),
    rescueDisk: join(state, 'rescue.qcow2'),
    configDrive: join(state, 'config.iso'),
    user: join(state, 'user'),
    memory: join(state, 'memory'),
    memoryPlan: join(state, 'memory.json'),
    snapshot: join(state, 'snapshot.qcow2'),
    log,
    olderLog: `${log}.1`,
    qemuLog: join(state, 'qemu.log'),
    run,
    pidFile: join(run, 'pid'),
    started: join(run, 'started'),
    plan: join(run, 'plan.json'),
    sockets,
    qmp: join(sockets, 'qmp'),
    jobs: join(sockets, 'jobs'),
    serial: join(sockets, 'serial'),
    vnc: join(sockets, 'vnc'),
    agent: join(sockets, 'agent'),
    migration: join(sockets, 'memory'),
    exitFile: join(exitsDir(dirs), serverId),
  };
}

export const serversDir = (dirs: VmDirs): string => join(dirs.stateDir, 'servers');
export const logsDir = (dirs: VmDirs): string => join(dirs.stateDir, 'logs');
export const machinesDir = (dirs: VmDirs): string => join(dirs.runDir, 'm');
export const exitsDir = (dirs: VmDirs): string => join(dirs.runDir, 'exits');
