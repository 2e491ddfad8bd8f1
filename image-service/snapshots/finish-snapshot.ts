import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../openapi/serve/db.ts';
import { conflict } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { RuntimeConfig } from '../archives/image-config.ts';
import type { BlobStage } from '../blobs/blob-store.ts';
import { imageFromLayer } from '../images/image-from-layer.ts';
import { findImage, releaseUpload } from '../images/image-store.ts';
import { publishContent } from '../images/store-content.ts';
import { lockLayers } from '../layers/layer-store.ts';
import type { Layer } from '../layers/layer-store.ts';
import { insertLease, projectHolder } from '../layers/lease-store.ts';
import type { StoreServices } from '../services.ts';
import { claimSnapshot } from './snapshot-writer.ts';
import type { OrderedSnapshot } from './snapshot-writer.ts';

export interface FinishedSnapshot {
  imageId: string;
  layerId: string;
  userId: string;
  /** What the server was run with; without it that of the nearest image below which the owner may see. */
  config: RuntimeConfig | undefined;
}

/** The layer is there: the image that waits for it becomes active. */
export async function finishSnapshot(services: StoreServices, { imageId, layerId, userId, config }: FinishedSnapshot): Promise<void> {
  const image = await findImage(services.db, imageId);
  if (!image) throw conflict(`The image ${imageId} was deleted while its layer was sent.`);
  const stages: BlobStage[] = [];
  try {
    // With the owner's eyes: the configuration of somebody else's image is none of their business.
    const viewer = { projectId: image.ownerProject, seesAll: false };
    const imported = await imageFromLayer(services, { id: layerId, viewer, keep: (stage) => stages.push(stage), ...(config && { config }) });
    await publishContent(services, { image, userId }, imported);
  } finally {
    await Promise.all(stages.map((stage) => stage.discard()));
  }
}

/** A snapshot whose changes are those of a layer that is there, such as none at all: no byte is sent. */
export async function linkKnown(services: StoreServices, { image }: OrderedSnapshot, { layer, auth, expiresAt }: { layer: Layer; auth: AuthContext; expiresAt: string }): Promise<void> {
  await inTransaction(services.db, async (trx) => {
    await claimSnapshot(trx, image, services.now().toISOString());
    await lockLayers(trx, [layer.id]);
    await insertLease(trx, { id: randomUUID(), holder: projectHolder(image.ownerProject), expiresAt, layerId: layer.id });
  });
  try {
    await finishSnapshot(services, { imageId: image.id, layerId: layer.id, userId: auth.userId, config: undefined });
  } catch (error) {
    await inTransaction(services.db, (trx) => releaseUpload(trx, image.id, 'Its layer could not be linked.', services.now().toISOString()));
    throw error;
  }
}
