import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, forbidden } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { selectQuota, updateLimits } from './quota-store.ts';
import type { Amounts, ProjectQuota } from './quota-store.ts';

interface QuotaSetDeps {
  db: Db;
  quotaDefaults: Amounts;
}

export function getQuotaSet({ db, quotaDefaults }: QuotaSetDeps): HandlerOf<'compute', 'getQuotaSet'> {
  return async ({ auth, path }) => {
    if (path.project_id !== auth.projectId && !auth.isAdmin) throw forbidden('Quotas of other projects are for admins: name your own project.');
    return { status: 200, body: { quota_set: { id: path.project_id, ...quotaKeys(await selectQuota(db, path.project_id, quotaDefaults)) } } };
  };
}

/** Sets limits. One below what is used is refused, unless forced: nothing is taken away from anybody. */
export function updateQuotaSet({ db, quotaDefaults }: QuotaSetDeps): HandlerOf<'compute', 'updateQuotaSet'> {
  return async ({ path, body }) => {
    const { instances, cores, ram, force } = body.quota_set;
    const limits: Partial<Amounts> = {
      ...(instances === undefined ? {} : { instances: limitOf('instances', instances) }),
      ...(cores === undefined ? {} : { cores: limitOf('cores', cores) }),
      ...(ram === undefined ? {} : { memoryMib: limitOf('ram', ram) }),
    };
    const forced = String(force).toLowerCase() === 'true';
    const quota = await inTransaction(db, async (trx) => {
      const { used } = await selectQuota(trx, path.project_id, quotaDefaults);
      if (!forced) requireRoom(limits, used);
      await updateLimits(trx, path.project_id, limits);
      return selectQuota(trx, path.project_id, quotaDefaults);
    });
    return { status: 200, body: { quota_set: quotaKeys(quota) } };
  };
}

/** As a number from -1 (unlimited) to the largest that is kept. */
function limitOf(name: string, given: string | number): number {
  const limit = Number(given);
  if (limit >= -1 && limit <= 0x7fff_ffff) return limit;
  throw badRequest(`Quota limit ${given} for ${name} must be in the range of -1 and ${0x7fff_ffff}.`, { field: `quota_set.${name}` });
}

function requireRoom(limits: Partial<Amounts>, used: Amounts): void {
  for (const [name, limit] of Object.entries(limits)) {
    const inUse = used[name as keyof Amounts];
    if (limit >= 0 && limit < inUse) {
      throw badRequest(`Quota limit ${limit} for ${name === 'memoryMib' ? 'ram' : name} must be greater than or equal to already used and reserved ${inUse}, or be forced.`);
    }
  }
}

const quotaKeys = ({ limits }: ProjectQuota) => ({
  instances: limits.instances,
  cores: limits.cores,
  ram: limits.memoryMib,
  metadata_items: 128,
  key_pairs: 0,
  server_groups: 0,
  server_group_members: 0,
  fixed_ips: -1,
  floating_ips: -1,
  security_groups: -1,
  security_group_rules: -1,
  injected_files: 0,
  injected_file_content_bytes: 0,
  injected_file_path_bytes: 0,
});
