import { randomUUID } from 'node:crypto';
import { badRequest, conflict } from '../../openapi/serve/fault.ts';
import { inTransaction, isForeignKeyViolation } from '../../openapi/serve/db.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { importMethods } from '../imports/methods.ts';
import type { Services } from '../services.ts';
import { formatsOf, orderSnapshot, requireOrderer } from '../snapshots/order-snapshot.ts';
import type { SnapshotOrder } from '../snapshots/order-snapshot.ts';
import type { BlobStage } from '../blobs/blob-store.ts';
import { requireBootImages } from './boot-images.ts';
import { findVisibleImage } from './find-visible-image.ts';
import { requirePublisher, viewerOf } from './image-access.ts';
import { requireWritable, setAttribute } from './image-attributes.ts';
import { imageFromLayer } from './image-from-layer.ts';
import { insertImage, markDeleted } from './image-store.ts';
import type { Image, ImageChanges } from './image-store.ts';
import { imageView } from './image-view.ts';
import { publishContent } from './store-content.ts';

/** `POST /v2/images`: a record in `queued`; its data comes with `PUT …/file`, unless it is made of a layer. */
export const createImage =
  (services: Services): HandlerOf<'image', 'createImage'> =>
  async ({ body, auth, baseUrl }) => {
    const { db, now } = services;
    const { id, layer_id: layerId, snapshot, ...given } = body as Record<string, unknown>;
    requireOrderer(auth, snapshot);
    const changes: ImageChanges = {};
    for (const [name, value] of Object.entries(given)) {
      // Administrators may create for another project, and so does the region; everyone may name their own.
      if (name === 'owner' && (auth.isAdmin || snapshot !== undefined || value === auth.projectId)) continue;
      requireWritable(name);
      setAttribute(changes, name, value);
    }
    const owner = given['owner'] ?? auth.projectId;
    if (typeof owner !== 'string' || owner === '') throw badRequest('The owner of an image is the id of a project.', { field: 'owner' });
    const image = newImage(typeof id === 'string' ? id.toLowerCase() : randomUUID(), owner, changes, now().toISOString());
    requirePublisher(image.visibility, auth);
    // A snapshot says what its server's image said, also of a kernel that is gone by now.
    if (snapshot === undefined) await requireBootImages(db, image.properties, viewerOf(auth));
    if (snapshot !== undefined) await orderSnapshot(services, image, snapshot as SnapshotOrder);
    else if (layerId === undefined) await inTransaction(db, (trx) => insertImage(trx, image));
    else await createFromLayer(services, image, String(layerId), auth);
    return {
      status: 201,
      body: imageView(await findVisibleImage(db, image.id, viewerOf(auth))),
      headers: { Location: `${baseUrl}/v2/images/${image.id}`, 'OpenStack-image-import-methods': importMethods.join(',') },
    };
  };

/** The image is there with its data, or not at all. */
async function createFromLayer(services: Services, image: Image, layerId: string, auth: AuthContext): Promise<void> {
  const { db, now } = services;
  const stages: BlobStage[] = [];
  try {
    const imported = await imageFromLayer(services, { id: layerId, viewer: viewerOf(auth), keep: (stage) => stages.push(stage) });
    const formats = formatsOf(imported.content.kind === 'vm' ? 'qcow2' : 'tar');
    await inTransaction(db, (trx) => insertImage(trx, { ...image, ...formats, status: 'saving' }));
    await publishContent(services, { image, userId: auth.userId }, imported).catch(async (error: unknown) => {
      await inTransaction(db, (trx) => markDeleted(trx, image, now().toISOString()));
      throw isForeignKeyViolation(error) ? conflict(`The layer ${layerId} was collected meanwhile. Upload it again.`) : error;
    });
  } finally {
    await Promise.all(stages.map((stage) => stage.discard()));
  }
}

const newImage = (id: string, ownerProject: string, changes: ImageChanges, now: string): Image => ({
  id,
  name: changes.name ?? null,
  ownerProject,
  visibility: changes.visibility ?? 'shared',
  status: 'queued',
  statusReason: null,
  kind: null,
  diskFormat: changes.diskFormat ?? null,
  containerFormat: changes.containerFormat ?? null,
  topLayerId: null,
  configDigest: null,
  manifestDigest: null,
  manifestMediaType: null,
  dataDigest: null,
  stagedDigest: null,
  osHashAlgo: null,
  osHashValue: null,
  size: null,
  virtualSize: null,
  minDiskGib: changes.minDiskGib ?? 0,
  minRamMib: changes.minRamMib ?? 0,
  architecture: null,
  protected: changes.protected ?? false,
  osHidden: changes.osHidden ?? false,
  createdAt: now,
  updatedAt: now,
  properties: changes.setProperties ?? {},
  tags: [...new Set(changes.tags ?? [])].sort(),
});
