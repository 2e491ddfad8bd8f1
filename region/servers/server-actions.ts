/**
 * What may be asked of a server, as data: in which states, what it changes in the spec, and what the server is busy with
 * until its host has confirmed. The API's checks, `GET /sampan/v1/server-actions`, the command line's help and the tests
 * all read this table (the states are Nova's, compute/api.py's decorators told in words of the API guide).
 */
import { vmStates } from './server-status.ts';
import type { TaskState, VmState } from './server-status.ts';

export type Desired = 'running' | 'paused' | 'suspended' | 'stopped' | 'absent';

/** Lies over what the host observes: a running server in mode `rescued` is RESCUE, in mode `resized` VERIFY_RESIZE. */
export type ServerMode = 'rescued' | 'resized' | 'shelved' | 'soft-deleted' | 'draining';

/** What a kind of server can do; the rest is refused with 409 before anything is written. */
export type Capability = 'pause' | 'suspend' | 'rescue' | 'shelve';

export interface Rule {
  /** The name that the action has in Nova's list and in refusals. */
  action: string;
  summary: string;
  from: readonly VmState[];
  /** Tasks that it may interrupt; without a task it is always allowed. */
  interrupts: readonly TaskState[];
  /** What the server is busy with until it is done; null for what is done at once. */
  task: TaskState | null;
  /** `spec`: a new generation of the spec. `record`: the region's own rows. `command`: a command that a host journals. */
  effect: 'spec' | 'record' | 'command';
  desired: Desired | 'same';
  boots: 0 | 1;
  roots: 0 | 1;
  hard: boolean;
  mode: ServerMode | null | 'same';
  needs: Capability | null;
  /** Changes the root file system: refused while the server is immutable. */
  writesRoot: boolean;
  /** Concerns the one root of a server: refused to instances of sets, whose containers have one each. */
  ofOneRoot: boolean;
  /** Asked by the region itself, and by nobody else. */
  internal: boolean;
  /** Allowed to everybody while the server is locked. */
  whenLocked: boolean;
  /** The role that Nova's default policy asks for. */
  role: 'member' | 'admin';
}

const settled: readonly VmState[] = ['active', 'paused', 'suspended', 'stopped', 'rescued', 'resized', 'shelved', 'error'];
const every: readonly VmState[] = vmStates.filter((vmState) => vmState !== 'deleted');
const everyTask: readonly TaskState[] = [
  'scheduling', 'spawning', 'powering-off', 'powering-on', 'rebooting', 'rebooting_hard', 'pausing', 'unpausing', 'suspending', 'resuming', 'rescuing', 'unrescuing',
  'rebuilding', 'resize_prep', 'resize_reverting', 'shelving', 'unshelving', 'soft-deleting', 'restoring', 'updating_password', 'image_snapshot', 'image_backup',
];
// A hard reboot is the way out of whatever hangs, short of a rebuild.
const rebootable: readonly TaskState[] = ['rebooting', 'rebooting_hard', 'pausing', 'unpausing', 'suspending', 'resuming', 'powering-off', 'powering-on'];

type Given = Pick<Rule, 'action' | 'summary' | 'from'> & Partial<Rule>;

const rule = (given: Given): Rule => ({
  interrupts: [], task: null, effect: 'spec', desired: 'same', boots: 0, roots: 0, hard: false, mode: 'same', needs: null, writesRoot: false, ofOneRoot: false, internal: false, whenLocked: false, role: 'member', ...given,
});

const record = (given: Given): Rule => rule({ effect: 'record', ...given });
const command = (given: Given): Rule => rule({ effect: 'command', ...given });

