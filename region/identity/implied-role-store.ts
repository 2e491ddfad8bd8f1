import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** Who has the prior role has the implied one as well. */
export interface Implication {
  priorRoleId: string;
  impliedRoleId: string;
}

export async function listImplications(db: DbOrTrx): Promise<Implication[]> {
  const rows: Implication[] = await db('implied_roles')
    .orderBy(['prior_role_id', 'implied_role_id'])
    .select({ priorRoleId: 'prior_role_id', impliedRoleId: 'implied_role_id' });
  return rows;
}

/** There before is as good. */
export async function addImplication(db: DbOrTrx, { priorRoleId, impliedRoleId }: Implication): Promise<void> {
  const row = { prior_role_id: priorRoleId, implied_role_id: impliedRoleId };
  await db('implied_roles').insert(row).onConflict(['prior_role_id', 'implied_role_id']).ignore();
}

export async function removeImplication(db: DbOrTrx, { priorRoleId, impliedRoleId }: Implication): Promise<boolean> {
  return (await db('implied_roles').where({ prior_role_id: priorRoleId, implied_role_id: impliedRoleId }).delete()) > 0;
}
