import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findVisibleImage } from '../images/find-visible-image.ts';
import { requireOwner, viewerOf } from '../images/image-access.ts';
import { updateImage } from '../images/image-store.ts';
import { requireFormats } from '../images/store-content.ts';
import { claimImport, storeId } from '../images/transition-store.ts';
import { taken } from '../images/upload-image.ts';
import type { Services } from '../services.ts';
import { insertTask } from '../tasks/task-store.ts';
import type { Task } from '../tasks/task-store.ts';
import { importMethods, planImport } from './methods.ts';
import type { MethodBody } from './methods.ts';

/** `POST /v2/images/{id}/import`: taken with 202, done as a task; the image says how it went, and so does the task. */
export const importImage =
  ({ db, now, nodeId, tasks }: Services): HandlerOf<'image', 'importImage'> =>
  async ({ path, body, auth, requestId }) => {
    if (body.stores?.some((store) => store !== storeId)) throw badRequest(`There is one store, ${storeId}.`, { field: 'stores' });
    const { task, secrets } = await inTransaction(db, async (trx) => {
      const image = await findVisibleImage(trx, path.id, viewerOf(auth));
      requireOwner(image, auth, 'import data to');
      const plan = planImport(body.method as MethodBody, image);
      requireFormats({ ...image, ...plan.formats });
      const at = now().toISOString();
      if (!(await claimImport(trx, image.id, plan.from, at))) throw taken(image, 'importing');
      if (plan.formats) await updateImage(trx, image.id, plan.formats, at);
      const made: Task = {
        id: randomUUID(),
        imageId: image.id,
        type: plan.method,
        status: 'processing',
        phase: 'waiting',
        bytesDone: 0,
        bytesTotal: null,
        input: plan.input,
        message: '',
        attempts: 1,
        nodeId,
        heartbeatAt: at,
        projectId: image.ownerProject,
        userId: auth.userId,
        requestId,
        createdAt: at,
        updatedAt: at,
      };
      await insertTask(trx, made);
      return { task: made, secrets: plan.secrets };
    });
    tasks.submit(task, secrets);
    return { status: 202, headers: { 'OpenStack-image-task-id': task.id } };
  };

/** `GET /v2/info/import` */
export const getImportInfo: HandlerOf<'image', 'getImportInfo'> = () => ({
  status: 200,
  body: { 'import-methods': { description: 'Import methods available.', type: 'array', value: [...importMethods] } },
});

/** `GET /v2/info/stores` */
export const getStoresInfo: HandlerOf<'image', 'getStoresInfo'> = () => ({
  status: 200,
  body: { stores: [{ id: storeId, description: 'Layers and disks, each stored once', default: 'true' }] },
});
