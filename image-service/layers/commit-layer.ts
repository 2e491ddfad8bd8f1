import { randomUUID } from 'node:crypto';
import { inTransaction, isForeignKeyViolation } from '../../openapi/serve/db.ts';
import { badRequest, conflict, notFound } from '../../openapi/serve/fault.ts';
import { inspectTar } from '../archives/inspect-tar.ts';
import { layerMediaTypes } from '../archives/sniff.ts';
import { unusable } from '../archives/unusable.ts';
import { adoptBlob, giveKeysUp, noteKeys } from '../blobs/blob-row-store.ts';
import type { BlobStage, KeptStage } from '../blobs/blob-store.ts';
import { readPart, readStagedHeader } from '../disks/import-disk.ts';
import { diskHeadBytes, diskTailBytes, requireFormat } from '../disks/disk-format.ts';
import { detachQcow2, qcow2HeadBytes } from '../disks/qcow2-header.ts';
import { qcow2MediaType } from '../disks/vm-manifest.ts';
import type { StoreServices } from '../services.ts';
import { layerId } from './chain-id.ts';
import { findLayer, insertChain, lockLayers } from './layer-store.ts';
import type { Layer, NewLayer } from './layer-store.ts';
import { insertLease, projectHolder } from './lease-store.ts';
import type { LayerUpload } from './layer-upload-store.ts';

export interface Commit {
  upload: LayerUpload;
  parent: Layer | undefined;
  stage: KeptStage;
  /** What the client sent, by its own reckoning. */
  digest: string;
  /** How long the project keeps the layer without an image. */
  expiresAt: string;
  signal: AbortSignal;
}

/**
 * Makes the layer: checks what came, links it to its parent and leases it to its project. Faults: `bad-request` for bytes
 * that are not those that were meant, `image-unusable`, `conflict` when the parent went meanwhile.
 */
export async function commitLayer(services: StoreServices, commit: Commit): Promise<Layer> {
  const { upload, parent, stage, digest, expiresAt } = commit;
  const sent = await stage.finish();
  if (upload.size !== null && upload.size !== sent.size) throw badRequest(`The upload has ${sent.size} bytes and ${upload.size} were announced. Send the rest, then commit.`);
  if (digest !== sent.digest) throw badRequest(`The upload has the digest ${sent.digest} and not ${digest}: it was damaged on the way. Send it again.`, { field: 'digest' });
  const own: BlobStage[] = [];
  try {
    const { layer, stored } = await (upload.kind === 'tar' ? readTar(services, commit) : readQcow2(services, commit, (made) => own.push(made)));
    if (upload.diffId !== null && upload.diffId !== layer.diffId) throw badRequest(`The layer's changeset has the digest ${layer.diffId} and not ${upload.diffId}.`, { field: 'diff_id' });
    await publish(services, layer, stored, { parent, userId: upload.userId, holder: projectHolder(upload.projectId), expiresAt });
    const made = await findLayer(services.db, layer.id);
    if (!made) throw notFound('layer', layer.id);
    return made;
  } finally {
    await Promise.all(own.map((made) => made.discard()));
    services.collector.wake();
  }
}

interface Read {
  layer: NewLayer;
  stored: BlobStage;
}

async function readTar({ limits }: StoreServices, { stage, parent }: Commit): Promise<Read> {
  const { digest, size } = await stage.finish();
  const { encoding, diffId = digest, rawBytes } = await inspectTar(stage.read(0, size), 'The layer', limits);
  return { layer: { id: layerId(parent?.id, diffId, 'tar'), diffId, rawSize: rawBytes, blobDigest: digest, mediaType: layerMediaTypes[encoding] }, stored: stage };
}

/** A layer whose header names its parent's file is stored without that name: which parent it has is for the database to say. */
async function readQcow2({ blobs }: StoreServices, { stage, parent, signal }: Commit, keep: (made: BlobStage) => void): Promise<Read> {
  const { size } = await stage.finish();
  if (size === 0) throw unusable('The layer is empty.');
  requireFormat('qcow2', await readPart(stage, 0, diskHeadBytes), await readPart(stage, size - diskTailBytes, diskTailBytes));
  const { backingFile, virtualSize } = await readStagedHeader(stage, parent !== undefined);
  let stored: BlobStage = stage;
  if (backingFile !== undefined) {
    stored = await blobs.stage();
    keep(stored);
    const head = await readPart(stage, 0, qcow2HeadBytes);
    await stored.append(detachQcow2(head));
    for await (const chunk of stage.read(head.length, size - head.length)) {
      signal.throwIfAborted();
      await stored.append(chunk);
    }
  }
  const { digest } = await stored.finish();
  return {
    layer: { id: layerId(parent?.id, digest, 'qcow2'), kind: 'qcow2', diffId: digest, rawSize: size, virtualSize, blobDigest: digest, mediaType: qcow2MediaType },
    stored,
  };
}

interface Ownership {
  parent: Layer | undefined;
  userId: string;
  holder: string;
  expiresAt: string;
}

async function publish({ db, nodeId, now }: StoreServices, layer: NewLayer, stage: BlobStage, { parent, userId, holder, expiresAt }: Ownership): Promise<void> {
  await noteKeys(db, [stage.key], nodeId, now().toISOString());
  try {
    await stage.publish();
    await inTransaction(db, async (trx) => {
      const at = now().toISOString();
      await lockLayers(trx, parent ? [parent.id, layer.id] : [layer.id]);
      await adoptBlob(trx, { digest: layer.blobDigest, size: stage.size, storeKey: stage.key }, at);
      await insertChain(trx, [layer], userId, at, parent);
      await insertLease(trx, { id: randomUUID(), holder, expiresAt, layerId: layer.id });
    });
  } catch (error) {
    await giveKeysUp(db, [stage.key]);
    throw isForeignKeyViolation(error) ? conflict(`The parent layer ${parent?.id ?? ''} was deleted meanwhile. Upload it again.`) : error;
  }
}
