import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Layers that are uploaded one at a time: what was said of each, until it is committed or its time is over. */
export const layerUploads: Migration = {
  id: '0006-layer-uploads',
  async up(trx) {
    await trx.schema.createTable('layer_uploads', (table) => {
      table.string('id', 36).primary();
      table.string('project_id', 64).notNullable();
      table.string('user_id', 64).notNullable();
      table.string('kind', 10).notNullable();
      table.string('parent_id', 80);
      table.string('diff_id', 80);
      table.bigInteger('size');
      table.string('node_id', 40).notNullable();
      table.string('expires_at', 30).notNullable().index();
    });
  },
};
