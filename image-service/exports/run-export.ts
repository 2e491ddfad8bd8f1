import { buffer } from 'node:stream/consumers';
import { inTransaction } from '../../openapi/serve/db.ts';
import { conflict, Fault } from '../../openapi/serve/fault.ts';
import { findBlobs, protectBlobs } from '../blobs/blob-row-store.ts';
import { findImage } from '../images/image-store.ts';
import type { ImportServices } from '../imports/run-import.ts';
import { isForeign, parseManifest } from '../registry/parse-manifest.ts';
import type { TaskWork } from '../tasks/task-runner.ts';
import { failTaskRow, succeedTask } from '../tasks/task-store.ts';
import type { Task } from '../tasks/task-store.ts';
import { ociPush } from './oci-push.ts';
import type { PushedBlob } from './oci-push.ts';

/** Pushes the image that the task names; its bytes are kept from being collected for as long as the task beats. */
export async function runExport({ db, blobs, now, fetchRules: rules }: ImportServices, { task, secrets, signal, progress }: TaskWork): Promise<void> {
  if (task.input['authenticated'] === true && !secrets) {
    throw new Fault('unavailable', 'The image service was restarted during the export, and it does not keep passwords of registries. Start the export again.');
  }
  const image = await findImage(db, task.imageId);
  if (!image?.manifestDigest || !image.manifestMediaType) throw conflict(`The image ${task.imageId} was deleted.`);
  const { manifestDigest, manifestMediaType: mediaType } = image;
  const manifestRow = (await findBlobs(db, [manifestDigest])).get(manifestDigest);
  if (!manifestRow) throw conflict(`The manifest of the image ${task.imageId} is damaged or gone.`);
  const bytes = await buffer(await blobs.read(manifestRow.storeKey));
  const refs = parseManifest(bytes, mediaType).refs.filter((ref) => !isForeign(ref));
  const digests = [manifestDigest, ...refs.map(({ digest }) => digest)];
  const protect = (): Promise<void> => inTransaction(db, (trx) => protectBlobs(trx, digests, now));
  await protect();
  const rows = await findBlobs(db, digests);
  const sent = refs.map(({ digest, size }): PushedBlob => ({
    digest,
    size,
    async read() {
      await protect();
      const row = rows.get(digest);
      if (!row) throw conflict(`The blob ${digest} of the image ${task.imageId} is damaged or gone. Upload the image again.`);
      return (await blobs.read(row.storeKey)) as AsyncIterable<Buffer>;
    },
  }));
  progress.phase = 'pushing';
  progress.bytesTotal = [...new Map(refs.map(({ digest, size }) => [digest, size])).values()].reduce((sum, size) => sum + size, 0);
  await ociPush({
    ref: String(task.input['ref']),
    username: secrets?.['username'],
    password: secrets?.['password'],
    manifest: { bytes, mediaType },
    blobs: sent,
    rules,
    signal,
    onBytes: (count) => (progress.bytesDone += count),
  });
  await inTransaction(db, (trx) => succeedTask(trx, task.id, progress, now().toISOString()));
}

/** The image is as it was. */
export async function failExport({ db, now }: Pick<ImportServices, 'db' | 'now'>, task: Task, reason: string): Promise<void> {
  await inTransaction(db, (trx) => failTaskRow(trx, task.id, reason, now().toISOString()));
}
