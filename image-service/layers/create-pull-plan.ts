import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { inTransaction, isForeignKeyViolation } from '../../openapi/serve/db.ts';
import { Fault, notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { readImageConfig } from '../archives/image-config.ts';
import type { ImageConfig } from '../archives/image-config.ts';
import { damagedBlob, findBlobs } from '../blobs/blob-row-store.ts';
import { findVisibleImage } from '../images/find-visible-image.ts';
import { noImage, viewerOf } from '../images/image-access.ts';
import type { Image } from '../images/image-store.ts';
import type { Services } from '../services.ts';
import { findEncodings, readChain } from './layer-store.ts';
import type { Layer } from './layer-store.ts';
import { insertLease } from './lease-store.ts';

/** How long a host may take for a pull before it must ask again. */
const leaseMs = 15 * 60_000;

/** `POST /v2/pull-plans`: what a host must fetch, in one round trip, kept from collection while its lease runs. */
export const createPullPlan =
  ({ db, blobs, now }: Services): HandlerOf<'image', 'createPullPlan'> =>
  async ({ body, auth }) => {
    const image = await findVisibleImage(db, body.image_id, viewerOf(auth));
    const { topLayerId, configDigest } = image;
    if (topLayerId === null || configDigest === null || image.kind === null) {
      throw new Fault('image-unusable', `The image ${image.id} is ${image.status} and has no layers: upload its data first.`);
    }
    const whole = await readChain(db, topLayerId);
    const end = whole.findIndex(({ id }) => id === body.layer_id);
    if (end === -1) throw notFound('layer', body.layer_id);
    const lease = { id: randomUUID(), holder: auth.userId, expiresAt: new Date(now().getTime() + leaseMs).toISOString(), layerId: body.layer_id };
    await inTransaction(db, (trx) => insertLease(trx, lease)).catch((error: unknown) => {
      // The image was deleted and its layers collected since it was read.
      throw isForeignKeyViolation(error) ? noImage(image.id) : error;
    });
    const chain = whole.slice(0, end + 1);
    const encodings = await findEncodings(db, chain.map(({ diffId }) => diffId));
    const have = new Set(body.have);
    const config = await readConfig({ db, blobs }, configDigest);
    return {
      status: 201,
      body: {
        lease_id: lease.id,
        lease_expires_at: lease.expiresAt,
        kind: image.kind,
        architecture: image.architecture ?? config.architecture,
        config: config.config,
        ...(image.kind === 'vm' ? { vm: vmPart(image, chain) } : {}),
        layers: chain.map(({ id, parentId, diffId }) => {
          const blob = encodings.find((encoding) => encoding.diffId === diffId);
          if (!blob) throw new Fault('internal', `The layer ${id} has no blob. Tell the operator.`);
          if (blob.damagedAt !== null && !have.has(id)) throw damagedBlob(blob.digest);
          return { id, parent_id: parentId, diff_id: diffId, digest: blob.digest, media_type: blob.mediaType, size: blob.size, present: have.has(id) };
        }),
      },
    };
  };

/** What a machine is made of beside its layers. */
function vmPart({ diskFormat, properties }: Image, chain: readonly Layer[]): { virtual_size: number; disk_format: string; kernel_id?: string; ramdisk_id?: string; properties: Record<string, string> } {
  const { kernel_id: kernel, ramdisk_id: ramdisk } = properties;
  return {
    virtual_size: chain.at(-1)?.virtualSize ?? 0,
    disk_format: diskFormat ?? 'qcow2',
    ...(kernel ? { kernel_id: kernel } : {}),
    ...(ramdisk ? { ramdisk_id: ramdisk } : {}),
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => /^(hw|os)_/.test(name))),
  };
}

async function readConfig({ db, blobs }: Pick<Services, 'db' | 'blobs'>, digest: string): Promise<ImageConfig> {
  const row = (await findBlobs(db, [digest])).get(digest);
  if (!row) throw notFound('configuration', digest);
  return readImageConfig(JSON.parse(await text(await blobs.read(row.storeKey))) as unknown);
}
