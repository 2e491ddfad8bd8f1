import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Images that were promised the root of before a rebuild, until it is sure whether the host has sent it. */
export const keptRoots: Migration = {
  id: '0060-kept-roots',
  async up(trx) {
    await trx.schema.createTable('kept_roots', (table) => {
      table.string('image_id', 36).primary();
      table.string('server_id', 36).notNullable();
    });
  },
};
