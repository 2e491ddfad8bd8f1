/** A fresh root under the same id, addresses and key: rebuild as Nova has it, and deploy and rollback of image versions. */
import { badRequest, conflict } from '../../../openapi/serve/fault.ts';
import type { AuthContext } from '../../../openapi/serve/handler.ts';
import type { Trx } from '../../../openapi/serve/db.ts';
import type { ImageResolver, ResolvedImage } from '../../images/resolve-image.ts';
import { requireAddresses } from '../access-addresses.ts';
import type { ActionHandler, ActionBody, ActionCall } from '../action-handler.ts';
import { changeServer } from '../change-server.ts';
import type { ChangeServerDeps } from '../change-server.ts';
import { requireRoomForImage } from '../find-flavor.ts';
import { findServer } from '../find-server.ts';
import { guestPassword } from '../guest-password.ts';
import { filesOf, requireBase64, serverKey } from '../guest-setup.ts';
import { insertKeptRoot } from '../kept-roots.ts';
import type { RootImages } from '../kept-roots.ts';
import type { Server, ServerImage } from '../server-row.ts';
import { requireAllowed } from '../server-state.ts';
import { changedServerView, serverLinks } from '../server-view.ts';
import { replaceSetup, selectSetups } from '../setup-store.ts';
import type { ServerSetup } from '../setup-store.ts';
import { loadViewParts, viewContext } from '../view-parts.ts';

export interface RebuildDeps extends ChangeServerDeps {
  images: ImageResolver;
}

export interface ImageOrder {
  id: string;
  image: ResolvedImage;
  auth: AuthContext;
  requestId: string;
}

export function rebuild(deps: RebuildDeps): ActionHandler<'rebuild'> {
  return async (call, asked) => {
    requireAddresses(asked);
    const { auth } = call;
    if (typeof asked.user_data === 'string') requireBase64('user_data', asked.user_data);
    const image = await resolveFor(call, asked.imageRef, deps);
    const key = typeof asked.key_name === 'string' ? await serverKey(deps.db, auth.userId, asked.key_name) : undefined;
    const password = guestPassword(asked.adminPass, deps.ambient);
    const edit = (_: Trx, server: Server): Partial<Server> => ({ ...requireFits(server, image), ...changesOf(asked), keepRootAs: null });
    const then = async (trx: Trx, server: Server): Promise<void> => {
      const setup = (await selectSetups(trx, [server.id])).get(server.id) ?? {};
      await replaceSetup(trx, server.id, { ...setup, guest: rebuiltGuest(setup, asked, key, password.hash) });
    };
    const { after } = await changeServer({ id: call.path.id, verb: 'rebuild', auth, requestId: call.requestId, edit, then, data: { image: image.name } }, deps);
    return { status: 202, headers: { Location: serverLinks(after.id, call.baseUrl)[0]?.href ?? '' }, body: { server: await rebuiltView(after, call, password.plain, deps) } };
  };
}

export interface RebuildOrder extends ImageOrder {
  /** Under this name, when the old root is to be kept. */
  backupName: string | undefined;
}

/** A fresh root and nothing else changed. Answers the image that the host fills with the old root, when that is to be kept. */
export async function rebuildServer({ id, image, backupName, auth, requestId }: RebuildOrder, deps: RebuildDeps & { rootImages: RootImages }): Promise<string | null> {
  const { db, rootImages } = deps;
  const found = await findServer(db, id, auth);
  requireAllowed('rebuild', found, auth);
  requireFits(found, image);
  const backupId = backupName === undefined ? null : await rootImages.order(found, { name: backupName, userId: auth.userId, properties: {} }, requestId);
  const edit = (_: Trx, server: Server): Partial<Server> => {
    // The layer below the old root is named in the order already.
    if (server.layerId !== found.layerId) throw conflict(`Cannot 'rebuild' instance ${id}: it was changed at this moment. Try again.`);
    return { ...requireFits(server, image), keepRootAs: backupId };
  };
  const then = async (trx: Trx): Promise<void> => {
    if (backupId !== null) await insertKeptRoot(trx, backupId, id);
  };
  try {
    await changeServer({ id, verb: 'rebuild', auth, requestId, edit, then, data: { image: image.name, ...(backupId === null ? {} : { backup_image_id: backupId }) } }, deps);
  } catch (error) {
    if (backupId !== null) await rootImages.discard(backupId);
    throw error;
  }
  return backupId;
}

