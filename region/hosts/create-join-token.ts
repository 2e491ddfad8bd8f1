import { createHash } from 'node:crypto';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { once } from '../idempotency/once.ts';
import { deleteExpiredJoinTokens, insertJoinToken } from './join-token-store.ts';

/** A token for one join; the database has its hash alone, so whoever reads that cannot join. */
export function createJoinToken(deps: { db: Db; ambient: Ambient }): HandlerOf<'sampan', 'createJoinToken'> {
  const { db, ambient } = deps;
  return (call) =>
    once(call, deps, async (key) => {
      const now = ambient.now();
      const token = ambient.randomBytes(32).toString('base64url');
      const expiresAt = new Date(now.getTime() + (call.body.expires_in ?? 3600) * 1000).toISOString();
      const reply = { status: 201 as const, body: { join_token: token, expires_at: expiresAt } };
      await inTransaction(db, async (trx) => {
        await key.claim(trx);
        await deleteExpiredJoinTokens(trx, now.toISOString());
        await insertJoinToken(trx, { tokenHash: hashJoinToken(token), createdBy: call.auth.userId, createdAt: now.toISOString(), expiresAt });
        await key.keep(trx, reply);
      });
      return reply;
    });
}

/** Tokens are 256 random bits, so a plain hash is enough. */
export const hashJoinToken = (token: string): string => createHash('sha256').update(token).digest('hex');
