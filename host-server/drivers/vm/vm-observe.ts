import { isFault } from '../../../openapi/serve/fault.ts';
import type { Observation } from '../driver.ts';
import { exists } from './disks.ts';
import { readPlan } from './machine-plan.ts';
import type { MachinePlan } from './machine-plan.ts';
import { withQmp } from './qmp.ts';
import type { VmPaths } from './vm-paths.ts';
import { findQemu, readIfThere } from './vm-process.ts';

/** Looks at one machine: its process, what its QEMU says, and otherwise what it left. */
export async function observeMachine(serverId: string, paths: VmPaths, { oomKills }: { oomKills: () => Promise<number> }): Promise<Observation> {
  const startedAt = await readIfThere(paths.started);
  const pid = await findQemu(paths, serverId);
  if (pid !== undefined) {
    const status = await statusOf(paths);
    if (status !== 'ended') return { serverId, state: liveState(status, startedAt !== ''), pid, ...(startedAt ? { startedAt } : {}), ...livePortsOf(await readPlan(paths)) };
  }
  const exitCode = await readIfThere(paths.exitFile);
  if (startedAt !== '' && (exitCode !== '' || (await exists(paths.pidFile)))) {
    const seen: Observation = { serverId, state: 'exited', startedAt, ...(exitCode === '' ? {} : { exitCode: Number(exitCode) }) };
    return seen.exitCode === 137 && (await oomKills()) > 0 ? { ...seen, oomKilled: true } : seen;
  }
  // Memory fits into the machine that it comes from, its ports included.
  if (await exists(paths.memory)) return { serverId, state: 'suspended', livePorts: false };
  const left = await Promise.all([exists(paths.state), exists(paths.run)]);
  return { serverId, state: left.includes(true) ? 'prepared' : 'absent' };
}

/** A microvm has no bus that takes devices while it runs. */
const livePortsOf = (plan: MachinePlan | undefined): Pick<Observation, 'livePorts'> =>
  plan === undefined ? {} : { livePorts: plan.machineType === 'q35' && plan.slots - plan.nics.length };

/** QEMU, qapi/run-state.json. One that does not answer in time is busy, and runs for all we know. */
async function statusOf(paths: VmPaths): Promise<string> {
  try {
    return (await withQmp(paths.qmp, (qmp) => qmp.execute<{ status: string }>('query-status'), 2_000)).status;
  } catch (error) {
    if (isFault(error) && error.code === 'timeout') return 'running';
    if (isFault(error) && error.code === 'unavailable') return 'ended';
    throw error;
  }
}

function liveState(status: string, wasStarted: boolean): Observation['state'] {
  if (!wasStarted) return 'created';
  return halted.has(status) ? 'paused' : 'running';
}

/** `io-error` is a disk that took no more: the machine stands still and goes on when it is resumed. */
const halted = new Set(['paused', 'io-error', 'postmigrate', 'finish-migrate', 'save-vm', 'prelaunch', 'inmigrate']);
