import type { components } from '../../openapi/generated/host.ts';
import type { MemberObservation, Observation } from '../drivers/driver.ts';
import { restartDelayMs } from './restart-policy.ts';
import type { Member, ServerSpec } from './spec.ts';

/** How a container of a set is, and what follows. Kept with the server's outcome, so that waits last over a restart of the host-server. */
export interface MemberState {
  name: string;
  state: 'running' | 'waiting' | 'ended';
  /** Since the set itself was last started. */
  restarts: number;
  /** Restarts in a row that count for the wait. */
  streak: number;
  exitCode?: number;
  oomKilled?: boolean;
  /** Of one that waits. */
  restartAt?: string;
}

/** Ended members follow their restart policy by themselves, while infra runs: nothing of the others is touched. Pure. */
export function memberStates(spec: ServerSpec, seen: Observation, kept: readonly MemberState[], now: Date): MemberState[] {
  return (spec.members ?? []).map((member) => {
    const found = seen.members?.find(({ name }) => name === member.name);
    const before = kept.find(({ name }) => name === member.name) ?? { name: member.name, state: 'running' as const, restarts: 0, streak: 0 };
    const { name, restarts, streak } = before;
    if (found?.state === 'running' || found?.state === 'paused') return { name, state: 'running', restarts, streak };
    // It was to be started with the others, and a crash came between.
    if (found?.state !== 'exited') return { name, state: 'waiting', restarts, streak, restartAt: before.restartAt ?? now.toISOString() };
    return ended(member, found, before, now);
  });
}

/** Those whose time has come. */
export const dueMembers = (states: readonly MemberState[], now: Date): string[] =>
  states.filter(({ restartAt }) => restartAt !== undefined && Date.parse(restartAt) <= now.getTime()).map(({ name }) => name);

/** Milliseconds until the next one is due that is not yet; undefined when none waits. */
export function nextMemberMs(states: readonly MemberState[], now: Date): number | undefined {
  const times = states.flatMap(({ restartAt }) => (restartAt === undefined ? [] : [Date.parse(restartAt)])).filter((time) => time > now.getTime());
  return times.length === 0 ? undefined : Math.min(...times) - now.getTime();
}

/** After a walk that has started those (undefined: the whole set, and all count anew). */
export function afterStart({ members = [] }: ServerSpec, states: readonly MemberState[], started: readonly string[] | undefined): MemberState[] {
  if (started === undefined) return members.map(({ name }) => ({ name, state: 'running', restarts: 0, streak: 0 }));
  return states.map((state) => {
    const { name, restarts, streak } = state;
    return started.includes(name) ? { name, state: 'running', restarts: restarts + 1, streak } : state;
  });
}

/** As the region is told of it. */
export const memberReport = ({ name, state, restarts, exitCode, oomKilled, restartAt }: MemberState): components['schemas']['MemberReport'] => ({
  name,
  state,
  restarts,
  ...(exitCode === undefined ? {} : { exit_code: exitCode }),
  ...(oomKilled === undefined ? {} : { oom_killed: oomKilled }),
  ...(restartAt === undefined ? {} : { restart_at: restartAt }),
});

/** Whether somebody would want to know. */
export const sameMembers = (a: readonly MemberState[], b: readonly MemberState[]): boolean => JSON.stringify(a) === JSON.stringify(b);

function ended(member: Member, found: MemberObservation, before: MemberState, now: Date): MemberState {
  const { name, restarts } = before;
  const how = { ...(found.exitCode === undefined ? {} : { exitCode: found.exitCode }), ...(found.oomKilled ? { oomKilled: true } : {}) };
  if (before.state !== 'running') return { ...before, ...how };
  const { policy = 'always', max_retries: most } = member.container?.restart ?? {};
  const ranMs = found.startedAt === undefined ? 0 : now.getTime() - Date.parse(found.startedAt);
  const { delayMs, streak } = restartDelayMs(before.streak, ranMs);
  const stays = policy === 'no' || (policy === 'on-failure' && found.exitCode === 0) || (most !== undefined && streak > most);
  if (stays) return { name, state: 'ended', restarts, streak: before.streak, ...how };
  return { name, state: 'waiting', restarts, streak, ...how, restartAt: new Date(now.getTime() + delayMs).toISOString() };
}
