/**
 * One pass over one server: read the newest spec, look at the machine, decide (plan.ts), walk the steps, settle.
 *
 * It is level-triggered: what happened before does not count, only what is wanted and what is there. So it may be killed
 * at any instant and is simply run again. What a generation came to is reported first and kept second: a crash between
 * the two makes the next life look again and say the same again.
 *
 * A step that fails is tried again by the caller while its fault is retryable and tries are left; a deletion is tried
 * for ever, because nobody else would do it. Otherwise the server settles as `error` at that generation, and what was
 * half made is taken back, so that a failed server holds no memory and no wire.
 */
import type { Db } from '../../openapi/serve/db.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import { makeDurable } from '../../openapi/serve/make-durable.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { Driver, Observation } from '../drivers/driver.ts';
import type { DraftReport, ReportSink } from '../report/reporter.ts';
import { keepRoot } from '../steps/keep-root.ts';
import type { KeepRootDependencies } from '../steps/keep-root.ts';
import type { Step } from '../steps/step.ts';
import { appliedOf, gonePortsOf, otherPorts } from './applied.ts';
import { afterStart, dueMembers, memberReport, memberStates, nextMemberMs, sameMembers } from './member-restarts.ts';
import type { MemberState } from './member-restarts.ts';
import { endReason, planFor } from './plan.ts';
import type { Circumstances, Plan } from './plan.ts';
import { nextRestart } from './restart-policy.ts';
import type { Restart } from './restart-policy.ts';
import { findServer, recordApplied, settleServer } from './spec-store.ts';
import type { ServerRecord, Settlement } from './spec-store.ts';
import type { ServerStatus, WireFault } from './spec.ts';
import { createPhaseLog, walkDown, walkUp } from './walk.ts';
import type { PhaseLog } from './walk.ts';

export interface ConvergeDependencies {
  db: Db;
  drivers: ReadonlyMap<string, Driver>;
  steps: readonly Step[];
  reports: ReportSink;
  log: Logger;
  now: () => Date;
  /** The kernel's name for this life of the machine. */
  bootId: string;
  keepRoot: KeepRootDependencies;
  /** Hears what a pass came to. */
  onSettled?: (record: ServerRecord) => void;
}

export interface Pass extends Omit<Circumstances, 'machineRebooted' | 'restartNow'> {
  /** Aborts when a newer generation comes (the pass ends at the next step's border). */
  signal: AbortSignal;
  /** Aborts when that generation does not want a guest to be waited for. */
  hurry: AbortSignal;
  /** No further try will follow a failure of a step up. */
  lastTry: boolean;
  /** Report also when nothing changed. */
  reportAlways: boolean;
  /** Hears which generation the pass works on. */
  working(generation: number): void;
  /** Has it looked at again after that time. */
  again(delayMs: number): void;
  /** Hears of each step as it begins. */
  entered(step: string): void;
}

/** `failed` asks for another try; `interrupted` means that a newer generation came. */
export type Verdict = 'settled' | 'interrupted' | 'failed';

export async function converge(deps: ConvergeDependencies, id: string, pass: Pass): Promise<Verdict> {
  const record = await findServer(deps.db, id);
  if (!record) return 'settled';
  pass.working(record.generation);
  const driver = deps.drivers.get(record.spec.kind);
  if (!driver) {
    await settle(deps, record, { status: 'error', fault: wireFault(noDriver(record, deps.drivers), deps.now()) });
    return 'settled';
  }
  const missing = lacking(record, driver);
  if (missing) {
    await settle(deps, record, { status: 'error', fault: wireFault(missing, deps.now()) });
    return 'settled';
  }
  const seen = await driver.observe(id);
  const { bootId } = record.outcome;
  const restart = record.generation > record.observedGeneration ? undefined : nextRestart(record, seen, deps.now());
  const { members: kept = [] } = record.outcome;
  const members = isAlive(seen) ? memberStates(record.spec, seen, kept, deps.now()) : kept;
  // What is made in a set that rests would be frozen before it is made: it goes on first.
  const membersDue = seen.state === 'paused' ? [] : dueMembers(members, deps.now());
  const plan = planFor(record, seen, { ...pass, membersDue, machineRebooted: bootId !== undefined && bootId !== deps.bootId, restartNow: restart !== undefined && restart.at <= deps.now() }, driver.capabilities);
  if (restart && plan.status === 'exited') pass.again(restart.at.getTime() - deps.now().getTime());
  const nextMember = plan.status === 'running' ? nextMemberMs(members, deps.now()) : undefined;
  if (nextMember !== undefined) pass.again(nextMember);
  if (plan.walk === 'none') {
    await settleAsSeen(deps, { record, plan, seen, members }, pass.reportAlways);
    return 'settled';
  }
  return carryOut(deps, { record, driver, seen, plan, pass, restart, members });
}

