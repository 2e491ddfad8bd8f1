import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db, DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest, forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { findProject } from '../identity/project-store.ts';
import { countServerGroups } from '../server-groups/group-store.ts';
import { givenLimits } from './given-limits.ts';
import { deleteOtherLimits, upsertOtherLimits } from './limit-store.ts';
import type { Limits } from './limits.ts';
import { resetLimits, selectDefaults, selectQuota, updateLimits } from './quota-store.ts';
import type { Amounts } from './quota-store.ts';
import { quotaDetail, quotaView } from './quota-view.ts';

export interface QuotaSetDeps {
  db: Db;
  quotaDefaults: Amounts;
  limits: Limits;
}

export function getQuotaSet({ db, quotaDefaults, limits }: QuotaSetDeps): HandlerOf<'compute', 'getQuotaSet'> {
  return async ({ auth, path: { project_id: id }, since }) => {
    await requireReach(db, auth, id);
    const counted = await selectQuota(db, id, quotaDefaults);
    return { status: 200, body: { quota_set: { id, ...quotaView(counted.limits, await limits.all(db, id), since, 'sets') } } };
  };
}

/** What a project has that nobody gave a quota of its own. */
export function getQuotaDefaults({ db, quotaDefaults, limits }: QuotaSetDeps): HandlerOf<'compute', 'getQuotaDefaults'> {
  return async ({ auth, path: { project_id: id }, since }) => {
    await requireReach(db, auth, id);
    return { status: 200, body: { quota_set: { id, ...quotaView(await selectDefaults(db, quotaDefaults), await limits.defaults(db), since, 'sets') } } };
  };
}

export function getQuotaDetail({ db, quotaDefaults, limits }: QuotaSetDeps): HandlerOf<'compute', 'getQuotaDetail'> {
  return async ({ auth, path: { project_id: id }, since }) => {
    await requireReach(db, auth, id);
    const counted = await selectQuota(db, id, quotaDefaults);
    const shown = quotaView(counted.limits, await limits.all(db, id), since, 'sets');
    const { instances, cores, memoryMib } = counted.used;
    const used = { instances, cores, ram: memoryMib, server_groups: await countServerGroups(db, id) };
    return { status: 200, body: { quota_set: { ...quotaDetail(shown, used), id } as never } };
  };
}

/** Sets limits. One below what is used is refused, unless forced: nothing is taken away from anybody. */
export function updateQuotaSet({ db, quotaDefaults, limits }: QuotaSetDeps): HandlerOf<'compute', 'updateQuotaSet'> {
  return async ({ path: { project_id: id }, body, since }) => {
    const { force, tenant_id: _tenant, ...given } = body.quota_set;
    const { counted, others } = givenLimits('quota_set', given);
    const forced = String(force).toLowerCase() === 'true';
    const view = await inTransaction(db, async (trx) => {
      await requireProject(trx, id);
      const { used } = await selectQuota(trx, id, quotaDefaults);
      if (!forced) requireRoom(counted, used);
      await updateLimits(trx, id, counted);
      await upsertOtherLimits(trx, id, others);
      return quotaView((await selectQuota(trx, id, quotaDefaults)).limits, await limits.all(trx, id), since, 'sets');
    });
    return { status: 200, body: { quota_set: view } };
  };
}

/** The defaults count again. */
export function deleteQuotaSet({ db }: QuotaSetDeps): HandlerOf<'compute', 'deleteQuotaSet'> {
  return async ({ path: { project_id: id } }) => {
    await inTransaction(db, async (trx) => {
      await resetLimits(trx, id);
      await deleteOtherLimits(trx, id);
    });
    return { status: 202 };
  };
}

async function requireReach(db: DbOrTrx, auth: AuthContext, projectId: string): Promise<void> {
  if (projectId === auth.projectId) return;
  if (!auth.isAdmin && !auth.system) throw forbidden('Quotas of other projects are for admins: name your own project.');
  await requireProject(db, projectId);
}

async function requireProject(db: DbOrTrx, id: string): Promise<void> {
  if (!(await findProject(db, { id }))) throw badRequest(`Project ID ${id} is not a valid project. List projects to see those that there are.`, { field: 'project_id' });
}

function requireRoom(limits: Partial<Amounts>, used: Amounts): void {
  for (const [name, limit] of Object.entries(limits)) {
    const inUse = used[name as keyof Amounts];
    if (limit >= 0 && limit < inUse) {
      throw badRequest(`Quota limit ${limit} for ${name === 'memoryMib' ? 'ram' : name} must be greater than or equal to already used and reserved ${inUse}, or be forced.`);
    }
  }
}
