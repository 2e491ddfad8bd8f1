/**
 * What to do about one server, decided from what is wanted (the spec), what was reached (the record) and what is there
 * (the observation). Pure, and the only place that decides.
 *
 * A generation that is due is carried out. One that was reached is compared with the machine: what differs was done behind
 * our back, and becomes the server's status with a reason; only a repair, which somebody asks for, brings it back to the
 * intent. Two things are mended without being asked: a lost wire, and what ended because the machine did.
 */
import type { DriverCapabilities, Observation } from '../drivers/driver.ts';
import { newPortsOf, otherPorts, sameSize, sizeOf } from './applied.ts';
import type { ServerRecord } from './spec-store.ts';
import type { ServerStatus } from './spec.ts';

export interface Plan {
  /**
   * `up` walks all steps to a running server (and to rest, where that is wanted), `stop` back until only its root is left,
   * `remove` back to nothing, `release` takes away the network of a server that ended by itself, `none` leaves the machine
   * alone.
   */
  walk: 'up' | 'stop' | 'remove' | 'release' | 'none';
  /** Before `up`: end what runs. */
  restart: boolean;
  /** Before `up`: throw the root away, because the root counter grew. */
  freshRoot: boolean;
  /** Give what runs its new size as it runs. */
  resize: boolean;
  /** The status when the walk has succeeded. */
  status: ServerStatus;
  /** Why the status is not the wanted one. */
  reason?: string;
  /** It is started again without being asked, and that is counted. */
  isRestart?: true;
  /** Of a set that runs: only these of its members are started. */
  members?: readonly string[];
}

export interface Circumstances {
  /** Somebody asked for the intent to be reached: what failed is tried once more, what was done behind our back is undone. */
  repair: boolean;
  /** Some of its ports are not on the machine. */
  portsMissing: boolean;
  /** The restart policy wants it started now. */
  restartNow?: boolean;
  /** Members of a set whose restart is due. */
  membersDue?: readonly string[];
  /** Its health check has given it up, and wants it restarted. */
  unhealthy?: boolean;
  /** The machine was rebooted since this server was last started: that it ended is no news of the server's. */
  machineRebooted: boolean;
}

type Abilities = Pick<DriverCapabilities, 'liveResize' | 'livePorts' | 'suspend'>;

export function planFor(record: ServerRecord, seen: Observation, circumstances: Circumstances, abilities: Abilities): Plan {
  const failed = record.status === 'error';
  const isDue = record.generation > record.observedGeneration || (failed && circumstances.repair);
  const { desired } = record.spec;
  switch (desired) {
    case 'absent':
      return planAbsent(record, isDue);
    case 'stopped':
      return planStopped(record, seen, isDue, circumstances);
    case 'running':
    case 'paused':
    case 'suspended':
      return isDue ? planDue(record, seen, desired, circumstances, abilities) : planKept(record, seen, desired, circumstances, abilities);
    default:
      return desired satisfies never;
  }
}

function planAbsent(record: ServerRecord, isDue: boolean): Plan {
  const isGone = !isDue && record.status === 'absent';
  return isGone ? nothing('absent') : { ...nothing('absent'), walk: 'remove' };
}

function planStopped(record: ServerRecord, seen: Observation, isDue: boolean, { repair }: Circumstances): Plan {
  const stop: Plan = { ...nothing('stopped'), walk: 'stop' };
  if (isDue) return stop;
  if (record.status === 'error') return nothing('error');
  if (seen.state === 'created') return stop;
  if (seen.state !== 'running' && seen.state !== 'paused') return nothing('stopped');
  return repair ? stop : { ...nothing(seen.state), reason: `It is to be stopped, and is ${seen.state}: it was started by somebody else than Sampan.` };
}

