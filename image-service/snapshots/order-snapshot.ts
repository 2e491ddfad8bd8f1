import { randomUUID } from 'node:crypto';
import { inTransaction, isForeignKeyViolation } from '../../openapi/serve/db.ts';
import { badRequest, conflict, forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { insertImage } from '../images/image-store.ts';
import type { Image } from '../images/image-store.ts';
import { findLayer, lockLayers } from '../layers/layer-store.ts';
import type { LayerKind } from '../layers/chain-id.ts';
import { insertLease } from '../layers/lease-store.ts';
import type { Services } from '../services.ts';
import { insertSnapshot } from './snapshot-store.ts';

/** `snapshot` of `POST /v2/images`. */
export interface SnapshotOrder {
  host: string;
  kind: LayerKind;
  parent_id: string | null;
}

/** How long the parent is kept for a host that has not begun. */
const parentLeaseMs = 2 * 24 * 3_600_000;

export const formatsOf = (kind: LayerKind): Pick<Image, 'diskFormat' | 'containerFormat'> =>
  kind === 'qcow2' ? { diskFormat: 'qcow2', containerFormat: 'bare' } : { diskFormat: 'raw', containerFormat: 'docker' };

/** The region orders snapshots for everyone; a service makes no other image. */
export function requireOrderer(auth: AuthContext, order: unknown): void {
  const isService = auth.isAdmin || auth.roles.includes('service');
  if (order !== undefined && !isService) throw forbidden('Only the region orders the snapshot of a server: use its createImage action.');
  if (order === undefined && !auth.roles.includes('member')) throw forbidden('A service creates images of snapshots alone: say which host sends the layer, in `snapshot`.');
}

/** The image is queued for the one layer that the host will send; until then its parent stays, even when its image goes. */
export async function orderSnapshot({ db, now }: Services, image: Image, order: SnapshotOrder): Promise<void> {
  const { host, kind, parent_id: parentId } = order;
  if (parentId !== null) {
    const parent = await findLayer(db, parentId);
    if (!parent) throw gone(parentId);
    if (parent.kind !== kind) throw badRequest(`A ${kind} layer cannot stand on the ${parent.kind} layer ${parentId}: a chain is of one kind.`, { field: 'snapshot.kind' });
  }
  await inTransaction(db, async (trx) => {
    const at = now().toISOString();
    if (parentId !== null) await lockLayers(trx, [parentId]);
    await insertImage(trx, { ...image, ...formatsOf(kind) });
    await insertSnapshot(trx, { imageId: image.id, host, kind, parentId }, at);
    const expiresAt = new Date(now().getTime() + parentLeaseMs).toISOString();
    if (parentId !== null) await insertLease(trx, { id: randomUUID(), holder: `snapshot:${image.id}`, expiresAt, layerId: parentId });
  }).catch((error: unknown) => {
    throw parentId !== null && isForeignKeyViolation(error) ? gone(parentId) : error;
  });
}

const gone = (id: string) =>
  conflict(`The layer ${id} that the server was started from is not stored any more, because its image was deleted. Order the snapshot with parent_id null, and send the whole root.`, { parent_id: id });
