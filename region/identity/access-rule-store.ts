import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** A user's access rule; application credentials share equal ones. */
export interface StoredAccessRule {
  id: string;
  userId: string;
  service: string;
  method: string;
  path: string;
}

export interface AccessRuleFilter {
  userId: string;
  ids?: readonly string[];
  service?: string | undefined;
  method?: string | undefined;
  path?: string | undefined;
}

export async function listAccessRules(db: DbOrTrx, { userId, ids, service, method, path }: AccessRuleFilter): Promise<StoredAccessRule[]> {
  const query = db('access_rules').where({ user_id: userId }).orderBy(['service', 'path', 'method']);
  if (ids) void query.whereIn('id', [...ids]);
  if (service !== undefined) void query.where({ service });
  if (method !== undefined) void query.where({ method });
  if (path !== undefined) void query.where({ path });
  const rows: Row[] = await query;
  return rows.map(({ user_id, ...rule }) => ({ ...rule, userId: user_id }));
}

/** The user's rule of these words, which is made when there is none yet. */
export async function ensureAccessRule(db: DbOrTrx, rule: StoredAccessRule): Promise<StoredAccessRule> {
  const { userId, ...columns } = rule;
  const words = { user_id: userId, service: rule.service, method: rule.method, path: rule.path };
  await db('access_rules').insert({ ...columns, user_id: userId }).onConflict(['user_id', 'service', 'method', 'path']).ignore();
  const row = (await db('access_rules').where(words).first()) as Row;
  return { ...rule, id: row.id };
}

export async function removeAccessRules(db: DbOrTrx, filter: { userId: string; id?: string }): Promise<number> {
  return db('access_rules').where({ user_id: filter.userId, ...(filter.id !== undefined && { id: filter.id }) }).delete();
}

interface Row {
  id: string;
  user_id: string;
  service: string;
  method: string;
  path: string;
}
