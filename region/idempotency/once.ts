/**
 * Creating requests that may be repeated (`Idempotency-Key`, as in the IETF's draft of that name).
 *
 * A request with a key takes the key in the same transaction in which it creates, and leaves its answer there: either both
 * are committed or neither, whichever process is killed when. Who comes second with the same key gets the first answer,
 * also while the first is still under way, and at another region process. What is refused leaves no key behind.
 *
 * Answers may hold passwords that are shown only once. The database has the key's hash alone, and the answer sealed by the
 * key: without the key nobody reads it, and the key is its user's own.
 */
import { createHash } from 'node:crypto';
import type { Db, Trx } from '../../openapi/serve/db.ts';
import { badRequest, conflict } from '../../openapi/serve/fault.ts';
import type { AnyReply, AuthContext } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { createKeySeal } from '../identity/key-seal.ts';
import { claimKey, keepAnswer, selectUsedKey } from './key-store.ts';
import type { UsedKey } from './key-store.ts';

export interface OnceDeps {
  db: Db;
  ambient: Ambient;
}

/** The part of a call that tells repetitions. */
export interface RepeatableCall {
  operationId: string;
  auth: Pick<AuthContext, 'projectId' | 'userId'>;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  microversion: string | undefined;
}

/** What the creating transaction does for its key: `claim` first, `keep` once it knows its answer. */
export interface Once<R> {
  claim(trx: Trx): Promise<void>;
  keep(trx: Trx, reply: R): Promise<void>;
}

export const keepKeysMs = 24 * 3_600_000;

/** Does the work, or answers what the same request was answered before; without a key the work is simply done. */
export async function once<R extends AnyReply>(call: RepeatableCall, deps: OnceDeps, work: (once: Once<R>) => Promise<R>): Promise<R> {
  const key = keyOf(call);
  if (key === undefined) return work({ claim: async () => undefined, keep: async () => undefined });
  const used = { projectId: call.auth.projectId ?? `user:${call.auth.userId}`, keyHash: hashOf(`key ${call.auth.userId} ${key}`), requestHash: requestHashOf(call) };
  const earlier = await earlierAnswer<R>(used, key, deps);
  if (earlier) return earlier;
  try {
    return await work({
      async claim(trx) {
        const now = deps.ambient.now();
        if (!(await claimKey(trx, { ...used, createdAt: now.toISOString() }, sinceOf(now)))) throw new KeyTaken();
      },
      keep: (trx, { status, body, headers }) => keepAnswer(trx, used, sealOf(key).seal(used.keyHash, JSON.stringify({ status, body, headers }))),
    });
  } catch (error) {
    if (!(error instanceof KeyTaken)) throw error;
    const first = await earlierAnswer<R>(used, key, deps);
    if (first) return first;
    throw conflict('Another request with this Idempotency-Key was under way and has come to nothing: send it again.');
  }
}

/** Somebody else's transaction has the key: this one is rolled back. */
class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

async function earlierAnswer<R extends AnyReply>(asked: Pick<UsedKey, 'projectId' | 'keyHash' | 'requestHash'>, key: string, { db, ambient }: OnceDeps): Promise<R | undefined> {
  const found = await selectUsedKey(db, asked.projectId, asked.keyHash, sinceOf(ambient.now()));
  if (!found || found.answer === null) return undefined;
  if (found.requestHash !== asked.requestHash) {
    throw conflict(`This Idempotency-Key was used at ${found.createdAt} for another request. Take a new key for what is new, or send the same body as then.`, { field: header });
  }
  const reply = JSON.parse(sealOf(key).open(asked.keyHash, found.answer)) as R;
  return { ...reply, headers: { ...reply.headers, 'Idempotency-Replayed': 'true' } };
}

const header = 'Idempotency-Key';

function keyOf({ headers }: RepeatableCall): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw badRequest(`The ${header} must be 1 to 255 visible ASCII characters without blanks, and be sent once. A UUID is a good one.`, { field: header });
}

const requestHashOf = ({ operationId, microversion, body }: RepeatableCall): string => hashOf(JSON.stringify([operationId, microversion ?? null, body ?? null]));

const sinceOf = (now: Date): string => new Date(now.getTime() - keepKeysMs).toISOString();

const sealOf = (key: string) => createKeySeal(createHash('sha256').update(`seal ${key}`).digest());

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
