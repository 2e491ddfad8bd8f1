import { inTransaction } from '../../openapi/serve/db.ts';
import type { StoreServices } from '../services.ts';
import { reserveBytes } from './quota-store.ts';

/** Reserves so much at a time while the length of an upload is not known. */
const stepBytes = 64 * 1024 * 1024;

export interface Meter {
  projectId: string;
  /** Of this upload alone; whoever ends the upload releases it (`releaseBytes`). */
  holder: string;
  /** What the client said that it will send. */
  declaredBytes: number | undefined;
  /** What earlier requests of this upload have brought; `declaredBytes` counts them too. */
  heldBytes?: number;
}

/**
 * Passes an upload on; no byte goes by that was not reserved in the project's quota before, and what is said to come must
 * have room on the disk. Faults: `quota-exceeded` (413), `disk-full` (507).
 */
export async function* meteredUpload({ db, blobs, nodeId, quotaBytes }: StoreServices, meter: Meter, source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const { projectId, holder, declaredBytes, heldBytes = 0 } = meter;
  const reserve = (neededBytes: number, wantedBytes: number): Promise<number> =>
    inTransaction(db, (trx) => reserveBytes(trx, { projectId, holder, nodeId, neededBytes, wantedBytes }, quotaBytes));
  await blobs.requireRoom(Math.max(0, (declaredBytes ?? 0) - heldBytes));
  let granted = declaredBytes === undefined ? 0 : await reserve(declaredBytes, declaredBytes);
  let bytes = heldBytes;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > granted) granted = await reserve(bytes, Math.ceil(bytes / stepBytes) * stepBytes);
    yield chunk;
  }
}
