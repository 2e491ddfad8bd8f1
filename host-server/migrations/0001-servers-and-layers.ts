import type { Migration } from '../../openapi/serve/migrate.ts';

/** What a host must know after a power cut: its specs and how far it came with each, its layers, and its counters. */
export const serversAndLayers: Migration = {
  id: '0001-servers-and-layers',
  async up(trx) {
    await trx.schema.createTable('servers', (table) => {
      table.string('id', 36).primary();
      table.bigInteger('generation').notNullable();
      table.text('spec').notNullable();
      table.bigInteger('observed_generation').notNullable();
      table.string('status', 16);
      table.bigInteger('applied_boot').notNullable();
      table.bigInteger('applied_root').notNullable();
      table.text('fault');
      table.text('outcome');
      table.string('updated_at', 30).notNullable();
    });
    // Servers that are gone and of which the region was told: a late push of an old generation must not bring one back.
    await trx.schema.createTable('gone_servers', (table) => {
      table.string('id', 36).primary();
      table.bigInteger('generation').notNullable();
      table.string('gone_at', 30).notNullable().index();
    });
    await trx.schema.createTable('layers', (table) => {
      table.string('id', 71).primary();
      table.string('parent_id', 71);
      table.string('digest', 71).notNullable();
      table.bigInteger('size').notNullable();
      table.string('created_at', 30).notNullable();
    });
    // By image too: two images may stand on one chain and differ in what they run.
    await trx.schema.createTable('image_chains', (table) => {
      table.string('image_id', 36).notNullable();
      table.string('layer_id', 71).notNullable();
      table.primary(['image_id', 'layer_id']);
      table.text('layer_ids').notNullable();
      table.text('config').notNullable();
      table.string('created_at', 30).notNullable();
    });
    await trx.schema.createTable('counters', (table) => {
      table.string('name', 32).primary();
      table.text('value').notNullable();
    });
  },
};
