import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import { exportTask } from '../exports/export-image.ts';
import { findVisibleImage } from '../images/find-visible-image.ts';
import { requireOwner, viewerOf } from '../images/image-access.ts';
import { updateImage } from '../images/image-store.ts';
import { toSeconds } from '../images/image-view.ts';
import { requireFormats } from '../images/store-content.ts';
import { claimImport, storeId } from '../images/transition-store.ts';
import { taken } from '../images/upload-image.ts';
import type { Services } from '../services.ts';
import { insertTask, listTasks } from '../tasks/task-store.ts';
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

/** `GET /v2/images/{id}/tasks`, newest first. */
export const listImageTasks =
  ({ db }: Services): HandlerOf<'image', 'listImageTasks'> =>
  async ({ path, auth }) => {
    const image = await findVisibleImage(db, path.id, viewerOf(auth));
    requireOwner(image, auth, 'see the tasks of');
    return { status: 200, body: { tasks: (await listTasks(db, image.id)).map(taskView) } };
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

type TaskBody = ReplyBody<Operation<'image', 'listImageTasks'>>['tasks'][number];

const taskView = (task: Task): TaskBody => ({
  id: task.id,
  type: task.type === exportTask ? 'api_image_export' : 'api_image_import',
  status: task.status,
  owner: task.projectId,
  image_id: task.imageId,
  user_id: task.userId,
  request_id: task.requestId,
  input: { [task.type === exportTask ? 'export_req' : 'import_req']: { method: { name: task.type, ...task.input } } },
  result: task.status === 'success' ? { image_id: task.imageId } : null,
  message: task.message,
  phase: task.phase,
  bytes_done: task.bytesDone,
  bytes_total: task.bytesTotal,
  expires_at: null,
  created_at: toSeconds(task.createdAt),
  updated_at: toSeconds(task.updatedAt),
});
