/**
 * A server's state machine as data: what may be asked in which state, what it changes in the spec, and how Nova's status
 * follows from vm_state and task_state (Compute API guide, "Server concepts").
 */
import { conflict } from '../../openapi/serve/fault.ts';
import type { Fault } from '../../openapi/serve/fault.ts';

export type VmState = 'building' | 'active' | 'paused' | 'suspended' | 'stopped' | 'error' | 'deleted';
export type TaskState = 'scheduling' | 'spawning' | 'powering-off' | 'powering-on' | 'rebooting' | 'rebooting_hard' | 'deleting';
export type Desired = 'running' | 'paused' | 'suspended' | 'stopped' | 'absent';
export type Verb = 'start' | 'stop' | 'reboot' | 'reboot-hard' | 'delete';

interface Rule {
  /** The name that the action has in Nova's list. */
  action: 'start' | 'stop' | 'reboot' | 'delete';
  from: readonly VmState[];
  /** Tasks that it may interrupt; without a task it is always allowed. */
  interrupts: readonly TaskState[];
  /** What the server is busy with until its host has confirmed. */
  task: TaskState;
  desired: Desired;
  boots: 0 | 1;
  hard: boolean;
}

const everyTask: readonly TaskState[] = ['scheduling', 'spawning', 'powering-off', 'powering-on', 'rebooting', 'rebooting_hard'];

export const rules: Readonly<Record<Verb, Rule>> = {
  'start': { action: 'start', from: ['stopped'], interrupts: [], task: 'powering-on', desired: 'running', boots: 0, hard: false },
  'stop': { action: 'stop', from: ['active', 'error'], interrupts: [], task: 'powering-off', desired: 'stopped', boots: 0, hard: false },
  'reboot': { action: 'reboot', from: ['active'], interrupts: [], task: 'rebooting', desired: 'running', boots: 1, hard: false },
  'reboot-hard': {
    action: 'reboot', from: ['active', 'stopped', 'error'], interrupts: ['rebooting', 'rebooting_hard'], task: 'rebooting_hard', desired: 'running', boots: 1, hard: true,
  },
  'delete': { action: 'delete', from: ['building', 'active', 'stopped', 'error'], interrupts: everyTask, task: 'deleting', desired: 'absent', boots: 0, hard: true },
};

export interface ServerState {
  id: string;
  vmState: VmState;
  taskState: TaskState | null;
}

export const isAllowed = (verb: Verb, state: ServerState): boolean => refusal(verb, state) === undefined;

/** The verbs that a server would take now. */
export const allowedVerbs = (state: ServerState): Verb[] => (Object.keys(rules) as Verb[]).filter((verb) => isAllowed(verb, state));

/** The fault for a verb that the state does not allow, in Nova's words. */
export function refuse(verb: Verb, state: ServerState): Fault {
  return conflict(`Cannot '${rules[verb].action}' instance ${state.id} while it is in ${refusal(verb, state) ?? 'change'}`, {
    status: statusOf(state.vmState, state.taskState),
    allowed_actions: allowedVerbs(state),
  });
}

function refusal(verb: Verb, { vmState, taskState }: ServerState): string | undefined {
  const rule = rules[verb];
  if (!rule.from.includes(vmState)) return `vm_state ${vmState}`;
  if (taskState !== null && !rule.interrupts.includes(taskState)) return `task_state ${taskState}`;
  return undefined;
}

/** Nova's status. */
export function statusOf(vmState: VmState, taskState: TaskState | null): string {
  if (vmState === 'active' && taskState === 'rebooting') return 'REBOOT';
  if (taskState === 'rebooting_hard' && rules['reboot-hard'].from.includes(vmState)) return 'HARD_REBOOT';
  return plainStatus[vmState];
}

const plainStatus: Record<VmState, string> = { building: 'BUILD', active: 'ACTIVE', paused: 'PAUSED', suspended: 'SUSPENDED', stopped: 'SHUTOFF', error: 'ERROR', deleted: 'DELETED' };

/** What a status means as a filter; `undefined` for a status that no server here can have. */
export function statesWithStatus(status: string): { vmStates: VmState[]; tasks?: TaskState[]; notTasks?: TaskState[] } | undefined {
  switch (status.toUpperCase()) {
    case 'REBOOT':
      return { vmStates: ['active'], tasks: ['rebooting'] };
    case 'HARD_REBOOT':
      return { vmStates: ['active', 'stopped', 'error'], tasks: ['rebooting_hard'] };
    case 'ACTIVE':
      return { vmStates: ['active'], notTasks: ['rebooting', 'rebooting_hard'] };
    case 'SHUTOFF':
      return { vmStates: ['stopped'], notTasks: ['rebooting_hard'] };
    case 'ERROR':
      return { vmStates: ['error'], notTasks: ['rebooting_hard'] };
    case 'BUILD':
      return { vmStates: ['building'] };
    case 'DELETED':
      return { vmStates: ['deleted'] };
    default:
      return undefined;
  }
}
