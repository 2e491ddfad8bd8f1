import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { selectOtherLimits } from './limit-store.ts';
import { defaultClass } from './quota-resources.ts';

/** What quotas count; memory in MiB. */
export interface Amounts {
  instances: number;
  cores: number;
  memoryMib: number;
}

export interface ProjectQuota {
  /** -1 is unlimited. */
  limits: Amounts;
  used: Amounts;
}

/**
 * Reserves in one conditional UPDATE, so that parallel requests never pass a limit together; false when it does not fit.
 * The row stays locked until the transaction ends.
 */
export async function reserveQuota(trx: Trx, projectId: string, amounts: Amounts, defaults: Amounts): Promise<boolean> {
  if (await tryReserve(trx, projectId, amounts, defaults)) return true;
  // The row may not be there yet: a project gets it with its first server.
  const made = await trx('project_quotas').insert({ project_id: projectId }).onConflict('project_id').ignore().returning('project_id');
  return made.length > 0 && (await tryReserve(trx, projectId, amounts, defaults));
}

/** Gives back what was reserved. */
export async function releaseQuota(trx: Trx, projectId: string, amounts: Amounts): Promise<void> {
  await trx('project_quotas')
    .where({ project_id: projectId })
    .update({
      instances_used: trx.raw('instances_used - ?', [amounts.instances]),
      cores_used: trx.raw('cores_used - ?', [amounts.cores]),
      memory_mib_used: trx.raw('memory_mib_used - ?', [amounts.memoryMib]),
    });
}

/** What counts for a project without limits of its own: those of the quota class, else the configured ones. */
export async function selectDefaults(db: DbOrTrx, configured: Amounts): Promise<Amounts> {
  const own: Partial<Record<string, number>> = await selectOtherLimits(db, defaultClass);
  return { instances: own['instances'] ?? configured.instances, cores: own['cores'] ?? configured.cores, memoryMib: own['ram'] ?? configured.memoryMib };
}

export async function selectQuota(db: DbOrTrx, projectId: string, configured: Amounts): Promise<ProjectQuota> {
  const defaults = await selectDefaults(db, configured);
  const row = await db<QuotaRow>('project_quotas').where({ project_id: projectId }).first();
  return {
    limits: {
      instances: row?.instances_limit ?? defaults.instances,
      cores: row?.cores_limit ?? defaults.cores,
      memoryMib: row?.memory_mib_limit ?? defaults.memoryMib,
    },
    used: { instances: row?.instances_used ?? 0, cores: row?.cores_used ?? 0, memoryMib: row?.memory_mib_used ?? 0 },
  };
}

/** Sets some limits; what is used stays. */
export async function updateLimits(trx: Trx, projectId: string, limits: Partial<Amounts>): Promise<void> {
  await trx('project_quotas').insert({ project_id: projectId }).onConflict('project_id').ignore();
  const columns = Object.fromEntries(Object.entries(limits).map(([name, value]) => [limitColumns[name as keyof Amounts], value]));
  if (Object.keys(columns).length > 0) await trx('project_quotas').where({ project_id: projectId }).update(columns);
}

/** The defaults count again; what is used stays. */
export async function resetLimits(trx: Trx, projectId: string): Promise<void> {
  await trx('project_quotas').where({ project_id: projectId }).update({ instances_limit: null, cores_limit: null, memory_mib_limit: null });
}

const limitColumns = { instances: 'instances_limit', cores: 'cores_limit', memoryMib: 'memory_mib_limit' } as const;

async function tryReserve(trx: Trx, projectId: string, amounts: Amounts, defaults: Amounts): Promise<boolean> {
  const changed = await trx('project_quotas')
    .where({ project_id: projectId })
    .whereRaw(fitsLimit('instances', 'instances'), [defaults.instances, amounts.instances, defaults.instances])
    .whereRaw(fitsLimit('cores', 'cores'), [defaults.cores, amounts.cores, defaults.cores])
    .whereRaw(fitsLimit('memory_mib', 'ram'), [defaults.memoryMib, amounts.memoryMib, defaults.memoryMib])
    .update({
      instances_used: trx.raw('instances_used + cast(? as bigint)', [amounts.instances]),
      cores_used: trx.raw('cores_used + cast(? as bigint)', [amounts.cores]),
      memory_mib_used: trx.raw('memory_mib_used + cast(? as bigint)', [amounts.memoryMib]),
    });
  return changed === 1;
}

// PostgreSQL has to be told that a placeholder is a number where nothing else says so, and which: many servers of a large
// flavor ask for more than an integer holds, and that is to be refused, not to fail.
function fitsLimit(name: string, resource: string): string {
  const limit = `coalesce(${name}_limit, (select value from quota_limits where owner = '${defaultClass}' and resource = '${resource}'), cast(? as integer))`;
  return `(${limit} < 0 or ${name}_used + cast(? as bigint) <= ${limit})`;
}

interface QuotaRow {
  project_id: string;
  instances_limit: number | null;
  cores_limit: number | null;
  memory_mib_limit: number | null;
  instances_used: number;
  cores_used: number;
  memory_mib_used: number;
}