interface Work {
  record: ServerRecord;
  driver: Driver;
  seen: Observation;
  plan: Plan;
  pass: Pass;
  restart: Restart | undefined;
  /** Of a set, before the walk. */
  members: MemberState[];
}

async function carryOut(deps: ConvergeDependencies, work: Work): Promise<Verdict> {
  const { record, plan, pass, seen } = work;
  const { id, generation, spec } = record;
  const log = deps.log.child({ server_id: id, generation, ...(spec.request_id ? { request_id: spec.request_id } : {}) });
  const interim = (more: Partial<DraftReport>): void =>
    deps.reports.push({ server_id: id, observed_generation: record.observedGeneration, working_generation: generation, status: interimStatus(record), ...more });
  const phases = createPhaseLog(deps.now, (step) => {
    pass.entered(step);
    interim({ step });
  });
  try {
    await walk(deps, work, phases, (progress) => interim({ step: phases.current ?? '', progress }));
  } catch (error) {
    if (pass.signal.aborted && error === pass.signal.reason) return 'interrupted';
    const fault = faultOf(error, record, phases.current);
    if (!isFault(error)) log.error({ error, step: phases.current }, 'a step failed in a way that it should not');
    if (plan.walk === 'remove' || (fault.retryable && !pass.lastTry)) {
      log.warn({ step: phases.current, reason: fault.message }, 'a step failed and is tried again');
      interim({ ...(phases.current ? { step: phases.current } : {}), fault: wireFault(fault, deps.now()) });
      return 'failed';
    }
    if (plan.walk === 'up' && (plan.restart || !isAlive(seen))) await takeBack(deps, work, log);
    await settle(deps, record, { status: 'error', fault: wireFault(fault, deps.now()), phases: phases.phases });
    log.warn({ step: phases.current, code: fault.code, reason: fault.message }, 'the server is in error');
    return 'settled';
  }
  const wasAlive = !plan.restart && (seen.state === 'running' || seen.state === 'paused');
  const startedAt = plan.walk !== 'up' ? undefined : wasAlive ? seen.startedAt : deps.now().toISOString();
  await settle(deps, record, {
    status: plan.status,
    phases: phases.phases,
    ...(plan.walk === 'up' ? { bootId: deps.bootId } : {}),
    ...(startedAt ? { startedAt } : {}),
    ...(plan.reason === undefined ? {} : { reason: work.restart ? `${plan.reason} It is started again at ${work.restart.at.toISOString()}.` : plan.reason }),
    ...(plan.walk === 'release' ? exitOf(seen, deps.now()) : {}),
    ...countsOf(work),
    ...membersAfter(work),
  }, { urgent: !isSoon(work.restart, deps.now()) });
  if (leftMembersOut(work)) pass.again(0);
  log.info({ walk: plan.walk, status: plan.status, phases: Object.fromEntries(phases.phases.map((phase) => [phase.name, phase.duration_ms])) }, 'the server is as wanted');
  return 'settled';
}

async function walk(deps: ConvergeDependencies, work: Work, phases: PhaseLog, progress: (percent: number) => void): Promise<void> {
  const { record, driver, plan, pass } = work;
  const { spec } = record;
  const down = { spec, driver, signal: pass.signal, hurry: pass.hurry, hard: spec.hard === true };
  switch (plan.walk) {
    case 'up': {
      if (plan.freshRoot) await keepOldRoot(deps, work, phases);
      if (plan.restart) await walkDown(deps.steps, { ...down, target: plan.freshRoot ? 'absent' : 'stopped' }, phases);
      const isNew = plan.restart || !isAlive(work.seen);
      if (isNew) await noteApplied(deps, record);
      // A power cut ends what runs, so a boot that it forgets does no harm; a root made afresh must not be made twice.
      if (plan.freshRoot) await makeDurable(deps.db);
      const gonePorts = record.applied ? gonePortsOf(record.applied, spec) : [];
      await walkUp(deps.steps, { spec, driver, signal: pass.signal, progress, resize: plan.resize, gonePorts, members: plan.members }, phases);
      const isOther = plan.resize || (record.applied !== undefined && otherPorts(record.applied, spec));
      return isOther && !isNew ? noteApplied(deps, record) : undefined;
    }
    case 'stop':
      return walkDown(deps.steps, { ...down, target: 'stopped' }, phases);
    case 'remove':
      return walkDown(deps.steps, { ...down, target: 'absent' }, phases);
    case 'release':
      return walkDown(deps.steps.filter((step) => step.name === 'network'), { ...down, target: 'stopped' }, phases);
    case 'none':
      return;
    default:
      plan.walk satisfies never;
  }
}

