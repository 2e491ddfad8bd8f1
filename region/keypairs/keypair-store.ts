import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** A public key of a user, under a name; private keys are never kept. */
export interface Keypair {
  /** Nova's integer id. */
  number: number;
  userId: string;
  name: string;
  type: 'ssh';
  publicKey: string;
  /** MD5 of the key's bytes, in pairs with colons. */
  fingerprint: string;
  createdAt: string;
}

/** Throws the driver's unique violation when the user has one of that name. */
export async function insertKeypair(db: DbOrTrx, keypair: Omit<Keypair, 'number'>): Promise<void> {
  await db('keypairs').insert({
    user_id: keypair.userId,
    name: keypair.name,
    type: keypair.type,
    public_key: keypair.publicKey,
    fingerprint: keypair.fingerprint,
    created_at: keypair.createdAt,
  });
}

export async function selectKeypair(db: DbOrTrx, userId: string, name: string): Promise<Keypair | undefined> {
  const row = await db<KeypairRow>('keypairs').where({ user_id: userId, name }).first();
  return row && toKeypair(row);
}

/** By name, those after `after`. */
export async function selectKeypairs(db: DbOrTrx, userId: string, page: { after?: string | undefined; limit: number }): Promise<Keypair[]> {
  const query = db<KeypairRow>('keypairs').where({ user_id: userId }).orderBy('name').limit(page.limit);
  if (page.after !== undefined) query.where('name', '>', page.after);
  return (await query).map(toKeypair);
}

export async function countKeypairs(db: DbOrTrx, userId: string): Promise<number> {
  const row = await db('keypairs').where({ user_id: userId }).count<{ n: number }>({ n: '*' }).first();
  return Number(row?.n ?? 0);
}

export async function deleteKeypairRow(db: DbOrTrx, userId: string, name: string): Promise<boolean> {
  return (await db('keypairs').where({ user_id: userId, name }).delete()) === 1;
}

interface KeypairRow {
  number: number;
  user_id: string;
  name: string;
  type: string;
  public_key: string;
  fingerprint: string;
  created_at: string;
}

const toKeypair = (row: KeypairRow): Keypair => ({
  number: row.number,
  userId: row.user_id,
  name: row.name,
  type: row.type as 'ssh',
  publicKey: row.public_key,
  fingerprint: row.fingerprint,
  createdAt: row.created_at,
});
