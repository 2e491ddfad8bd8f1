import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Keypairs, server groups with their members, and tags of servers. */
export const aroundServers: Migration = {
  id: '0030-around-servers',
  async up(trx) {
    await trx.schema.createTable('keypairs', (table) => {
      table.increments('number');
      table.text('user_id').notNullable();
      table.text('name').notNullable();
      table.text('type').notNullable();
      table.text('public_key').notNullable();
      table.text('fingerprint').notNullable();
      table.text('created_at').notNullable();
      table.unique(['user_id', 'name']);
    });
    await trx.schema.createTable('server_groups', (table) => {
      table.text('id').primary();
      table.text('project_id').notNullable();
      table.text('user_id').notNullable();
      table.text('name').notNullable();
      table.text('policy').notNullable();
      table.integer('max_per_host');
      table.text('created_at').notNullable();
      table.index(['project_id', 'created_at', 'id']);
    });
    await trx.schema.createTable('server_group_members', (table) => {
      table.text('server_id').primary();
      table.text('group_id').notNullable().references('id').inTable('server_groups').onDelete('CASCADE');
      table.index('group_id');
    });
    await trx.schema.createTable('server_tags', (table) => {
      table.text('server_id').notNullable();
      table.text('tag').notNullable();
      table.primary(['server_id', 'tag']);
      table.index('tag');
    });
  },
};
