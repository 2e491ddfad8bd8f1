import type { Observation } from '../drivers/driver.ts';
import type { ServerRecord } from './spec-store.ts';
import type { ServerStatus } from './spec.ts';

/**
 * What to do about one server, decided from what is wanted (the spec), what was reached (the record) and what is there
 * (the observation). Pure, and the only place that decides.
 */
export interface Plan {
  /**
   * `up` walks all steps to a running server, `stop` back until only its root is left, `remove` back to nothing,
   * `release` takes away the network of a server that ended by itself, `none` leaves the machine alone.
   */
  walk: 'up' | 'stop' | 'remove' | 'release' | 'none';
  /** Before `up`: end what runs, because the boot counter grew. */
  restart: boolean;
  /** Before `up`: throw the root away, because the root counter grew. */
  freshRoot: boolean;
  /** The status when the walk has succeeded. */
  status: ServerStatus;
}

export interface Circumstances {
  /** Somebody asked to look again: a failed generation is tried once more. */
  force: boolean;
  /** Some of its ports are not on the machine. */
  portsMissing: boolean;
  /** The machine was rebooted since this server was last seen: that it ended is no news of the server's. */
  machineRebooted: boolean;
}

export function planFor(record: ServerRecord, seen: Observation, circumstances: Circumstances): Plan {
  const failed = record.status === 'error';
  const isDue = record.generation > record.observedGeneration || (failed && circumstances.force);
  switch (record.spec.desired) {
    case 'absent':
      return planAbsent(record, isDue);
    case 'stopped':
      return planStopped(seen, isDue, failed);
    case 'running':
    case 'paused':
    case 'suspended':
      return isDue ? planDue(record) : planKept(record, seen, circumstances, failed);
    default:
      return record.spec.desired satisfies never;
  }
}

function planAbsent(record: ServerRecord, isDue: boolean): Plan {
  const isGone = !isDue && record.status === 'absent';
  return isGone ? nothing('absent') : { ...nothing('absent'), walk: 'remove' };
}

function planStopped(seen: Observation, isDue: boolean, failed: boolean): Plan {
  if (isDue) return { ...nothing('stopped'), walk: 'stop' };
  if (failed) return nothing('error');
  return seen.state === 'running' || seen.state === 'created' ? { ...nothing('stopped'), walk: 'stop' } : nothing('stopped');
}

function planDue({ spec, appliedBoot, appliedRoot }: ServerRecord): Plan {
  const freshRoot = spec.root > appliedRoot;
  return { walk: 'up', restart: freshRoot || spec.boot > appliedBoot, freshRoot, status: 'running' };
}

/** A generation that was reached before: keep it so. */
function planKept(record: ServerRecord, seen: Observation, circumstances: Circumstances, failed: boolean): Plan {
  if (failed) return nothing('error');
  const again: Plan = { ...nothing('running'), walk: 'up' };
  if (seen.state === 'running') return circumstances.portsMissing ? again : nothing('running');
  // What ended by itself stays ended until somebody asks for a start, also over a reboot of the machine.
  if (record.status === 'exited') return nothing('exited');
  if (seen.state === 'exited' && !circumstances.machineRebooted) return { ...nothing('exited'), walk: 'release' };
  return again;
}

const nothing = (status: ServerStatus): Plan => ({ walk: 'none', restart: false, freshRoot: false, status });