export const rules = {
  'start': rule({ action: 'start', summary: 'Start a stopped server', from: ['stopped'], task: 'powering-on', desired: 'running' }),
  'stop': rule({ action: 'stop', summary: 'Stop a server; it is asked first, and ended after its timeout', from: ['active', 'error'], task: 'powering-off', desired: 'stopped' }),
  'reboot': rule({ action: 'reboot', summary: 'Stop and start again', from: ['active'], task: 'rebooting', desired: 'running', boots: 1 }),
  'reboot-hard': rule({
    action: 'reboot', summary: 'End at once and start again', from: ['active', 'stopped', 'paused', 'suspended', 'error'], interrupts: rebootable,
    ...{ task: 'rebooting_hard', desired: 'running', boots: 1, hard: true },
  }),
  'pause': rule({ action: 'pause', summary: 'Freeze; memory stays', from: ['active'], task: 'pausing', desired: 'paused', needs: 'pause' }),
  'unpause': rule({ action: 'unpause', summary: 'Let a paused server go on', from: ['paused'], task: 'unpausing', desired: 'running' }),
  'suspend': rule({ action: 'suspend', summary: 'Freeze; a VM is put on disk and frees its memory', from: ['active'], task: 'suspending', desired: 'suspended', needs: 'suspend' }),
  'resume': rule({ action: 'resume', summary: 'Let a suspended server go on', from: ['suspended'], task: 'resuming', desired: 'running' }),
  'rescue': rule({
    action: 'rescue', summary: 'Boot from a rescue image with the own root as second disk', from: ['active', 'stopped', 'error'],
    ...{ task: 'rescuing', desired: 'running', boots: 1, mode: 'rescued', needs: 'rescue' },
  }),
  'unrescue': rule({ action: 'unrescue', summary: 'Boot from the own root again', from: ['rescued'], task: 'unrescuing', desired: 'running', boots: 1, mode: null }),
  'rebuild': rule({ action: 'rebuild', summary: 'A fresh root from an image; id, addresses and key stay', from: ['active', 'stopped', 'error'], task: 'rebuilding', roots: 1, writesRoot: true, ofOneRoot: true }),
  'deploy': rule({ action: 'deploy', summary: 'Another image version in place; the former one is kept for rollback', from: ['active', 'stopped', 'error'], task: 'rebuilding', roots: 1, ofOneRoot: true }),
  'rollback': rule({ action: 'rollback', summary: 'Back to the image before the last deploy', from: ['active', 'stopped', 'error'], task: 'rebuilding', roots: 1, ofOneRoot: true }),
  'resize': rule({ action: 'resize', summary: 'Another flavor; to be confirmed or reverted', from: ['active', 'stopped'], task: 'resize_prep', mode: 'resized' }),
  'confirm-resize': record({ action: 'confirmResize', summary: 'Keep the new flavor', from: ['resized'], mode: null }),
  'revert-resize': rule({ action: 'revertResize', summary: 'Back to the flavor of before', from: ['resized', 'error'], task: 'resize_reverting', mode: null }),
  'shelve': rule({ action: 'shelve', summary: 'Stop and put aside; the root stays on its host', from: ['active', 'stopped', 'paused', 'suspended'], task: 'shelving', desired: 'stopped', mode: 'shelved', needs: 'shelve' }),
  'unshelve': rule({ action: 'unshelve', summary: 'Start a shelved server', from: ['shelved'], task: 'unshelving', desired: 'running', mode: null }),
  'delete': rule({ action: 'delete', summary: 'Delete', from: every, interrupts: everyTask, task: 'deleting', desired: 'absent', hard: true }),
  'soft-delete': rule({ action: 'delete', summary: 'Stop, and delete after a while', from: ['active', 'stopped', 'paused', 'suspended', 'rescued', 'resized', 'shelved'], interrupts: everyTask, task: 'soft-deleting', desired: 'stopped', hard: true, mode: 'soft-deleted' }),
  'force-delete': rule({ action: 'forceDelete', summary: 'Delete now, also from a host that is down', from: every, interrupts: [...everyTask, 'deleting'], task: 'deleting', desired: 'absent', hard: true }),
  'drain': rule({ action: 'drain', summary: 'Stop an instance of a set, and delete it once it has ended', from: every, interrupts: everyTask, task: 'powering-off', desired: 'stopped', mode: 'draining', internal: true }),
  'restore': rule({ action: 'restore', summary: 'Take back a deletion that is not final yet', from: ['soft-delete'], task: 'restoring', desired: 'running', mode: null }),
  'lock': record({ action: 'lock', summary: 'Refuse changes', from: every, interrupts: everyTask, whenLocked: true }),
  'unlock': record({ action: 'unlock', summary: 'Allow changes again', from: every, interrupts: everyTask, whenLocked: true }),
  'reset-state': record({ action: 'resetState', summary: 'Set the state that is shown; the next report may set it again', from: every, interrupts: everyTask, whenLocked: true, role: 'admin' }),
  'sync-status': record({ action: 'syncStatus', summary: 'Look at the machine now', from: every, interrupts: everyTask, whenLocked: true }),
  'change-metadata': record({ action: 'updateMetadata', summary: 'Change metadata', from: settled, interrupts: everyTask }),
  'attach-interface': rule({ action: 'attach_interface', summary: 'Add a port', from: ['active', 'paused', 'stopped'] }),
  'detach-interface': rule({ action: 'detach_interface', summary: 'Take a port away', from: ['active', 'paused', 'stopped'] }),
  'add-security-group': record({ action: 'addSecurityGroup', summary: 'Put a security group on its ports', from: settled, interrupts: everyTask }),
  'remove-security-group': record({ action: 'removeSecurityGroup', summary: 'Take a security group from its ports', from: settled, interrupts: everyTask }),
  'change-password': command({ action: 'changePassword', summary: 'Set the password of root', from: ['active'], task: 'updating_password', writesRoot: true, ofOneRoot: true }),
  'write-file': command({ action: 'writeFile', summary: 'Put a file into the root', from: ['active', 'stopped', 'paused'], writesRoot: true, ofOneRoot: true }),
  'read-file': command({ action: 'readFile', summary: 'Fetch a file from the root', from: ['active', 'stopped', 'paused'], whenLocked: true, ofOneRoot: true }),
  'exec': command({ action: 'exec', summary: 'Run a program inside', from: ['active'] }),
  'create-image': command({ action: 'createImage', summary: 'Keep the root as an image', from: ['active', 'stopped', 'paused', 'suspended'], task: 'image_snapshot', whenLocked: true, ofOneRoot: true }),
  'create-backup': command({ action: 'createBackup', summary: 'Keep the root as an image, with rotation', from: ['active', 'stopped', 'paused', 'suspended'], task: 'image_backup', whenLocked: true, ofOneRoot: true }),
} as const satisfies Record<string, Rule>;

export type Verb = keyof typeof rules;

export const verbs = Object.keys(rules) as Verb[];

/** Those that somebody may ask for. */
export const askedVerbs = verbs.filter((verb) => !(rules[verb] as Rule).internal);

export const ruleOf = (verb: Verb): Rule => rules[verb];
