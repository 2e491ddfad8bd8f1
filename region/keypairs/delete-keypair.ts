import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findKeypair, keypairOwner } from './find-keypair.ts';
import { deleteKeypairRow } from './keypair-store.ts';

/** Servers that were made with it keep it. */
export function deleteKeypair({ db }: { db: Db }): HandlerOf<'compute', 'deleteKeypair'> {
  return async ({ auth, path, query, since }) => {
    const { userId, name } = await findKeypair(db, keypairOwner(auth, query.user_id), path.name);
    await deleteKeypairRow(db, userId, name);
    return since('2.2') ? { status: 204 } : { status: 202 };
  };
}
