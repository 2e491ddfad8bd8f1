import type { Trx } from '../../../openapi/serve/db.ts';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { ActionHandler } from '../action-handler.ts';
import { changeServer } from '../change-server.ts';
import type { ChangeServerDeps } from '../change-server.ts';
import { findServer } from '../find-server.ts';
import { guestPassword } from '../guest-password.ts';
import type { ImageSpec, Server } from '../server-row.ts';
import { requireAllowed } from '../server-state.ts';
import { replaceSetup, selectSetups } from '../setup-store.ts';
import type { RebuildDeps } from './rebuild.ts';

/** Boots from a rescue image (the server's own without one), with its own root as the second disk. */
export function rescue(deps: RebuildDeps): ActionHandler<'rescue'> {
  return async ({ path, auth, requestId, signal }, value) => {
    const server = await findServer(deps.db, path.id, auth);
    requireAllowed('rescue', server, auth);
    const image = await deps.images.resolve(value?.rescue_image_ref ?? server.imageId, auth.token, requestId, signal);
    if (image.kind !== server.kind) throw badRequest(`Image ${image.id} is for a ${image.kind}, and instance ${server.id} is a ${server.kind}.`, { field: 'rescue.rescue_image_ref' });
    const password = guestPassword(value?.adminPass, deps.ambient);
    const rescueImage: ImageSpec = { id: image.id, layer_id: image.layerId, ...(image.name === null ? {} : { name: image.name }), ...image.parts };
    const then = async (trx: Trx, { id }: Server): Promise<void> => {
      const setup = (await selectSetups(trx, [id])).get(id) ?? {};
      await replaceSetup(trx, id, { ...setup, guest: { ...setup.guest, password_hash: password.hash } });
    };
    await changeServer({ id: path.id, verb: 'rescue', auth, requestId, edit: () => ({ rescueImage }), then, data: { image: image.name } }, deps);
    return { status: 200, body: { adminPass: password.plain } };
  };
}

export function unrescue(deps: ChangeServerDeps): ActionHandler<'unrescue'> {
  return async ({ path, auth, requestId }) => {
    await changeServer({ id: path.id, verb: 'unrescue', auth, requestId, edit: () => ({ rescueImage: null }) }, deps);
    return { status: 202 };
  };
}
