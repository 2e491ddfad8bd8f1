/** Whether a server takes a verb now, and in which words it refuses. */
import { conflict, Fault, forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Kind } from '../wire.ts';
import { askedVerbs, ruleOf } from './server-actions.ts';
import type { Capability, Verb } from './server-actions.ts';
import { statusOf } from './server-status.ts';
import type { TaskState, VmState } from './server-status.ts';

export interface ServerState {
  id: string;
  vmState: VmState;
  taskState: TaskState | null;
}

export interface LockableServer extends ServerState {
  kind: Kind;
  lockedBy: 'owner' | 'admin' | null;
  immutable: boolean;
  setId: string | null;
}

/** What each kind can do; verbs that need more are refused. */
export const capabilitiesOf: Record<Kind, readonly Capability[]> = {
  container: ['pause', 'suspend', 'shelve'],
  vm: ['pause', 'suspend', 'shelve', 'rescue'],
};

export const isAllowed = (verb: Verb, state: ServerState): boolean => refusal(verb, state) === undefined;

/** The verbs that a server would take now by its state alone. */
export const allowedVerbs = (state: ServerState): Verb[] => askedVerbs.filter((verb) => isAllowed(verb, state));

/** The fault for a verb that the state does not allow, in Nova's words. */
export function refuse(verb: Verb, state: ServerState): Fault {
  return conflict(`Cannot '${ruleOf(verb).action}' instance ${state.id} while it is in ${refusal(verb, state) ?? 'change'}`, {
    status: statusOf(state.vmState, state.taskState),
    allowed_actions: allowedVerbs(state),
  });
}

/** Throws what speaks against a verb: the role, the lock, the kind, an immutable root, the state; in this order. */
export function requireAllowed(verb: Verb, server: LockableServer, auth: AuthContext): void {
  const rule = ruleOf(verb);
  if (rule.role === 'admin' && !auth.isAdmin) throw forbidden(`Policy does not allow ${rule.action} to be performed: it is for admins.`);
  if (server.lockedBy !== null && !rule.whenLocked && !auth.isAdmin) {
    throw new Fault('locked', `Instance ${server.id} is locked: unlock it first${server.lockedBy === 'admin' ? ', which an admin has to do' : ''}.`);
  }
  if (rule.needs !== null && !capabilitiesOf[server.kind].includes(rule.needs)) {
    throw new Fault('not-supported', `Cannot '${rule.action}' instance ${server.id}: a ${server.kind} cannot do that.`);
  }
  if (rule.ofOneRoot && server.setId !== null) {
    throw new Fault('not-supported', `Cannot '${rule.action}' instance ${server.id}: it is of a set, whose containers have a root each. Run programs in one of them, or make a set of other images.`);
  }
  if (rule.writesRoot && server.immutable) {
    throw conflict(`Cannot '${rule.action}' instance ${server.id}: its root is immutable. Deploy another image instead.`);
  }
  if (!isAllowed(verb, server)) throw refuse(verb, server);
}

function refusal(verb: Verb, { vmState, taskState }: ServerState): string | undefined {
  const rule = ruleOf(verb);
  if (!rule.from.includes(vmState)) return `vm_state ${vmState}`;
  if (taskState !== null && !rule.interrupts.includes(taskState)) return `task_state ${taskState}`;
  return undefined;
}
