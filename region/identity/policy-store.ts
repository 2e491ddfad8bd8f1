import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** A document that clients of Keystone keep there; nothing in Sampan reads it. */
export interface PolicyDocument {
  id: string;
  /** A media type. */
  type: string;
  blob: string;
}

export async function listPolicies(db: DbOrTrx, filter: { id?: string; type?: string | undefined } = {}): Promise<PolicyDocument[]> {
  const query = db('policies').orderBy('id');
  if (filter.id !== undefined) void query.where('id', filter.id);
  if (filter.type !== undefined) void query.where('type', filter.type);
  const rows: PolicyDocument[] = await query;
  return rows;
}

export async function insertPolicy(db: DbOrTrx, policy: PolicyDocument): Promise<void> {
  await db('policies').insert(policy);
}

export async function updatePolicy(db: DbOrTrx, { id, type, blob }: PolicyDocument): Promise<boolean> {
  return (await db('policies').where({ id }).update({ type, blob })) > 0;
}

export async function removePolicy(db: DbOrTrx, id: string): Promise<boolean> {
  return (await db('policies').where({ id }).delete()) > 0;
}
