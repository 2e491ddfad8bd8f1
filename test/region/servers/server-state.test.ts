import t from 'tap';
import { ruleOf, verbs } from '../../../region/servers/server-actions.ts';
import type { Verb } from '../../../region/servers/server-actions.ts';
import { allowedVerbs, isAllowed, refuse, requireAllowed } from '../../../region/servers/server-state.ts';
import type { LockableServer } from '../../../region/servers/server-state.ts';
import { casesOfStatus, statusOf, taskStates, vmStates } from '../../../region/servers/server-status.ts';
import type { TaskState, VmState } from '../../../region/servers/server-status.ts';
import { anonymous } from '../../../openapi/serve/policy.ts';

// Nova's own decorators, verb by verb; a letter a state: b building, a active, p paused, u suspended, s stopped, r rescued, z resized, v shelved, d soft-delete, e error.
const letters: Record<string, VmState> = { b: 'building', a: 'active', p: 'paused', u: 'suspended', s: 'stopped', r: 'rescued', z: 'resized', v: 'shelved', d: 'soft-delete', e: 'error' };
const every = 'bapusrzvde';
const expected: Record<Verb, string> = {
  'start': 's', 'stop': 'ae', 'reboot': 'a', 'reboot-hard': 'aspue', 'pause': 'a', 'unpause': 'p', 'suspend': 'a', 'resume': 'u', 'rescue': 'ase', 'unrescue': 'r',
  'rebuild': 'ase', 'deploy': 'ase', 'rollback': 'ase', 'resize': 'as', 'confirm-resize': 'z', 'revert-resize': 'ze', 'shelve': 'aspu', 'unshelve': 'v',
  'delete': every, 'soft-delete': 'aspurzv', 'force-delete': every, 'restore': 'd', 'lock': every, 'unlock': every, 'reset-state': every, 'sync-status': every,
  'change-metadata': 'apusrzve', 'attach-interface': 'aps', 'detach-interface': 'aps', 'change-password': 'a', 'write-file': 'asp', 'read-file': 'asp', 'exec': 'a',
  'add-security-group': 'apusrzve', 'remove-security-group': 'apusrzve', 'create-image': 'aspu', 'create-backup': 'aspu', 'drain': every,
};

void t.test('each verb is allowed in the states of the table and in no other', (t) => {
  for (const verb of verbs) {
    const from = vmStates.filter((vmState) => isAllowed(verb, { id: 'x', vmState, taskState: null }));
    t.same(new Set(from), new Set([...expected[verb]].map((letter) => letters[letter])), verb);
  }
  t.end();
});

void t.test('a busy server takes a deletion, a stuck one a hard reboot, and nothing else that changes its spec', (t) => {
  const busy = (taskState: TaskState): Verb[] => allowedVerbs({ id: 'x', vmState: 'active', taskState }).filter((verb) => ruleOf(verb).effect === 'spec');
  t.same(busy('powering-off'), ['reboot-hard', 'delete', 'soft-delete', 'force-delete']);
  t.same(busy('rebuilding'), ['delete', 'soft-delete', 'force-delete']);
  t.same(busy('deleting'), ['force-delete']);
  t.end();
});

void t.test('a refusal is in words of Nova and names what is allowed', (t) => {
  t.match(refuse('stop', { id: 'abc', vmState: 'stopped', taskState: null }), {
    status: 409, message: "Cannot 'stop' instance abc while it is in vm_state stopped", details: { status: 'SHUTOFF', allowed_actions: ['start', 'reboot-hard', 'rescue'] },
  });
  t.equal(refuse('stop', { id: 'abc', vmState: 'active', taskState: 'rebooting' }).message, "Cannot 'stop' instance abc while it is in task_state rebooting");
  t.end();
});

void t.test('role, lock, kind and an immutable root speak before the state does', (t) => {
  const member = { ...anonymous, roles: ['member'] };
  const admin = { ...anonymous, roles: ['admin'], isAdmin: true };
  const server = (change: Partial<LockableServer>): LockableServer => ({ id: 'x', vmState: 'active', taskState: null, kind: 'container', lockedBy: null, immutable: false, setId: null, ...change });
  t.throws(() => requireAllowed('reset-state', server({}), member), { message: /it is for admins/ });
  t.throws(() => requireAllowed('stop', server({ lockedBy: 'owner' }), member), { status: 409, code: 'locked', message: /Instance x is locked/ });
  t.doesNotThrow(() => requireAllowed('stop', server({ lockedBy: 'owner' }), admin));
  t.doesNotThrow(() => requireAllowed('create-image', server({ lockedBy: 'owner' }), member));
  t.throws(() => requireAllowed('rescue', server({}), member), { status: 409, code: 'not-supported', message: /a container cannot do that/ });
  t.doesNotThrow(() => requireAllowed('rescue', server({ kind: 'vm' }), member));
  t.throws(() => requireAllowed('rebuild', server({ immutable: true }), member), { status: 409, message: /immutable/ });
  t.doesNotThrow(() => requireAllowed('deploy', server({ immutable: true }), member));
  t.throws(() => requireAllowed('create-image', server({ setId: 's' }), member), { status: 409, code: 'not-supported', message: /it is of a set/ });
  t.doesNotThrow(() => requireAllowed('stop', server({ setId: 's' }), member));
  t.throws(() => requireAllowed('start', server({}), member), { status: 409, code: 'conflict' });
  t.end();
});

void t.test('the status filter and the status agree in every state and task', (t) => {
  for (const vmState of vmStates) {
    for (const taskState of [null, ...taskStates]) {
      const status = statusOf(vmState, taskState);
      const fits = casesOfStatus(status).some(
        (one) =>
          one.vmState === vmState &&
          (one.tasks === undefined || (taskState !== null && one.tasks.includes(taskState))) &&
          (one.notTasks === undefined || taskState === null || !one.notTasks.includes(taskState)),
      );
      t.ok(fits, `${vmState}, ${String(taskState)}: ${status}`);
    }
  }
  t.same(casesOfStatus('NONSENSE'), []);
  t.end();
});
