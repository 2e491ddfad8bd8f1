import type { Body, Operation } from '../../openapi/contracts.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { changeServer } from './change-server.ts';
import type { ChangeServerDeps } from './change-server.ts';
import type { Verb } from './server-state.ts';

/** Nova's action call: the body's only key names the action. */
export function actOnServer(deps: ChangeServerDeps): HandlerOf<'compute', 'actOnServer'> {
  return async ({ path, auth, body, requestId }) => {
    await changeServer({ id: path.id, verb: verbOf(body), auth, requestId }, deps);
    return { status: 202 };
  };
}

function verbOf(body: Body<Operation<'compute', 'actOnServer'>>): Verb {
  if ('os-start' in body) return 'start';
  if ('os-stop' in body) return 'stop';
  if (body.reboot) return body.reboot.type.toUpperCase() === 'HARD' ? 'reboot-hard' : 'reboot';
  throw badRequest(`There is no such action: ${Object.keys(body).join(', ')}`);
}
