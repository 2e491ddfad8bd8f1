import type { Db } from '../../openapi/serve/db.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { findServer } from './find-server.ts';

type MigrationHandlers = Pick<Handlers<'compute'>, 'listMigrations' | 'listServerMigrations' | 'getServerTopology'>;

/** A server stays on its host, resized or not, so none is ever under way to another; and no NUMA node is given to it. */
export function migrationHandlers({ db }: { db: Db }): MigrationHandlers {
  return {
    listMigrations: () => ({ status: 200, body: { migrations: [] } }),
    async listServerMigrations({ path, auth }) {
      await findServer(db, path.id, auth);
      return { status: 200, body: { migrations: [] } };
    },
    async getServerTopology({ path, auth }) {
      await findServer(db, path.id, auth);
      return { status: 200, body: { nodes: [], pagesize_kb: null } };
    },
  };
}
