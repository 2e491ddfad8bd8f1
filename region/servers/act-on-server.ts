import type { HandlerOf, Reply } from '../../openapi/serve/handler.ts';
import type { Operation } from '../../openapi/contracts.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { ActionCall, ActionHandlers, ActionName, ActionReply } from './action-handler.ts';
import { changeServer } from './change-server.ts';
import { forceDelete } from './delete-server.ts';
import { findServer } from './find-server.ts';
import { addSecurityGroup, removeSecurityGroup } from './interfaces/security-groups.ts';
import type { Verb } from './server-actions.ts';
import { lockServer, unlockServer } from './verbs/lock.ts';
import { deploy, rebuild, rollback } from './verbs/rebuild.ts';
import type { RebuildDeps } from './verbs/rebuild.ts';
import { rescue, unrescue } from './verbs/rescue.ts';
import { resetState } from './verbs/reset-state.ts';
import { confirmResize, resize, revertResize } from './verbs/resize.ts';
import type { ResizeDeps } from './verbs/resize.ts';
import { syncStatus } from './verbs/sync-status.ts';
import type { SyncDeps } from './verbs/sync-status.ts';

/** Nova's action call: the body's only key names the action. */
export function actOnServer(handlers: ActionHandlers): HandlerOf<'compute', 'actOnServer'> {
  return async (call) => {
    const [name] = Object.keys(call.body) as ActionName[];
    const handler = name === undefined ? undefined : (handlers[name] as (call: ActionCall, value: unknown) => Promise<ActionReply>);
    if (!handler || name === undefined) throw badRequest(`There is no such action: ${Object.keys(call.body).join(', ')}`);
    return (await handler(call, call.body[name])) as Reply<Operation<'compute', 'actOnServer'>>;
  };
}

export type LifecycleDeps = ResizeDeps & RebuildDeps & SyncDeps;

/** The actions of a server's life; what happens inside of it is told elsewhere. */
export function lifecycleActions(deps: LifecycleDeps) {
  const plain = (verb: Verb) => async ({ path, auth, requestId }: ActionCall): Promise<ActionReply> => {
    await changeServer({ id: path.id, verb, auth, requestId }, deps);
    return { status: 202 };
  };
  return {
    'os-start': plain('start'),
    'os-stop': plain('stop'),
    'pause': plain('pause'),
    'unpause': plain('unpause'),
    'suspend': plain('suspend'),
    'resume': plain('resume'),
    'shelve': plain('shelve'),
    'unshelve': plain('unshelve'),
    'shelveOffload': async ({ path, auth }: ActionCall): Promise<ActionReply> => {
      const { id } = await findServer(deps.db, path.id, auth);
      throw new Fault('not-supported', `Cannot 'shelveOffload' instance ${id}: a shelved server stays on its host. Make an image of it and delete it instead.`);
    },
    'restore': async ({ path, auth, requestId }: ActionCall): Promise<ActionReply> => {
      await changeServer({ id: path.id, verb: 'restore', auth, requestId, edit: () => ({ deleteAfter: null }) }, deps);
      return { status: 202 };
    },
    'forceDelete': async ({ path, auth, requestId }: ActionCall): Promise<ActionReply> => {
      await forceDelete(path.id, auth, requestId, deps);
      return { status: 202 };
    },
    'reboot': async (call: ActionCall, { type }: { type: string }): Promise<ActionReply> => plain(type.toUpperCase() === 'HARD' ? 'reboot-hard' : 'reboot')(call),
    'addSecurityGroup': addSecurityGroup(deps),
    'removeSecurityGroup': removeSecurityGroup(deps),
    'lock': lockServer(deps),
    'unlock': unlockServer(deps),
    'os-resetState': resetState(deps),
    'resize': resize(deps),
    'confirmResize': confirmResize(deps),
    'revertResize': revertResize(deps),
    'rebuild': rebuild(deps),
    'deploy': deploy(deps),
    'rollback': rollback(deps),
    'rescue': rescue(deps),
    'unrescue': unrescue(deps),
    'sync-status': syncStatus(deps),
  } satisfies Partial<ActionHandlers>;
}
