import { buffer } from 'node:stream/consumers';
import { inTransaction } from '../../openapi/serve/db.ts';
import { conflict, Fault } from '../../openapi/serve/fault.ts';
import { findBlobs, protectBlobs } from '../blobs/blob-row-store.ts';
import type { BlobRow } from '../blobs/blob-row-store.ts';
import { findImage } from '../images/image-store.ts';
import type { ImportServices } from '../imports/run-import.ts';
import { isForeign, parseManifest } from '../registry/parse-manifest.ts';
import type { ManifestRef } from '../registry/parse-manifest.ts';
import type { TaskWork } from '../tasks/task-runner.ts';
import { failTaskRow, succeedTask } from '../tasks/task-store.ts';
import type { Task } from '../tasks/task-store.ts';
import { ociPush } from './oci-push.ts';
import type { PushedBlob, PushedManifest } from './oci-push.ts';

/**
 * Pushes the manifest that the task names, an image's or that of a multi-platform index with all its images; what it
 * names is kept from being collected for as long as it is sent.
 */
export async function runExport(services: ImportServices, { task, secrets, signal, progress }: TaskWork): Promise<void> {
  const { db, blobs, now, fetchRules: rules } = services;
  if (task.input['authenticated'] === true && !secrets) {
    throw new Fault('unavailable', 'The image service was restarted during the export, and it does not keep passwords of registries. Start the export again.');
  }
  const image = await findImage(db, task.imageId);
  if (!image) throw conflict(`The image ${task.imageId} was deleted.`);
  const { digest, mediaType } = task.input as { digest: string; mediaType?: string };
  const { manifests, refs } = await readManifests(services, digest, mediaType);
  const digests = [...manifests, ...refs].map(({ digest }) => digest);
  const protect = (): Promise<void> => inTransaction(db, (trx) => protectBlobs(trx, digests, now));
  await protect();
  const rows = await findBlobs(db, digests);
  const sent = refs.map(({ digest, size }): PushedBlob => ({
    digest,
    size,
    async read() {
      await protect();
      return (await blobs.read(rowOf(rows, digest).storeKey)) as AsyncIterable<Buffer>;
    },
  }));
  progress.phase = 'pushing';
  progress.bytesTotal = refs.reduce((sum, { size }) => sum + size, 0);
  await ociPush({
    ref: String(task.input['ref']),
    username: secrets?.['username'],
    password: secrets?.['password'],
    manifests,
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

/** What a manifest is made of: those below it before it, and the blobs that all of them name, each once. */
async function readManifests(
  { db, blobs }: Pick<ImportServices, 'db' | 'blobs'>,
  top: string,
  topMediaType: string | undefined,
): Promise<{ manifests: PushedManifest[]; refs: ManifestRef[] }> {
  const manifests = new Map<string, PushedManifest>();
  const refs = new Map<string, ManifestRef>();
  const read = async (digest: string, mediaType: string | undefined): Promise<void> => {
    if (manifests.has(digest)) return;
    const bytes = await buffer(await blobs.read(rowOf(await findBlobs(db, [digest]), digest).storeKey));
    const parsed = parseManifest(bytes, mediaType);
    for (const ref of parsed.refs) {
      if (ref.role === 'child') await read(ref.digest, ref.mediaType);
      else if (!isForeign(ref)) refs.set(ref.digest, ref);
    }
    manifests.set(digest, { digest, bytes, mediaType: parsed.mediaType });
  };
  await read(top, topMediaType);
  return { manifests: [...manifests.values()], refs: [...refs.values()] };
}

/** `findBlobs` answers all or throws. */
const rowOf = (rows: ReadonlyMap<string, BlobRow>, digest: string): BlobRow => rows.get(digest) as BlobRow;
