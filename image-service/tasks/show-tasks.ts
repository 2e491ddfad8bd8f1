import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import { badRequest, notFound } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { exportTask } from '../exports/export-image.ts';
import { findVisibleImage } from '../images/find-visible-image.ts';
import { requireOwner, viewerOf } from '../images/image-access.ts';
import { toSeconds } from '../images/image-view.ts';
import { pageLink } from '../images/page-link.ts';
import type { Services } from '../services.ts';
import { findTask, listTaskPage, listTasks as listTasksOf } from './task-store.ts';
import type { Task } from './task-store.ts';

/** `GET /v2/images/{id}/tasks`, newest first. */
export const listImageTasks =
  ({ db }: Services): HandlerOf<'image', 'listImageTasks'> =>
  async ({ path, auth }) => {
    const image = await findVisibleImage(db, path.id, viewerOf(auth));
    requireOwner(image, auth, 'see the tasks of');
    return { status: 200, body: { tasks: (await listTasksOf(db, image.id)).map(taskView) } };
  };

/** `GET /v2/tasks`: the project's, and all for operators; newest first, a page at a time. */
export const listTasks =
  ({ db }: Services): HandlerOf<'image', 'listTasks'> =>
  async ({ query, auth, requestPath }) => {
    const { projectId, seesAll } = viewerOf(auth);
    const owner = seesAll ? undefined : projectId;
    const limit = Math.min(query.limit ?? 25, 1000);
    const marker = query.marker === undefined ? undefined : await findTask(db, query.marker, owner);
    if (query.marker !== undefined && !marker) throw badRequest(`There is no task ${query.marker} to go on behind.`, { field: 'marker' });
    const found = await listTaskPage(db, { owner, status: query.status, after: marker, limit: limit + 1 });
    const tasks = found.slice(0, limit);
    const last = tasks.at(-1);
    const next = found.length > limit && last ? { next: pageLink('/v2/tasks', requestPath, last.id) } : {};
    return { status: 200, body: { tasks: tasks.map(taskView), first: pageLink('/v2/tasks', requestPath, undefined), ...next, schema: '/v2/schemas/tasks' } };
  };

/** `GET /v2/tasks/{id}` */
export const getTask =
  ({ db }: Services): HandlerOf<'image', 'getTask'> =>
  async ({ path, auth }) => {
    const { projectId, seesAll } = viewerOf(auth);
    const task = await findTask(db, path.id, seesAll ? undefined : projectId);
    if (!task) throw notFound('task', path.id);
    return { status: 200, body: taskView(task) };
  };

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
  self: `/v2/tasks/${task.id}`,
  schema: '/v2/schemas/task',
});
