import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** What a user gave to a program: some of its own roles in one project, behind a secret of its own. */
export interface ApplicationCredential {
  id: string;
  userId: string;
  projectId: string;
  name: string;
  description: string | null;
  secretHash: string;
  roleIds: string[];
  /** Ids of access rules; null: everything that the roles allow. */
  accessRuleIds: string[] | null;
  unrestricted: boolean;
  /** ISO time; null: never. */
  expiresAt: string | null;
}

export async function listApplicationCredentials(db: DbOrTrx, filter: { userId: string; name?: string | undefined; projectId?: string | undefined }): Promise<ApplicationCredential[]> {
  const query = db('application_credentials').where({ user_id: filter.userId }).orderBy(['name', 'id']);
  if (filter.name !== undefined) void query.where('name', filter.name);
  if (filter.projectId !== undefined) void query.where('project_id', filter.projectId);
  const rows: Row[] = await query;
  return rows.map(fromRow);
}

/** By id, or by the name that it has among its user's. */
export async function findApplicationCredential(db: DbOrTrx, by: { id: string } | { userId: string; name: string }): Promise<ApplicationCredential | undefined> {
  const row: Row | undefined = await db('application_credentials').where('id' in by ? { id: by.id } : { user_id: by.userId, name: by.name }).first();
  return row && fromRow(row);
}

/** Throws the database's unique violation for a second one of a name. */
export async function insertApplicationCredential(db: DbOrTrx, credential: ApplicationCredential, createdAt: string): Promise<void> {
  await db('application_credentials').insert({
    id: credential.id,
    user_id: credential.userId,
    project_id: credential.projectId,
    name: credential.name,
    description: credential.description,
    secret_hash: credential.secretHash,
    role_ids: JSON.stringify(credential.roleIds),
    access_rule_ids: credential.accessRuleIds === null ? null : JSON.stringify(credential.accessRuleIds),
    unrestricted: Number(credential.unrestricted),
    expires_at: credential.expiresAt,
    created_at: createdAt,
  });
}

/** All that fit; answers how many. */
export async function removeApplicationCredentials(db: DbOrTrx, filter: { id: string } | { userId: string } | { projectId: string }): Promise<number> {
  const where = 'id' in filter ? { id: filter.id } : 'userId' in filter ? { user_id: filter.userId } : { project_id: filter.projectId };
  return db('application_credentials').where(where).delete();
}

interface Row {
  id: string;
  user_id: string;
  project_id: string;
  name: string;
  description: string | null;
  secret_hash: string;
  role_ids: string;
  access_rule_ids: string | null;
  unrestricted: number;
  expires_at: string | null;
}

const fromRow = (row: Row): ApplicationCredential => ({
  id: row.id,
  userId: row.user_id,
  projectId: row.project_id,
  name: row.name,
  description: row.description,
  secretHash: row.secret_hash,
  roleIds: JSON.parse(row.role_ids) as string[],
  accessRuleIds: row.access_rule_ids === null ? null : (JSON.parse(row.access_rule_ids) as string[]),
  unrestricted: row.unrestricted === 1,
  expiresAt: row.expires_at,
});
