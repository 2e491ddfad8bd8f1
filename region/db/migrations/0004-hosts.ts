import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Hosts with what they have and what is claimed of it; join tokens by hash. */
export const hosts: Migration = {
  id: '0004-hosts',
  async up(trx) {
    await trx.schema.createTable('hosts', (table) => {
      table.text('id').primary();
      table.text('name').notNullable().unique();
      table.text('url').notNullable();
      table.text('user_id').notNullable();
      table.text('state').notNullable();
      table.integer('enabled').notNullable();
      table.text('disabled_reason');
      table.text('kinds').notNullable();
      table.text('architecture').notNullable();
      table.text('version');
      table.integer('vcpus').notNullable();
      table.integer('memory_mib').notNullable();
      table.integer('disk_gib').notNullable();
      table.integer('vcpus_claimed').notNullable().defaultTo(0);
      table.integer('memory_mib_claimed').notNullable().defaultTo(0);
      table.integer('disk_gib_claimed').notNullable().defaultTo(0);
      table.integer('servers').notNullable().defaultTo(0);
      table.text('joined_at').notNullable();
      table.text('heartbeat_at');
      table.index(['state', 'heartbeat_at']);
    });
    await trx.schema.createTable('join_tokens', (table) => {
      table.text('token_hash').primary();
      table.text('created_by').notNullable();
      table.text('created_at').notNullable();
      table.text('expires_at').notNullable();
      table.text('used_at');
    });
  },
};
