import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { deleteServerGroupRow } from './group-store.ts';
import { findServerGroup } from './read-server-groups.ts';

/** Its servers stay where they are, and are in no group any more. */
export function deleteServerGroup({ db }: { db: Db }): HandlerOf<'compute', 'deleteServerGroup'> {
  return async ({ auth, path }) => {
    const { id } = await findServerGroup(db, path.id, auth);
    await deleteServerGroupRow(db, id);
    return { status: 204 };
  };
}