/** A rebuild may ask for the old root to be kept as an image. That is done once, and before anything of it is thrown away. */
async function keepOldRoot(deps: ConvergeDependencies, { record, driver, pass }: Work, phases: PhaseLog): Promise<void> {
  const { spec, applied } = record;
  const imageId = spec.keep_root_as;
  if (imageId === undefined || applied === undefined || applied.keptRootAs === imageId) return;
  await walkDown(deps.steps, { spec, driver, signal: pass.signal, hurry: pass.hurry, hard: spec.hard === true, target: 'stopped' }, phases);
  await phases.run('keep-root', () => keepRoot(deps.keepRoot, { spec, driver, before: applied, imageId, signal: pass.signal }));
  record.applied = { ...applied, keptRootAs: imageId };
  await recordApplied(deps.db, spec.id, { boot: record.appliedBoot, root: record.appliedRoot, applied: record.applied });
  await makeDurable(deps.db);
}

async function noteApplied(deps: ConvergeDependencies, { spec, applied }: ServerRecord): Promise<void> {
  await recordApplied(deps.db, spec.id, { boot: spec.boot, root: spec.root, applied: appliedOf(spec, applied) });
}

/** How often it was started again, as long as nobody asks for it anew. */
function countsOf({ record, plan, restart }: Work): Pick<Settlement, 'restarts' | 'restartStreak' | 'restartAt'> {
  if (record.generation > record.observedGeneration) return {};
  const { restarts = 0, restartStreak } = record.outcome;
  const streak = restart?.streak ?? restartStreak;
  return {
    ...(plan.isRestart ? { restarts: restarts + 1 } : restarts > 0 ? { restarts } : {}),
    ...(streak === undefined ? {} : { restartStreak: streak }),
    ...(restart && plan.status === 'exited' ? { restartAt: restart.at.toISOString() } : {}),
  };
}

/** Of a set that was started as a whole its members count anew. */
const membersAfter = ({ record, plan, members }: Work): Pick<Settlement, 'members'> =>
  record.spec.members && plan.walk === 'up' ? { members: afterStart(record.spec, members, plan.members) } : {};

/** Members that are due were not started, because their set had to go on, or to be given its size, before. */
const leftMembersOut = ({ record, plan, seen }: Work): boolean =>
  record.spec.members !== undefined && plan.walk === 'up' && plan.status === 'running' && !plan.restart && (seen.state === 'paused' || plan.resize);

/** That it ended is hardly news when it will run again before anybody has looked: the report waits a moment for the next one. */
const isSoon = (restart: Restart | undefined, now: Date): boolean => restart !== undefined && restart.at.getTime() - now.getTime() < 1000;

const isAlive = ({ state }: Observation): boolean => state === 'running' || state === 'paused';

/** After a failure on the way up: no half-made server stays. It must not hide the failure that is being reported. */
async function takeBack(deps: ConvergeDependencies, { record, driver }: Work, log: Logger): Promise<void> {
  const { spec } = record;
  try {
    const { signal } = new AbortController();
    const walk = { spec, driver, signal, hurry: signal, hard: true, target: 'stopped' } as const;
    await walkDown(deps.steps, walk, createPhaseLog(deps.now, () => undefined));
  } catch (error) {
    log.warn({ error }, 'what a failed start left could not all be taken back; the next look at the machine tries again');
  }
}

