import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest, conflict, forbidden } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findVisibleImage } from '../images/find-visible-image.ts';
import { findTaggedIndex } from '../registry/image-link-store.ts';
import { deactivatedPart } from '../registry/repository-store.ts';
import { requireOwner, viewerOf } from '../images/image-access.ts';
import { requireLogin } from '../imports/methods.ts';
import { readImageReference } from '../imports/image-reference.ts';
import type { Services } from '../services.ts';
import { findRunning, insertTask } from '../tasks/task-store.ts';
import type { Task } from '../tasks/task-store.ts';

export const exportTask = 'oci-push';

/**
 * `POST /v2/images/{id}/export`: taken with 202, done as a task; the image stays as it is, whatever becomes of it. Who asks
 * for the same again as the same user of that registry, because the answer or the patience was lost, is given the task that
 * is at work; a password that comes with it is not tried.
 */
export const exportImage =
  ({ db, now, nodeId, tasks }: Services): HandlerOf<'image', 'exportImage'> =>
  async ({ path, body, auth, requestId }) => {
    const { ref, all_platforms: allPlatforms = false } = body.method;
    if (readImageReference(ref).reference.startsWith('sha256:')) throw badRequest('An image is pushed to a tag, not to a digest: it must be [registry/]repository[:tag].', { field: 'method.ref' });
    const secrets = requireLogin(body.method);
    const { task, isNew } = await inTransaction(db, async (trx) => {
      const viewer = viewerOf(auth);
      const image = await findVisibleImage(trx, path.id, viewer);
      requireOwner(image, auth, 'export');
      if (image.status === 'deactivated' && !viewer.seesAll) throw forbidden(`The requested image ${image.id} has been deactivated. Image data download is forbidden.`);
      if (image.status !== 'active' && image.status !== 'deactivated') throw conflict(`The image ${image.id} is ${image.status} and has no data to export yet.`, { status: image.status });
      if (image.manifestDigest === null) throw badRequest(`The image ${image.id} has no layers, so no registry takes it: download it instead.`);
      const index = allPlatforms ? await findTaggedIndex(trx, image.id) : undefined;
      const part = index && !viewer.seesAll ? await deactivatedPart(trx, index) : undefined;
      if (part !== undefined) throw forbidden(`The image ${part} of the index has been deactivated: leave all_platforms out, and export the others by themselves.`);
      const top = index ? { digest: index.digest, mediaType: index.mediaType } : { digest: image.manifestDigest, mediaType: image.manifestMediaType };
      const input = { ref, ...top, ...(secrets ? { authenticated: true, username: secrets['username'] } : {}) };
      const running = await findRunning(trx, { imageId: image.id, type: exportTask, userId: auth.userId, input });
      if (running) return { task: running, isNew: false };
      const at = now().toISOString();
      const made: Task = {
        ...{ id: randomUUID(), imageId: image.id, type: exportTask, status: 'processing', phase: 'waiting', bytesDone: 0, bytesTotal: null },
        input,
        ...{ message: '', attempts: 1, nodeId, heartbeatAt: at, projectId: image.ownerProject, userId: auth.userId, requestId, createdAt: at, updatedAt: at },
      };
      await insertTask(trx, made);
      return { task: made, isNew: true };
    });
    if (isNew) tasks.submit(task, secrets);
    return { status: 202, headers: { 'OpenStack-image-task-id': task.id } };
  };
