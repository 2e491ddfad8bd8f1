import type { Db } from '../../../openapi/serve/db.ts';
import type { HandlerOf } from '../../../openapi/serve/handler.ts';
import { findNamedFlavor } from '../find-flavor.ts';
import { findServer } from '../find-server.ts';
import type { LifecycleDeps } from '../act-on-server.ts';
import type { RootImages } from '../kept-roots.ts';
import { deployImage, rebuildServer as rebuild, rollbackImage } from '../verbs/rebuild.ts';
import { resizeServer as resize } from '../verbs/resize.ts';
import { syncServerStatus as sync } from '../verbs/sync-status.ts';

/** Image and flavor by name or id, which Nova's actions take by id alone. */
export function deployServer(deps: LifecycleDeps): HandlerOf<'sampan', 'deployServer'> {
  return async ({ path, auth, body, requestId, signal }) => {
    await findServer(deps.db, path.id, auth);
    const image = await deps.images.resolveNamed(body.image, auth.token, requestId, signal);
    await deployImage({ id: path.id, image, auth, requestId }, deps);
    return { status: 202 };
  };
}

export function rebuildServer(deps: LifecycleDeps & { rootImages: RootImages }): HandlerOf<'sampan', 'rebuildServer'> {
  return async ({ path, auth, body, requestId, signal }) => {
    const server = await findServer(deps.db, path.id, auth);
    const image = await deps.images.resolveNamed(body.image ?? server.imageId, auth.token, requestId, signal);
    const backupName = body.keep_backup ? (body.backup_name ?? `${server.name} before ${requestId}`.slice(0, 255)) : undefined;
    return { status: 202, body: { backup_image_id: await rebuild({ id: path.id, image, backupName, auth, requestId }, deps) } };
  };
}

export function rollbackServer(deps: LifecycleDeps): HandlerOf<'sampan', 'rollbackServer'> {
  return async ({ path, auth, requestId }) => {
    await rollbackImage({ id: path.id, auth, requestId }, deps);
    return { status: 202 };
  };
}

export function resizeServer(deps: LifecycleDeps): HandlerOf<'sampan', 'resizeServer'> {
  return async ({ path, auth, body, requestId }) => {
    const flavorRef = await flavorId(deps.db, path.id, body.flavor, auth);
    await resize({ id: path.id, flavorRef, confirm: body.confirm ?? true, auth, requestId }, deps);
    return { status: 202 };
  };
}

export function syncServerStatus(deps: LifecycleDeps): HandlerOf<'sampan', 'syncServerStatus'> {
  return async ({ path, auth, body, requestId, signal }) => {
    const report = await sync({ id: path.id, repair: body?.repair ?? false, auth, requestId, signal }, deps);
    return { status: 200, body: report };
  };
}

/** First whether the server is there, then the flavor. */
async function flavorId(db: Db, serverId: string, ref: string, auth: Parameters<typeof findServer>[2]): Promise<string> {
  await findServer(db, serverId, auth);
  return (await findNamedFlavor(db, ref, auth)).id;
}
