import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

/** The limits that an owner (a project, or a quota class) has of its own, by resource. */
export async function selectOtherLimits(db: DbOrTrx, owner: string): Promise<Record<string, number>> {
  const rows = await db<{ owner: string; resource: string; value: number }>('quota_limits').where({ owner });
  return Object.fromEntries(rows.map(({ resource, value }) => [resource, value]));
}

export async function upsertOtherLimits(trx: Trx, owner: string, limits: Readonly<Record<string, number>>): Promise<void> {
  const rows = Object.entries(limits).map(([resource, value]) => ({ owner, resource, value }));
  if (rows.length > 0) await trx('quota_limits').insert(rows).onConflict(['owner', 'resource']).merge(['value']);
}

export async function deleteOtherLimits(trx: Trx, owner: string): Promise<void> {
  await trx('quota_limits').where({ owner }).delete();
}