function planDue(record: ServerRecord, seen: Observation, desired: ActiveState, { membersDue = [] }: Circumstances, abilities: Abilities): Plan {
  const { spec, applied, appliedBoot, appliedRoot } = record;
  const isAlive = seen.state === 'running' || seen.state === 'paused';
  const isThere = isAlive || seen.state === 'created' || seen.state === 'suspended';
  const resized = applied !== undefined && !sameSize(applied.size, sizeOf(spec));
  const resize = resized && isAlive && abilities.liveResize;
  const rescueChanged = applied !== undefined && applied.rescue !== spec.rescue?.layer_id;
  const rewired = applied !== undefined && otherPorts(applied, spec) && !(abilities.livePorts && takesPorts(seen, newPortsOf(applied, spec).length));
  const freshRoot = spec.root > appliedRoot;
  const restart = freshRoot || spec.boot > appliedBoot || (isThere && (rescueChanged || rewired || (resized && !resize)));
  if (!restart && desired === 'suspended' && seen.state === 'suspended') return nothing('suspended');
  // A member that is made has its part of the new size, which the set must have before.
  const goesOn = spec.members !== undefined && isAlive && !restart;
  return { walk: 'up', restart, freshRoot, resize: resize && !restart, status: desired, ...(goesOn ? { members: resize ? [] : membersDue } : {}) };
}

const takesPorts = ({ livePorts = Infinity }: Observation, count: number): boolean => livePorts !== false && count <= livePorts;

/** A generation that was reached before. */
function planKept(record: ServerRecord, seen: Observation, desired: ActiveState, circumstances: Circumstances, abilities: Abilities): Plan {
  if (record.status === 'error') return nothing('error');
  const again: Plan = { ...nothing(desired), walk: 'up' };
  if (circumstances.unhealthy && desired === 'running' && seen.state === 'running') return { ...again, restart: true, isRestart: true };
  if (seen.state === seenAs(desired, abilities)) return planAsWanted(record, again, circumstances);
  if (circumstances.repair || seen.state === 'created') return again;
  switch (seen.state) {
    case 'running':
    case 'paused':
    case 'suspended':
      return { ...nothing(seen.state), reason: `It is to be ${desired}, and is ${seen.state}: that was done by somebody else than Sampan.` };
    case 'exited':
    case 'prepared':
    case 'absent':
      if (circumstances.restartNow) return { ...again, isRestart: true };
      // What ended stays ended until somebody asks for a start, also over a reboot of the machine.
      if (record.status === 'exited' || record.status === 'stopped') return keptEnded(record);
      if (circumstances.machineRebooted) return again;
      return { ...nothing(seen.state === 'exited' ? 'exited' : 'stopped'), walk: 'release', reason: endReason(seen) };
    default:
      return seen.state satisfies never;
  }
}

/** Nothing but a wire or members of a set may be missing; a repair starts those that would stay ended, too. None is started in a set at rest. */
function planAsWanted({ spec }: ServerRecord, again: Plan, { portsMissing, membersDue = [], repair }: Circumstances): Plan {
  const isSet = spec.members !== undefined;
  if (isSet && spec.desired === 'running' && (portsMissing || membersDue.length > 0 || repair)) return repair ? again : { ...again, members: membersDue };
  if (!portsMissing) return nothing(again.status);
  return isSet ? { ...again, members: [] } : again;
}

type ActiveState = 'running' | 'paused' | 'suspended';

/** How the machine shows a server that is as wanted. */
const seenAs = (desired: ActiveState, { suspend }: Abilities): Observation['state'] => (desired === 'suspended' && suspend !== 'saved' ? 'paused' : desired);

const keptEnded = ({ status, outcome }: ServerRecord): Plan => ({ ...nothing(status ?? 'exited'), ...(outcome.reason === undefined ? {} : { reason: outcome.reason }) });

/** Why a server ended that nobody asked to end. */
export function endReason(seen: Observation): string {
  if (seen.state !== 'exited') return `It was to run, and is not on the machine any more${seen.state === 'absent' ? ', its root neither' : ''}: it was ended or removed by somebody else than Sampan.`;
  if (seen.oomKilled) return 'It used more memory than its flavor has, and the kernel ended it. Give it a larger flavor, or let it use less.';
  const { exitCode } = seen;
  if (exitCode === undefined) return 'It ended, and how is not known.';
  if (exitCode > 128 && exitCode <= 192) return `It was ended by signal ${exitCode - 128}, which Sampan did not send.`;
  return `Its command ended by itself with exit code ${exitCode}.`;
}

const nothing = (status: ServerStatus): Plan => ({ walk: 'none', restart: false, freshRoot: false, resize: false, status });
