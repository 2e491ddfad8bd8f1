import type { DbOrTrx } from '../../openapi/serve/db.ts';

export interface JoinToken {
  tokenHash: string;
  createdBy: string;
  createdAt: string;
  expiresAt: string;
}

export async function insertJoinToken(db: DbOrTrx, token: JoinToken): Promise<void> {
  await db('join_tokens').insert({ token_hash: token.tokenHash, created_by: token.createdBy, created_at: token.createdAt, expires_at: token.expiresAt });
}

/** True for the one call that may join with it. */
export async function spendJoinToken(db: DbOrTrx, tokenHash: string, at: string): Promise<boolean> {
  return (await db('join_tokens').where({ token_hash: tokenHash, used_at: null }).where('expires_at', '>', at).update({ used_at: at })) === 1;
}

/** Makes a token good again whose join came to nothing. */
export async function returnJoinToken(db: DbOrTrx, tokenHash: string): Promise<void> {
  await db('join_tokens').where({ token_hash: tokenHash }).update({ used_at: null });
}

export async function deleteExpiredJoinTokens(db: DbOrTrx, before: string): Promise<void> {
  await db('join_tokens').where('expires_at', '<', before).delete();
}
