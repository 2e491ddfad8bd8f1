import { inTransaction } from '../../openapi/serve/db.ts';
import { conflict, Fault } from '../../openapi/serve/fault.ts';
import { findBlobs } from '../blobs/blob-row-store.ts';
import { findImage, updateImage } from '../images/image-store.ts';
import type { Image } from '../images/image-store.ts';
import { holderOf, storeContent } from '../images/store-content.ts';
import { dropStaged, failImport } from '../images/transition-store.ts';
import { meteredUpload } from '../quota/metered-upload.ts';
import { releaseBytes } from '../quota/quota-store.ts';
import type { StoreServices } from '../services.ts';
import type { TaskWork } from '../tasks/task-runner.ts';
import { failTaskRow, succeedTask } from '../tasks/task-store.ts';
import type { Task } from '../tasks/task-store.ts';
import type { ImportMethod } from './methods.ts';
import { ociPull } from './registry-client.ts';
import type { FetchRules } from './safe-fetch.ts';
import { webDownload } from './web-download.ts';
import type { Source } from './web-download.ts';

export type ImportServices = StoreServices & { fetchRules: FetchRules };

/** From an image that is `importing` to an active one, with the task's success in the same transaction. */
export async function runImport(services: ImportServices, { task, secrets, signal, progress }: TaskWork): Promise<void> {
  const image = await findImage(services.db, task.imageId);
  if (image?.status !== 'importing') throw conflict(`The image ${task.imageId} is not being imported any more.`);
  progress.phase = 'reading';
  const source = await openSource(services, task, image, secrets, signal);
  progress.bytesTotal = source.totalBytes ?? null;
  const { formats } = source;
  if (formats) await inTransaction(services.db, (trx) => updateImage(trx, image.id, formats, services.now().toISOString()));
  async function* counted(): AsyncIterable<Buffer> {
    for await (const chunk of source.bytes) {
      progress.bytesDone += chunk.length;
      if (progress.bytesDone > services.limits.uploadBytes) throw new Fault('too-large', `The data is larger than ${services.limits.uploadBytes} bytes, the most that is taken.`);
      yield chunk;
    }
  }
  await storeContent(services, {
    image: { ...image, ...formats },
    diskLayers: source.diskLayers,
    source: meteredUpload(services, { projectId: image.ownerProject, holder: holderOf(image), declaredBytes: source.totalBytes }, counted()),
    userId: task.userId,
    signal,
    onPhase: (phase) => {
      progress.phase = phase;
    },
    onActive: async (trx, at) => {
      await dropStaged(trx, image.id, at);
      await succeedTask(trx, task.id, progress, at);
    },
  });
}

/** The image is queued again and says why, the task has failed, what was staged goes. */
export async function failTask({ db, now, collector }: Pick<StoreServices, 'db' | 'now' | 'collector'>, task: Task, reason: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    const at = now().toISOString();
    await failImport(trx, task.imageId, reason, at);
    await releaseBytes(trx, holderOf({ id: task.imageId }));
    await failTaskRow(trx, task.id, reason, at);
  });
  collector.wake();
}

async function openSource(services: ImportServices, task: Task, image: Image, secrets: TaskWork['secrets'], signal: AbortSignal): Promise<Source> {
  const { blobs, db, fetchRules: rules, architecture } = services;
  switch (task.type as ImportMethod) {
    case 'glance-direct':
    case 'docker-archive': {
      if (image.stagedDigest === null) throw conflict(`The image ${image.id} has nothing staged. Stage it again.`);
      const blob = (await findBlobs(db, [image.stagedDigest])).get(image.stagedDigest);
      if (!blob) throw conflict(`What was staged for the image ${image.id} is gone. Stage it again.`);
      return { bytes: (await blobs.read(blob.storeKey)) as AsyncIterable<Buffer>, totalBytes: blob.size };
    }
    case 'web-download':
      return webDownload(String(task.input['uri']), rules, signal);
    case 'oci-pull':
      if (task.input['authenticated'] === true && !secrets) {
        throw new Fault('unavailable', 'The image service was restarted during the import, and it does not keep passwords of registries. Start the import again.');
      }
      return ociPull({ ref: String(task.input['ref']), username: secrets?.['username'], password: secrets?.['password'], architecture, rules, signal });
  }
}
