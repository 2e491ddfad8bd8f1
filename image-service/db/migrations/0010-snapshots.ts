import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Images that wait for the layer which one host makes of a server, and the upload that brings it. */
export const snapshots: Migration = {
  id: '0010-snapshots',
  async up(trx) {
    await trx.schema.createTable('snapshots', (table) => {
      table.string('image_id', 36).primary();
      table.string('host', 255).notNullable();
      table.string('kind', 10).notNullable();
      table.string('parent_id', 80);
      table.string('created_at', 30).notNullable();
    });
    await trx.schema.alterTable('layer_uploads', (table) => {
      table.string('image_id', 36).index();
    });
  },
};
