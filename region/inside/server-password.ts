import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findServer } from '../servers/find-server.ts';

/** What a guest has posted of its password, encrypted for its owner. None is kept here, so it is empty, as Nova answers then. */
export const getServerPassword =
  ({ db }: { db: Db }): HandlerOf<'compute', 'getServerPassword'> =>
  async ({ path, auth }) => {
    await findServer(db, path.id, auth);
    return { status: 200, body: { password: '' } };
  };

export const clearServerPassword =
  ({ db }: { db: Db }): HandlerOf<'compute', 'clearServerPassword'> =>
  async ({ path, auth }) => {
    await findServer(db, path.id, auth);
    return { status: 204 };
  };
