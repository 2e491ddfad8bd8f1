import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

/** What a project may have of each, by Neutron's names; -1 is unlimited. */
export const quotaResources = ['network', 'subnet', 'port', 'router', 'floatingip', 'security_group', 'security_group_rule'] as const;
export type QuotaResource = (typeof quotaResources)[number];
export type Limits = Record<QuotaResource, number>;

const tables: Record<QuotaResource, string> = {
  network: 'networks', subnet: 'subnets', port: 'ports', router: 'routers', floatingip: 'floating_ips', security_group: 'security_groups', security_group_rule: 'security_group_rules',
};

/** Limits of a project that differ from the defaults. */
export async function selectOwnLimits(db: DbOrTrx, projectId: string): Promise<Partial<Limits>> {
  const row = (await db('network_quotas').where({ project_id: projectId }).first()) as QuotaRow | undefined;
  return row ? (JSON.parse(row.limits) as Partial<Limits>) : {};
}

export async function selectQuotas(db: DbOrTrx): Promise<{ projectId: string; limits: Partial<Limits> }[]> {
  const rows = (await db('network_quotas').whereNot({ limits: '{}' }).orderBy('project_id')) as QuotaRow[];
  return rows.map((row) => ({ projectId: row.project_id, limits: JSON.parse(row.limits) as Partial<Limits> }));
}

/** Holds the project's quota until the transaction ends, so that parallel requests never pass a limit together. */
export async function holdLimits(trx: Trx, projectId: string): Promise<Partial<Limits>> {
  await trx('network_quotas').insert({ project_id: projectId }).onConflict('project_id').ignore();
  const row = (await trx('network_quotas').where({ project_id: projectId }).forUpdate().first()) as QuotaRow;
  return JSON.parse(row.limits) as Partial<Limits>;
}

export async function writeLimits(trx: Trx, projectId: string, limits: Partial<Limits>): Promise<void> {
  await trx('network_quotas').insert({ project_id: projectId, limits: JSON.stringify(limits) }).onConflict('project_id').merge();
}

export async function countUsed(db: DbOrTrx, projectId: string, resource: QuotaResource): Promise<number> {
  const row = (await db(tables[resource]).where({ project_id: projectId }).count({ count: '*' }).first()) as { count: number } | undefined;
  return Number(row?.count ?? 0);
}

interface QuotaRow {
  project_id: string;
  limits: string;
}
