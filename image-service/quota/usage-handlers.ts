import { inTransaction } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import type { Services } from '../services.ts';
import { readUsage, setLimit } from './quota-store.ts';
import type { Usage } from './quota-store.ts';

type UsageBody = ReplyBody<Operation<'image', 'getUsage'>>;

/** `GET /v2/usage`: of the token's own project. */
export const getUsage =
  ({ db, quotaBytes }: Services): HandlerOf<'image', 'getUsage'> =>
  async ({ auth }) => {
    const { projectId } = auth;
    if (projectId === null) throw badRequest('The token is not scoped to a project: ask for the usage of one by its id.');
    return { status: 200, body: usageView(projectId, await readUsage(db, projectId, quotaBytes)) };
  };

/** `GET /v2/usage/{project_id}` */
export const getProjectUsage =
  ({ db, quotaBytes }: Services): HandlerOf<'image', 'getProjectUsage'> =>
  async ({ path: { project_id: projectId } }) => ({ status: 200, body: usageView(projectId, await readUsage(db, projectId, quotaBytes)) });

/** `PUT /v2/usage/{project_id}`: what the project may store; what it stores already stays. */
export const setProjectLimit =
  ({ db, quotaBytes }: Services): HandlerOf<'image', 'setProjectLimit'> =>
  async ({ path: { project_id: projectId }, body }) => {
    const usage = await inTransaction(db, async (trx) => {
      await setLimit(trx, projectId, body.limit_bytes);
      return readUsage(trx, projectId, quotaBytes);
    });
    return { status: 200, body: usageView(projectId, usage) };
  };

/** `GET /v2/info/usage`, as Glance has it: sizes in MiB, a limit of -1 for none. */
export const getQuotaUsage =
  ({ db, quotaBytes }: Services): HandlerOf<'image', 'getQuotaUsage'> =>
  async ({ auth }) => {
    const { usedBytes, reservedBytes, limitBytes, images, uploads } = await readUsage(db, auth.projectId ?? '', quotaBytes);
    const limit = limitBytes === undefined ? -1 : Math.floor(limitBytes / mib);
    return {
      status: 200,
      body: {
        usage: {
          image_size_total: { usage: Math.ceil(usedBytes / mib), limit },
          image_stage_total: { usage: Math.ceil(reservedBytes / mib), limit },
          image_count_total: { usage: images, limit: -1 },
          image_count_uploading: { usage: uploads, limit: -1 },
        },
      },
    };
  };

const mib = 1024 * 1024;

const usageView = (projectId: string, { limitBytes, usedBytes, reservedBytes, images, uploads }: Usage): UsageBody => ({
  project_id: projectId,
  limit_bytes: limitBytes ?? -1,
  used_bytes: usedBytes,
  reserved_bytes: reservedBytes,
  images,
  uploads,
});
