/** Nova's status as a function of vm_state and task_state, as data (Compute API guide, "Server concepts"). */

export const vmStates = ['building', 'active', 'paused', 'suspended', 'stopped', 'rescued', 'resized', 'shelved', 'soft-delete', 'error', 'deleted'] as const;
export type VmState = (typeof vmStates)[number];

export const taskStates = [
  'scheduling', 'spawning', 'powering-off', 'powering-on', 'rebooting', 'rebooting_hard', 'pausing', 'unpausing', 'suspending', 'resuming',
  'rescuing', 'unrescuing', 'rebuilding', 'resize_prep', 'resize_reverting', 'shelving', 'unshelving', 'soft-deleting', 'restoring', 'deleting',
  'updating_password', 'image_snapshot', 'image_backup',
] as const;
export type TaskState = (typeof taskStates)[number];

const plain: Record<VmState, string> = {
  'building': 'BUILD', 'active': 'ACTIVE', 'paused': 'PAUSED', 'suspended': 'SUSPENDED', 'stopped': 'SHUTOFF', 'rescued': 'RESCUE', 'resized': 'VERIFY_RESIZE',
  'shelved': 'SHELVED', 'soft-delete': 'SOFT_DELETED', 'error': 'ERROR', 'deleted': 'DELETED',
};

/** Where the task shows instead of the state. */
const busy: Partial<Record<VmState, Partial<Record<TaskState, string>>>> = {
  active: { rebooting: 'REBOOT', rebooting_hard: 'HARD_REBOOT', rebuilding: 'REBUILD', resize_prep: 'RESIZE', updating_password: 'PASSWORD' },
  stopped: { rebooting_hard: 'HARD_REBOOT', rebuilding: 'REBUILD', resize_prep: 'RESIZE' },
  paused: { rebooting_hard: 'HARD_REBOOT' },
  suspended: { rebooting_hard: 'HARD_REBOOT' },
  error: { rebooting_hard: 'HARD_REBOOT', rebuilding: 'REBUILD' },
  resized: { resize_reverting: 'REVERT_RESIZE' },
};

export const statusOf = (vmState: VmState, taskState: TaskState | null): string => (taskState !== null && busy[vmState]?.[taskState]) || plain[vmState];

/** One way in which a server can have a status: in this state, with one of `tasks`, or with none of `notTasks`. */
export interface StatusCase {
  vmState: VmState;
  tasks?: TaskState[];
  notTasks?: TaskState[];
}

/** All ways to have a status, for a filter; none for a status that no server here can have. */
export function casesOfStatus(status: string): StatusCase[] {
  const wanted = status.toUpperCase();
  return vmStates.flatMap((vmState): StatusCase[] => {
    const special = Object.entries(busy[vmState] ?? {}) as [TaskState, string][];
    const tasks = special.filter(([, shown]) => shown === wanted).map(([task]) => task);
    if (plain[vmState] === wanted) return [special.length === 0 ? { vmState } : { vmState, notTasks: special.map(([task]) => task) }];
    return tasks.length === 0 ? [] : [{ vmState, tasks }];
  });
}
