import type { Trx } from '../../openapi/serve/db.ts';
import { overQuota } from './kit/network-faults.ts';
import { countUsed, holdLimits } from './quota-store.ts';
import type { Limits, QuotaResource } from './quota-store.ts';

/** Neutron's own defaults, wide enough for a project of many servers. */
export const defaultLimits: Limits = { network: 100, subnet: 100, port: 500, router: 10, floatingip: 50, security_group: 10, security_group_rule: 100 };

/** Refuses what would pass the project's limit; in the transaction that makes it, before it is made. */
export async function requireQuota(trx: Trx, projectId: string, resource: QuotaResource, count = 1): Promise<void> {
  const limit = await limitPassed(trx, projectId, resource, count);
  if (limit !== undefined) throw overQuota(resource, limit);
}

/** The limit that so many more would pass; undefined while they fit. */
export async function limitPassed(trx: Trx, projectId: string, resource: QuotaResource, count: number): Promise<number | undefined> {
  const limit = (await holdLimits(trx, projectId))[resource] ?? defaultLimits[resource];
  return limit >= 0 && (await countUsed(trx, projectId, resource)) + count > limit ? limit : undefined;
}
