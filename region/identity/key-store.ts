import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { PublicJwk } from '../../openapi/serve/keys.ts';

/** `next` is published and does not sign yet, `current` signs, `previous` only verifies. */
export type KeyState = 'next' | 'current' | 'previous';

export interface SigningKeyRow {
  kid: string;
  state: KeyState;
  publicJwk: PublicJwk;
  /** The private key sealed by the secrets file's key (key-seal.ts). */
  sealedPrivate: string;
  /** Fingerprint of the key that sealed it. */
  sealedBy: string;
}

export async function listKeys(db: DbOrTrx): Promise<(SigningKeyRow & { createdAt: string; retiredAt: string | null })[]> {
  const rows: Row[] = await db('signing_keys').orderBy(['created_at', 'kid']);
  return rows.map((row) => ({
    kid: row.kid,
    state: row.state,
    publicJwk: JSON.parse(row.public_jwk) as PublicJwk,
    sealedPrivate: row.sealed_private,
    sealedBy: row.sealed_by,
    createdAt: row.created_at,
    retiredAt: row.retired_at,
  }));
}

/** Throws the database's unique violation when the sealer has a key in that state already. */
export async function insertKey(db: DbOrTrx, key: SigningKeyRow, createdAt: string): Promise<void> {
  await db('signing_keys').insert({
    kid: key.kid,
    state: key.state,
    public_jwk: JSON.stringify(key.publicJwk),
    sealed_private: key.sealedPrivate,
    sealed_by: key.sealedBy,
    created_at: createdAt,
  });
}

/**
 * Retires every current key and promotes the sealer's next one. A next key of another sealer (a secrets file that was
 * lost) will never sign, and is retired with them. Throws the unique violation when another process rotates now.
 */
export async function advanceKeys(trx: Trx, sealedBy: string, retiredAt: string): Promise<void> {
  await trx('signing_keys').where({ state: 'current' }).update({ state: 'previous', retired_at: retiredAt });
  await trx('signing_keys').where({ state: 'next' }).whereNot({ sealed_by: sealedBy }).update({ state: 'previous', retired_at: retiredAt });
  await trx('signing_keys').where({ state: 'next', sealed_by: sealedBy }).update({ state: 'current' });
}

/** Removes keys that were retired before `retiredBefore`: no token that they signed is alive. */
export async function pruneKeys(db: DbOrTrx, retiredBefore: string): Promise<number> {
  return db('signing_keys').where({ state: 'previous' }).where('retired_at', '<', retiredBefore).delete();
}

interface Row {
  kid: string;
  state: KeyState;
  public_jwk: string;
  sealed_private: string;
  sealed_by: string;
  created_at: string;
  retired_at: string | null;
}
