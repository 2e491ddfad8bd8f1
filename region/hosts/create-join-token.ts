import { createHash } from 'node:crypto';
import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { deleteExpiredJoinTokens, insertJoinToken } from './join-token-store.ts';

/** A token for one join; the database has its hash alone, so whoever reads that cannot join. */
export function createJoinToken({ db, ambient }: { db: Db; ambient: Ambient }): HandlerOf<'sampan', 'createJoinToken'> {
  return async ({ auth, body }) => {
    const now = ambient.now();
    const token = ambient.randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + (body.expires_in ?? 3600) * 1000).toISOString();
    await deleteExpiredJoinTokens(db, now.toISOString());
    await insertJoinToken(db, { tokenHash: hashJoinToken(token), createdBy: auth.userId, createdAt: now.toISOString(), expiresAt });
    return { status: 201, body: { join_token: token, expires_at: expiresAt } };
  };
}

/** Tokens are 256 random bits, so a plain hash is enough. */
export const hashJoinToken = (token: string): string => createHash('sha256').update(token).digest('hex');
