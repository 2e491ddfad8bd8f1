import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** A secret that the service keeps for a user, sealed by the key of the secrets file. */
export interface StoredCredential {
  id: string;
  userId: string;
  projectId: string | null;
  type: string;
  sealedBlob: string;
  /** Fingerprint of the key that sealed it. */
  sealedBy: string;
}

export async function listCredentials(db: DbOrTrx, filter: { userId?: string | undefined; type?: string | undefined }): Promise<StoredCredential[]> {
  const query = db('credentials').orderBy(['created_at', 'id']);
  if (filter.userId !== undefined) void query.where('user_id', filter.userId);
  if (filter.type !== undefined) void query.where('type', filter.type);
  const rows: Row[] = await query;
  return rows.map(fromRow);
}

export async function findCredential(db: DbOrTrx, id: string): Promise<StoredCredential | undefined> {
  const row: Row | undefined = await db('credentials').where({ id }).first();
  return row && fromRow(row);
}

/** Throws the database's unique violation for a second EC2 credential of an access key. */
export async function insertCredential(db: DbOrTrx, credential: StoredCredential, createdAt: string): Promise<void> {
  await db('credentials').insert({ ...toRow(credential), created_at: createdAt });
}

/** False when it is not there (any more). */
export async function updateCredential(db: DbOrTrx, { id, ...change }: StoredCredential): Promise<boolean> {
  return (await db('credentials').where({ id }).update(toRow({ id, ...change }))) > 0;
}

/** Marks a one-time code's step as used; false when it, or a later one, was used before. */
export async function claimStep(db: DbOrTrx, id: string, step: number): Promise<boolean> {
  return (await db('credentials').where({ id }).where((unused) => void unused.whereNull('used_step').orWhere('used_step', '<', step)).update({ used_step: step })) === 1;
}

export async function removeCredentials(db: DbOrTrx, filter: { id: string } | { userId: string } | { projectId: string }): Promise<number> {
  const where = 'id' in filter ? { id: filter.id } : 'userId' in filter ? { user_id: filter.userId } : { project_id: filter.projectId };
  return db('credentials').where(where).delete();
}

interface Row {
  id: string;
  user_id: string;
  project_id: string | null;
  type: string;
  sealed_blob: string;
  sealed_by: string;
}

const fromRow = (row: Row): StoredCredential => ({
  id: row.id,
  userId: row.user_id,
  projectId: row.project_id,
  type: row.type,
  sealedBlob: row.sealed_blob,
  sealedBy: row.sealed_by,
});

const toRow = (one: StoredCredential): Row => ({
  id: one.id,
  user_id: one.userId,
  project_id: one.projectId,
  type: one.type,
  sealed_blob: one.sealedBlob,
  sealed_by: one.sealedBy,
});
