import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Sets: what their instances are made from, and how many there are to be. Instances are servers that know their set. */
export const sets: Migration = {
  id: '0080-sets',
  async up(trx) {
    await trx.schema.createTable('server_sets', (table) => {
      table.string('id', 36).primary();
      table.string('project_id', 32).notNullable().index();
      table.string('user_id', 64).notNullable();
      table.string('name', 255).notNullable();
      table.text('template').notNullable();
      table.integer('replicas').notNullable();
      table.integer('deleting').notNullable();
      table.text('fault');
      table.string('created_at', 30).notNullable();
      table.string('updated_at', 30).notNullable();
    });
    await trx.schema.alterTable('servers', (table) => {
      table.string('set_id', 36).index();
      table.integer('set_ordinal');
    });
  },
};
