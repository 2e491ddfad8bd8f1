/**
 * What a report changes in a server: pure, so that every order in which intent and reports can cross is a line in a test.
 *
 * The report's status is always taken for what the machine does now. The task ends when the report covers the newest
 * generation; before that the server is still busy with what was asked last.
 */
import type { ServerReport, WireFault } from '../wire.ts';
import type { Desired, TaskState, VmState } from './server-state.ts';

export interface Observed {
  observedGeneration: number;
  reportSequence: number;
  vmState: VmState;
  taskState: TaskState | null;
  powerState: number;
  step: string | null;
  progress: number | null;
  fault: WireFault | null;
  launchedAt: string | null;
}

export type ObservedServer = Observed & { generation: number; desired: Desired };

export interface Observation {
  next: Observed;
  /** The host has confirmed that nothing is left: the server's row is to be closed and its claims given back. */
  gone: boolean;
  /** Its main process ended though it should run. */
  exited: boolean;
}

/** `undefined` for a report that is older than one already taken. */
export function observe(server: ObservedServer, report: ServerReport, at: string): Observation | undefined {
  if (report.sequence <= server.reportSequence) return undefined;
  const settled = report.observed_generation >= server.generation;
  const { vmState, powerState } = machineState(server, report);
  const lost = report.status === 'absent' && settled && server.desired !== 'absent';
  const fault = lost ? lostFault(at) : vmState === 'error' ? (report.fault ?? server.fault ?? silentFault(at)) : null;
  const next: Observed = {
    observedGeneration: Math.max(server.observedGeneration, report.observed_generation),
    reportSequence: report.sequence,
    vmState,
    taskState: settled && report.status !== 'building' ? null : server.taskState === 'scheduling' ? 'spawning' : server.taskState,
    powerState,
    step: report.status === 'building' || !settled ? (report.step ?? null) : null,
    progress: report.status === 'building' || !settled ? (report.progress ?? null) : null,
    fault: fault && { ...fault, at: fault.at ?? at },
    launchedAt: server.launchedAt ?? (report.status === 'running' ? (report.started_at ?? at) : null),
  };
  return {
    next,
    gone: report.status === 'absent' && settled && server.desired === 'absent',
    exited: report.status === 'exited' && settled && server.desired === 'running' && server.vmState !== 'stopped',
  };
}

// Nova's power states: 0 none, 1 running, 3 paused, 4 shut down, 6 crashed.
function machineState(server: ObservedServer, report: ServerReport): { vmState: VmState; powerState: number } {
  switch (report.status) {
    case 'building':
      return { vmState: server.vmState, powerState: server.powerState };
    case 'running':
      return { vmState: 'active', powerState: 1 };
    case 'paused':
      return { vmState: 'paused', powerState: 3 };
    case 'suspended':
      return { vmState: 'suspended', powerState: 4 };
    case 'stopped':
    case 'exited':
      return { vmState: 'stopped', powerState: 4 };
    case 'error':
      return { vmState: 'error', powerState: 0 };
    case 'absent':
      return server.desired === 'absent' ? { vmState: server.vmState, powerState: 0 } : { vmState: 'error', powerState: 0 };
  }
}

const lostFault = (at: string): WireFault => ({
  code: 'internal',
  message: 'The host says that the server is not there, though nobody deleted it. Reboot it hard to have it made again, or delete it.',
  at,
});

const silentFault = (at: string): WireFault => ({ code: 'internal', message: 'The host reported an error without saying which. Its log knows more.', at });
