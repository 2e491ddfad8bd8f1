import { conflict, forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Trx } from '../../openapi/serve/db.ts';
import { findImage } from '../images/image-store.ts';
import type { Image } from '../images/image-store.ts';
import { noImage } from '../images/image-access.ts';
import { changeStatus } from '../images/transition-store.ts';
import { taken } from '../images/upload-image.ts';
import type { LayerUpload } from '../layers/layer-upload-store.ts';
import type { StoreServices } from '../services.ts';
import { findSnapshot } from './snapshot-store.ts';
import type { Snapshot } from './snapshot-store.ts';

/** The identity service names a host's user after the host. */
const hostUser = (name: string): string => `host-${name}`;

export const isHost = ({ roles }: AuthContext): boolean => roles.includes('host');

/** A host writes the layers of the snapshots that were ordered from it, and no other; a project writes all others of its own. */
export async function mayWrite({ db }: Pick<StoreServices, 'db'>, upload: LayerUpload, auth: AuthContext): Promise<boolean> {
  if (upload.imageId === null) return !isHost(auth) && upload.projectId === auth.projectId;
  const snapshot = await findSnapshot(db, upload.imageId);
  return snapshot !== undefined && isHost(auth) && auth.userName === hostUser(snapshot.host);
}

export interface OrderedSnapshot {
  image: Image;
  snapshot: Snapshot;
}

/** The snapshot that `createLayer` is for; undefined where it is for none. Faults say who may. */
export async function findOrdered({ db }: Pick<StoreServices, 'db'>, wanted: { image_id?: string; kind: string; parent_id?: string | null }, auth: AuthContext): Promise<OrderedSnapshot | undefined> {
  const { image_id: id, kind, parent_id: parentId = null } = wanted;
  if (id === undefined) {
    if (isHost(auth)) throw forbidden('A host uploads the layers of snapshots that were ordered from it: name the image in image_id.');
    return undefined;
  }
  const image = await findImage(db, id.toLowerCase());
  const snapshot = image && (await findSnapshot(db, image.id));
  if (!image || !snapshot || !isHost(auth) || auth.userName !== hostUser(snapshot.host)) throw noImage(id);
  if (kind !== snapshot.kind || parentId !== snapshot.parentId) {
    throw conflict(`The snapshot ${id} was ordered as a ${snapshot.kind} layer on ${snapshot.parentId ?? 'nothing'}, and this is a ${kind} layer on ${parentId ?? 'nothing'}.`, { field: 'parent_id' });
  }
  return { image, snapshot };
}

/** One upload at a time has the image; in the transaction that makes it. */
export async function claimSnapshot(trx: Trx, { id, status }: Image, now: string): Promise<void> {
  if (!(await changeStatus(trx, id, 'queued', 'saving', now))) throw taken({ id, status } as Image);
}
