import t from 'tap';
import { allowedVerbs, isAllowed, refuse, rules, statesWithStatus, statusOf } from '../../../region/servers/server-state.ts';
import type { TaskState, Verb, VmState } from '../../../region/servers/server-state.ts';

const vmStates: VmState[] = ['building', 'active', 'stopped', 'error', 'deleted'];

void t.test('each verb is allowed in the states of the table and in no other', (t) => {
  const expected: Record<Verb, VmState[]> = {
    'start': ['stopped'],
    'stop': ['active', 'error'],
    'reboot': ['active'],
    'reboot-hard': ['active', 'stopped', 'error'],
    'delete': ['building', 'active', 'stopped', 'error'],
  };
  for (const [verb, from] of Object.entries(expected) as [Verb, VmState[]][]) {
    t.same(vmStates.filter((vmState) => isAllowed(verb, { id: 'x', vmState, taskState: null })), from, verb);
  }
  t.end();
});

void t.test('a busy server takes a delete, a stuck reboot takes a hard one, and nothing else', (t) => {
  const busy = (taskState: TaskState): Verb[] => allowedVerbs({ id: 'x', vmState: 'active', taskState });
  t.same(busy('powering-off'), ['delete']);
  t.same(busy('rebooting'), ['reboot-hard', 'delete']);
  t.same(busy('deleting'), []);
  t.end();
});

void t.test('a refusal is in words of Nova and names what is allowed', (t) => {
  const fault = refuse('stop', { id: 'abc', vmState: 'stopped', taskState: null });
  t.match(fault, {
    status: 409, message: "Cannot 'stop' instance abc while it is in vm_state stopped", details: { status: 'SHUTOFF', allowed_actions: ['start', 'reboot-hard', 'delete'] },
  });
  t.equal(refuse('stop', { id: 'abc', vmState: 'active', taskState: 'rebooting' }).message, "Cannot 'stop' instance abc while it is in task_state rebooting");
  t.end();
});

void t.test('the status filter and the status agree', (t) => {
  const tasks: (TaskState | null)[] = [null, ...Object.values(rules).map(({ task }) => task), 'scheduling', 'spawning'];
  for (const vmState of vmStates) {
    for (const taskState of tasks) {
      const filter = statesWithStatus(statusOf(vmState, taskState));
      const fits =
        filter?.vmStates.includes(vmState) &&
        (filter.tasks === undefined || (taskState !== null && filter.tasks.includes(taskState))) &&
        (filter.notTasks === undefined || taskState === null || !filter.notTasks.includes(taskState));
      t.ok(fits, `${vmState}, ${String(taskState)}: ${statusOf(vmState, taskState)}`);
    }
  }
  t.equal(statesWithStatus('NONSENSE'), undefined);
  t.end();
});
