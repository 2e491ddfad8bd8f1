import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { changeServer } from './change-server.ts';
import type { ChangeServerDeps } from './change-server.ts';

/** Deleting twice is no error; the server is gone when its host has confirmed. */
export function deleteServer(deps: ChangeServerDeps): HandlerOf<'compute', 'deleteServer'> {
  return async ({ path, auth, requestId }) => {
    await changeServer({ id: path.id, verb: 'delete', auth, requestId }, deps);
    return { status: 204 };
  };
}
