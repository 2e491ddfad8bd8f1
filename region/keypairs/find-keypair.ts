import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest, Fault, forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { selectKeypair } from './keypair-store.ts';
import type { Keypair } from './keypair-store.ts';

/** Whose keypairs are meant: one's own, or for admins anybody's. */
export function keypairOwner(auth: AuthContext, userId: string | undefined): string {
  if (userId === undefined || userId === auth.userId) return auth.userId;
  if (!auth.isAdmin) throw forbidden('Keypairs of other users are for admins: leave out user_id.');
  return userId;
}

export async function findKeypair(db: DbOrTrx, userId: string, name: string): Promise<Keypair> {
  const keypair = await selectKeypair(db, userId, name);
  if (!keypair) throw new Fault('not-found', `Keypair ${name} not found for user ${userId}`, { details: { resource: 'keypair', id: name } });
  return keypair;
}

/** The key that a server is to be created with: one that is not there is a bad request, as in Nova. */
export async function keypairForServer(db: DbOrTrx, userId: string, name: string): Promise<Keypair> {
  const keypair = await selectKeypair(db, userId, name);
  if (!keypair) throw badRequest(`Invalid key_name provided: you have no keypair ${name}. List keypairs to see yours.`, { field: 'server.key_name' });
  return keypair;
}
