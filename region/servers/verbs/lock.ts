import type { ActionHandler } from '../action-handler.ts';
import { changeServer } from '../change-server.ts';
import type { ChangeServerDeps } from '../change-server.ts';
import { forbidden } from '../../../openapi/serve/fault.ts';

/** Locks a server against everybody but admins; an admin's lock is not opened by its owner. */
export function lockServer(deps: ChangeServerDeps): ActionHandler<'lock'> {
  return async ({ path, auth, requestId }, value) => {
    const reason = typeof value === 'object' && value !== null && typeof value.locked_reason === 'string' ? value.locked_reason : null;
    await changeServer(
      {
        id: path.id, verb: 'lock', auth, requestId,
        edit: (_, server) => ({ lockedBy: server.lockedBy ?? (server.projectId === auth.projectId ? 'owner' : 'admin'), lockedReason: reason }),
      },
      deps,
    );
    return { status: 202 };
  };
}

export function unlockServer(deps: ChangeServerDeps): ActionHandler<'unlock'> {
  return async ({ path, auth, requestId }) => {
    const edit = (_: unknown, server: { lockedBy: string | null; id: string }) => {
      if (server.lockedBy === 'admin' && !auth.isAdmin) throw forbidden(`Policy does not allow instance ${server.id} to be unlocked: an admin has locked it.`);
      return { lockedBy: null, lockedReason: null };
    };
    await changeServer({ id: path.id, verb: 'unlock', auth, requestId, edit }, deps);
    return { status: 202 };
  };
}
