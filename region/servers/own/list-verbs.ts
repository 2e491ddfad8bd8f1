import type { HandlerOf } from '../../../openapi/serve/handler.ts';
import type { Kind } from '../../wire.ts';
import { askedVerbs, ruleOf } from '../server-actions.ts';
import { capabilitiesOf } from '../server-state.ts';
import { statusOf, taskStates, vmStates } from '../server-status.ts';

/** The table of actions as data, as the API's own checks read it. */
export const listServerVerbs: HandlerOf<'sampan', 'listServerVerbs'> = () => ({ status: 200, body: { actions, statuses } });

const kinds = Object.keys(capabilitiesOf) as Kind[];

const actions = askedVerbs.map((verb) => {
  const { action, summary, from, interrupts, task, role, needs } = ruleOf(verb);
  return { verb, action, summary, states: [...from], interrupts: [...interrupts], task, role, kinds: kinds.filter((kind) => needs === null || capabilitiesOf[kind].includes(needs)) };
});

/** Every state with no task, and those tasks that show instead of it. */
const statuses = vmStates.flatMap((vmState) => [
  { vm_state: vmState, task_state: null, status: statusOf(vmState, null) },
  ...taskStates.filter((task) => statusOf(vmState, task) !== statusOf(vmState, null)).map((task) => ({ vm_state: vmState, task_state: task, status: statusOf(vmState, task) })),
]);
