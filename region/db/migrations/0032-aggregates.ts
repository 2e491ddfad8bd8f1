import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Host aggregates; and of a host its number, its zone (null: the region's own), whether it is forced down, and its load. */
export const aggregates: Migration = {
  id: '0032-aggregates',
  async up(trx) {
    await trx.schema.createTable('aggregates', (table) => {
      table.increments('id');
      table.text('uuid').notNullable().unique();
      table.text('name').notNullable().unique();
      table.text('created_at').notNullable();
      table.text('updated_at');
    });
    await trx.schema.createTable('aggregate_hosts', (table) => {
      table.integer('aggregate_id').notNullable().references('id').inTable('aggregates').onDelete('CASCADE');
      table.text('host_id').notNullable().references('id').inTable('hosts').onDelete('CASCADE');
      table.primary(['aggregate_id', 'host_id']);
      table.index('host_id');
    });
    await trx.schema.createTable('aggregate_metadata', (table) => {
      table.integer('aggregate_id').notNullable().references('id').inTable('aggregates').onDelete('CASCADE');
      table.text('name').notNullable();
      table.text('value').notNullable();
      table.primary(['aggregate_id', 'name']);
    });
    await trx.schema.createTable('host_numbers', (table) => {
      table.increments('number');
      table.text('host_id').notNullable().unique().references('id').inTable('hosts').onDelete('CASCADE');
    });
    await trx.raw('insert into host_numbers (host_id) select id from hosts order by joined_at, id');
    await trx.schema.alterTable('hosts', (table) => {
      table.text('zone');
      table.integer('forced_down').notNullable().defaultTo(0);
      table.text('booted_at');
      table.text('load_average');
    });
  },
};