async function settleAsSeen(deps: ConvergeDependencies, { record, plan, seen, members }: Pick<Work, 'record' | 'plan' | 'seen' | 'members'>, always: boolean): Promise<void> {
  const { status, reason } = plan;
  deps.onSettled?.(record);
  const isNews = record.status !== status || record.outcome.reason !== reason || record.observedGeneration !== record.generation;
  if (!isNews && !sameMembers(members, record.outcome.members ?? [])) return settle(deps, record, { ...record.outcome, status, members });
  if (!isNews && !always) return;
  if (!isNews) {
    deps.reports.push(reportOf(record), { urgent: true });
    return;
  }
  const startedAt = isAlive(seen) ? seen.startedAt : undefined;
  const { bootId } = record.outcome;
  await settle(deps, record, {
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(bootId === undefined ? {} : { bootId }),
    ...(startedAt ? { startedAt } : {}),
    ...(status === 'exited' ? exitOf(seen, deps.now()) : {}),
    ...(record.spec.members ? { members } : {}),
  });
}

/** Says it first and keeps it second: the region's clock runs. */
async function settle(deps: ConvergeDependencies, record: ServerRecord, reached: Omit<Settlement, 'observedGeneration'>, { urgent }: { urgent: boolean } = { urgent: true }): Promise<void> {
  const settlement = { ...reached, observedGeneration: record.generation };
  const { observedGeneration, status, fault, ...outcome } = settlement;
  const settled = { ...record, observedGeneration, status, fault, outcome };
  deps.onSettled?.(settled);
  deps.reports.push(reportOf(settled), { urgent });
  await settleServer(deps.db, record.id, settlement, deps.now());
}

/** What the region is told of a server that nothing is being done about. */
export function reportOf(record: ServerRecord): DraftReport {
  const { outcome, fault } = record;
  return {
    server_id: record.id,
    observed_generation: record.observedGeneration,
    status: record.status ?? 'building',
    ...(fault ? { fault } : {}),
    ...(outcome.exitCode === undefined ? {} : { exit_code: outcome.exitCode }),
    ...(outcome.oomKilled === undefined ? {} : { oom_killed: outcome.oomKilled }),
    ...(outcome.startedAt === undefined ? {} : { started_at: outcome.startedAt }),
    ...(outcome.restarts === undefined ? {} : { restarts: outcome.restarts }),
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    ...(outcome.phases ? { phases: outcome.phases } : {}),
    ...(outcome.members && record.status === 'running' ? { members: outcome.members.map(memberReport) } : {}),
  };
}

/** While a generation is being worked on: as it was, or building where it was nothing good. */
const interimStatus = ({ status }: ServerRecord): ServerStatus => (status === undefined || status === 'error' ? 'building' : status);

function exitOf(seen: Observation, at: Date): Pick<Settlement, 'exitCode' | 'oomKilled' | 'fault'> {
  return {
    ...(seen.oomKilled ? { fault: wireFault(new Fault('out-of-memory', endReason(seen)), at) } : {}),
    ...(seen.exitCode === undefined ? {} : { exitCode: seen.exitCode }),
    ...(seen.oomKilled === undefined ? {} : { oomKilled: seen.oomKilled }),
  };
}

function faultOf(error: unknown, record: ServerRecord, step: string | undefined): Fault {
  if (isFault(error)) return error;
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  const where = `Step ${step ?? 'first'} of server ${record.id} failed`;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Fault('disk-full', `${where}: the host's disk is full. Make room in the host's state directory, or delete servers.`, { cause: error });
  }
  // Steps are idempotent, so a failure of an unknown kind is worth another try before it is called an error.
  return new Fault('internal', `${where}: ${message}. See the host's log.`, { cause: error, retryable: true });
}

function noDriver({ spec }: ServerRecord, drivers: ReadonlyMap<string, Driver>): Fault {
  return new Fault('not-implemented', `This host cannot run servers of kind ${spec.kind}, only ${[...drivers.keys()].join(', ')}. Place the server on another host.`);
}

function lacking({ spec }: ServerRecord, { kind, capabilities }: Driver): Fault | undefined {
  const can = { running: true, stopped: true, absent: true, paused: capabilities.pause, suspended: capabilities.suspend !== false }[spec.desired];
  return can ? undefined : new Fault('not-supported', `This host cannot keep a ${kind} ${spec.desired}. Start the server, or stop it.`);
}

function wireFault(fault: Fault, at: Date): WireFault {
  const details = Object.keys(fault.details).length > 0 ? { details: fault.details } : {};
  return { code: fault.code, message: fault.message, ...details, retryable: fault.retryable, at: at.toISOString() };
}
