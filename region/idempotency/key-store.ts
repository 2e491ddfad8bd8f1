import { isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Db, DbOrTrx, Trx } from '../../openapi/serve/db.ts';

/** What a key was used for. Neither the key nor the answer can be read from it. */
export interface UsedKey {
  projectId: string;
  keyHash: string;
  requestHash: string;
  /** Sealed; null only within the transaction that claims it. */
  answer: string | null;
  createdAt: string;
}

/** One that is not older than `since`. */
export async function selectUsedKey(db: Db, projectId: string, keyHash: string, since: string): Promise<UsedKey | undefined> {
  const row = await db<KeyRow>('idempotency_keys').where({ project_id: projectId, key_hash: keyHash }).where('created_at', '>', since).first();
  return row && { projectId: row.project_id, keyHash: row.key_hash, requestHash: row.request_hash, answer: row.answer, createdAt: row.created_at };
}

/**
 * Takes a key that nobody has used since; false when somebody has, and the transaction is to be given up then. Of two at
 * once the second waits here for the first one's commit.
 */
export async function claimKey(trx: Trx, key: Omit<UsedKey, 'answer'>, since: string): Promise<boolean> {
  const { projectId, keyHash, requestHash, createdAt } = key;
  await trx<KeyRow>('idempotency_keys').where({ project_id: projectId, key_hash: keyHash }).where('created_at', '<=', since).delete();
  try {
    await trx<KeyRow>('idempotency_keys').insert({ project_id: projectId, key_hash: keyHash, request_hash: requestHash, answer: null, created_at: createdAt });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

export async function keepAnswer(trx: Trx, { projectId, keyHash }: Pick<UsedKey, 'projectId' | 'keyHash'>, answer: string): Promise<void> {
  await trx<KeyRow>('idempotency_keys').where({ project_id: projectId, key_hash: keyHash }).update({ answer });
}

export async function purgeKeys(db: DbOrTrx, before: string): Promise<void> {
  await db<KeyRow>('idempotency_keys').where('created_at', '<=', before).delete();
}

interface KeyRow {
  project_id: string;
  key_hash: string;
  request_hash: string;
  answer: string | null;
  created_at: string;
}
