import type { Call } from '../../openapi/serve/handler.ts';
import { microseconds } from '../servers/server-view.ts';
import type { Keypair } from './keypair-store.ts';

type Since = Call<unknown>['since'];

const typeOf = ({ type }: Keypair, since: Since): { type?: string } => (since('2.2') ? { type } : {});

export const listedKeypair = (keypair: Keypair, since: Since) => ({
  name: keypair.name,
  ...typeOf(keypair, since),
  public_key: keypair.publicKey,
  fingerprint: keypair.fingerprint,
});

export const keypairView = (keypair: Keypair, since: Since) => ({
  ...listedKeypair(keypair, since),
  user_id: keypair.userId,
  created_at: microseconds(keypair.createdAt),
  deleted: false,
  deleted_at: null,
  id: keypair.number,
  updated_at: null,
});
