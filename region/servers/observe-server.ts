/**
 * What a report changes in a server: pure, so that every order in which intent and reports can cross is a line in a test.
 *
 * The report's status is always taken for what the machine does now; the server's mode lies over it (a running server in
 * mode `rescued` is rescued) once the report covers the newest generation. The task ends then, too; before that the server
 * is still busy with what was asked last.
 */
import type { ServerReport, WireFault } from '../wire.ts';
import type { Desired, ServerMode } from './server-actions.ts';
import type { Condition } from './server-row.ts';
import type { TaskState, VmState } from './server-status.ts';

export interface Observed {
  observedGeneration: number;
  reportSequence: number;
  vmState: VmState;
  taskState: TaskState | null;
  powerState: number;
  step: string | null;
  stepSince: string | null;
  progress: number | null;
  fault: WireFault | null;
  condition: Condition;
  launchedAt: string | null;
}

export type ObservedServer = Observed & { generation: number; desired: Desired; mode: ServerMode | null };

export interface Observation {
  next: Observed;
  /** The host has confirmed that nothing is left: the server's row is to be closed and its claims given back. */
  gone: boolean;
  /** Its main process ended though it should run. */
  exited: boolean;
  /** The task that ended well with this report. */
  finished: TaskState | null;
}

/** `undefined` for a report that is older than one already taken. */
export function observe(server: ObservedServer, report: ServerReport, at: string): Observation | undefined {
  if (report.sequence <= server.reportSequence) return undefined;
  const settled = report.observed_generation >= server.generation;
  const working = report.status === 'building' || !settled;
  const { vmState, powerState } = machineState(server, report, settled);
  const lost = report.status === 'absent' && settled && server.desired !== 'absent';
  const fault = lost ? lostFault(at) : vmState === 'error' ? (report.fault ?? server.fault ?? silentFault(at)) : null;
  const step = working ? (report.step ?? null) : null;
  const taskState = commandTasks.has(server.taskState) ? server.taskState : settled && report.status !== 'building' ? null : server.taskState === 'scheduling' ? 'spawning' : server.taskState;
  const next: Observed = {
    observedGeneration: Math.max(server.observedGeneration, report.observed_generation),
    reportSequence: report.sequence,
    vmState,
    taskState,
    powerState,
    step,
    stepSince: step === null ? null : step === server.step ? (server.stepSince ?? at) : at,
    progress: working ? (report.progress ?? null) : null,
    fault: fault && { ...fault, at: fault.at ?? at },
    condition: conditionOf(report),
    launchedAt: server.launchedAt ?? (report.status === 'running' ? (report.started_at ?? at) : null),
  };
  return {
    next,
    gone: report.status === 'absent' && settled && server.desired === 'absent',
    exited: report.status === 'exited' && settled && server.desired === 'running' && server.vmState !== 'stopped',
    finished: taskState === null && vmState !== 'error' && report.fault === undefined ? server.taskState : null,
  };
}

/** A host's report says nothing of them: they end with the command (region/inside). */
const commandTasks: ReadonlySet<TaskState | null> = new Set(['image_snapshot', 'image_backup']);

interface MachineState {
  vmState: VmState;
  powerState: number;
}

/** The machine's state with the mode over it; while an older generation is still at work only a mode that shows already stays. */
function machineState(server: ObservedServer, report: ServerReport, settled: boolean): MachineState {
  const seen = plainState(server, report);
  const over = server.mode === null ? undefined : overlays[server.mode][seen.vmState];
  return over !== undefined && (settled || over === server.vmState) ? { ...seen, vmState: over } : seen;
}

const overlays: Record<ServerMode, Partial<Record<VmState, VmState>>> = {
  'rescued': { active: 'rescued' },
  'resized': { active: 'resized', stopped: 'resized' },
  'shelved': { stopped: 'shelved' },
  'soft-deleted': { stopped: 'soft-delete' },
  'draining': {},
};

// Nova's power states: 0 none, 1 running, 3 paused, 4 shut down, 6 crashed, 7 suspended.
function plainState(server: ObservedServer, report: ServerReport): MachineState {
  switch (report.status) {
    case 'building':
      return { vmState: server.vmState, powerState: server.powerState };
    case 'running':
      return { vmState: 'active', powerState: 1 };
    case 'paused':
      return { vmState: 'paused', powerState: 3 };
    case 'suspended':
      return { vmState: 'suspended', powerState: 7 };
    case 'stopped':
    case 'exited':
      return { vmState: 'stopped', powerState: 4 };
    case 'error':
      return { vmState: 'error', powerState: 0 };
    case 'absent':
      return server.desired === 'absent' ? { vmState: server.vmState, powerState: 0 } : { vmState: 'error', powerState: 0 };
  }
}

const conditionOf = (report: ServerReport): Condition => ({
  ...(report.reason === undefined ? {} : { reason: report.reason }),
  ...(report.restarts === undefined ? {} : { restarts: report.restarts }),
  ...(report.health === undefined ? {} : { health: report.health }),
  ...(report.exit_code === undefined ? {} : { exitCode: report.exit_code }),
  ...(report.members === undefined ? {} : { members: report.members }),
});

const lostFault = (at: string): WireFault => ({
  code: 'internal',
  message: 'The host says that the server is not there, though nobody deleted it. Reboot it hard to have it made again, or delete it.',
  at,
});

const silentFault = (at: string): WireFault => ({ code: 'internal', message: 'The host reported an error without saying which. Its log knows more.', at });