/** Another image version in place; the one of before is kept for `rollback`. */
export async function deployImage({ id, image, auth, requestId }: ImageOrder, deps: ChangeServerDeps): Promise<void> {
  const edit = (_: Trx, server: Server): Partial<Server> => ({
    ...requireFits(server, image),
    former: { ...server.former, image: imageOf(server) },
    keepRootAs: null,
  });
  await changeServer({ id, verb: 'deploy', auth, requestId, edit, data: { image: image.name } }, deps);
}

export function deploy(deps: RebuildDeps): ActionHandler<'deploy'> {
  return async (call, { imageRef }) => {
    const { path, auth, requestId } = call;
    await deployImage({ id: path.id, image: await resolveFor(call, imageRef, deps), auth, requestId }, deps);
    return { status: 202 };
  };
}

/** Back to the image of before, which trades places with the present one: a second rollback goes forward again. */
export async function rollbackImage({ id, auth, requestId }: Omit<ImageOrder, 'image'>, deps: ChangeServerDeps): Promise<void> {
  const edit = (_: Trx, server: Server): Partial<Server> => {
    const { image } = server.former;
    if (!image) throw conflict(`Instance ${id} has no image to roll back to: nothing was deployed to it.`);
    return { ...image, former: { ...server.former, image: imageOf(server) }, keepRootAs: null };
  };
  await changeServer({ id, verb: 'rollback', auth, requestId, edit }, deps);
}

export function rollback(deps: ChangeServerDeps): ActionHandler<'rollback'> {
  return async ({ path, auth, requestId }) => {
    await rollbackImage({ id: path.id, auth, requestId }, deps);
    return { status: 202 };
  };
}

export const serverImage = (image: ResolvedImage): ServerImage => ({ imageId: image.id, imageName: image.name, layerId: image.layerId, imageParts: image.parts });

const imageOf = ({ imageId, imageName, layerId, imageParts }: ServerImage): ServerImage => ({ imageId, imageName, layerId, imageParts });

/** First whether the server is there: an image is not looked up for somebody else's. */
async function resolveFor({ path, auth, requestId, signal }: ActionCall, imageRef: string, { db, images }: RebuildDeps): Promise<ResolvedImage> {
  await findServer(db, path.id, auth);
  return images.resolve(imageRef, auth.token, requestId, signal);
}

function requireFits(server: Server, image: ResolvedImage): ServerImage {
  if (image.kind !== server.kind) throw badRequest(`Image ${image.id} is for a ${image.kind}, and instance ${server.id} is a ${server.kind}: choose an image of its kind.`, { field: 'imageRef' });
  requireRoomForImage(image, server);
  return serverImage(image);
}

type Asked = ActionBody<'rebuild'>;

const changesOf = (asked: Asked): Partial<Server> => ({
  ...(asked.name === undefined ? {} : { name: asked.name.trim() }),
  ...(asked.metadata === undefined ? {} : { metadata: asked.metadata }),
  ...(asked.description === undefined ? {} : { description: asked.description }),
  ...(asked.key_name === undefined ? {} : { keyName: asked.key_name }),
  ...(asked.accessIPv4 === undefined ? {} : { accessIpv4: asked.accessIPv4 }),
  ...(asked.accessIPv6 === undefined ? {} : { accessIpv6: asked.accessIPv6 }),
  ...(asked['OS-DCF:diskConfig'] === undefined ? {} : { diskConfig: asked['OS-DCF:diskConfig'] }),
});

function rebuiltGuest({ guest = {} }: ServerSetup, asked: Asked, key: { name: string; public_key: string } | undefined, hash: string): NonNullable<ServerSetup['guest']> {
  const { keys, user_data: userData, ...rest } = guest;
  const newKeys = key ? [key] : asked.key_name === null ? undefined : keys;
  const newData = asked.user_data === undefined ? userData : (asked.user_data ?? undefined);
  const files = filesOf(asked.personality);
  return {
    ...rest,
    password_hash: hash,
    ...(newKeys ? { keys: newKeys } : {}),
    ...(newData === undefined ? {} : { user_data: newData }),
    ...(files ? { files } : {}),
  };
}

async function rebuiltView(server: Server, call: ActionCall, adminPass: string, { db }: RebuildDeps): Promise<object> {
  const context = viewContext(call);
  const partsOf = await loadViewParts(db, [server], context);
  const userData = (await selectSetups(db, [server.id])).get(server.id)?.guest?.user_data ?? null;
  const { 'OS-EXT-SRV-ATTR:user_data': _, ...view } = changedServerView(server, partsOf(server), context) as Record<string, unknown>;
  return { ...view, adminPass, ...(call.since('2.54') ? { key_name: server.keyName } : {}), ...(call.since('2.57') ? { user_data: userData } : {}) };
}
