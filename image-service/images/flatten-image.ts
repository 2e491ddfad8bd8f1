import type { FileHandle } from 'node:fs/promises';
import { inTransaction } from '../../openapi/serve/db.ts';
import { adoptBlob, damagedBlob, giveKeysUp, noteKeys } from '../blobs/blob-row-store.ts';
import { flattenDisks } from '../disks/convert-disk.ts';
import { findEncodings, readChain } from '../layers/layer-store.ts';
import type { StoreServices } from '../services.ts';
import { noImage } from './image-access.ts';
import { findImage } from './image-store.ts';
import type { Image } from './image-store.ts';
import { setData } from './transition-store.ts';

/**
 * Makes one file of a VM image's chain and answers its digest. It is made at the first download and kept with the image;
 * those who ask meanwhile wait for the same one.
 */
export function createFlattener(services: StoreServices): (image: Image) => Promise<string> {
  const making = new Map<string, Promise<string>>();
  return (image) => {
    const made = making.get(image.id) ?? flatten(services, image).finally(() => making.delete(image.id));
    making.set(image.id, made);
    return made;
  };
}

async function flatten({ db, blobs, tools, nodeId, now }: StoreServices, image: Image): Promise<string> {
  const chain = await readChain(db, image.topLayerId ?? '');
  const encodings = await findEncodings(db, chain.map(({ diffId }) => diffId));
  const opened: FileHandle[] = [];
  const stage = await blobs.stage();
  try {
    for (const { diffId } of chain) {
      const encoding = encodings.find((each) => each.diffId === diffId);
      if (!encoding) throw noImage(image.id);
      if (encoding.damagedAt !== null) throw damagedBlob(encoding.digest);
      opened.push(await blobs.open(encoding.storeKey));
    }
    // Not by the signal of who asked first: others may wait.
    await flattenDisks(opened, stage, tools, new AbortController().signal);
    const { digest, size } = await stage.finish();
    await noteKeys(db, [stage.key], nodeId, now().toISOString());
    try {
      await stage.publish();
      await inTransaction(db, async (trx) => {
        await adoptBlob(trx, { digest, size, storeKey: stage.key }, now().toISOString());
        if (!(await setData(trx, image.id, { digest, size }, now().toISOString()))) throw noImage(image.id);
      });
    } catch (error) {
      await giveKeysUp(db, [stage.key]);
      const other = await findImage(db, image.id);
      if (other?.dataDigest) return other.dataDigest;
      throw error;
    }
    return digest;
  } finally {
    await stage.discard();
    await Promise.all(opened.map((handle) => handle.close()));
  }
}
