import type { ActionHandler } from '../action-handler.ts';
import { changeServer } from '../change-server.ts';
import type { ChangeServerDeps } from '../change-server.ts';

/** Sets the state that is shown, for an admin who knows better; the host's next report may set it again. */
export function resetState(deps: ChangeServerDeps): ActionHandler<'os-resetState'> {
  return async ({ path, auth, requestId }, { state }) => {
    const edit = () => (state === 'active' ? ({ vmState: 'active', taskState: null, powerState: 1, fault: null } as const) : ({ vmState: 'error', taskState: null } as const));
    await changeServer({ id: path.id, verb: 'reset-state', auth, requestId, edit }, deps);
    return { status: 202 };
  };
}
