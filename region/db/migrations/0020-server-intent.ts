import type { Migration } from '../../../openapi/serve/migrate.ts';

/**
 * What the whole of Nova's server has beyond 0006: lock, description, mode (rescued, resized, shelved, soft-deleted), what
 * a change can be taken back to, and the host's remarks. What only the host needs (guest set-up, container options) stands
 * in a table of its own, because lists do not read it.
 */
export const serverIntent: Migration = {
  id: '0020-server-intent',
  async up(trx) {
    await trx.schema.alterTable('servers', (table) => {
      table.text('key_name');
      table.text('description');
      table.text('locked_by');
      table.text('locked_reason');
      table.integer('immutable').notNullable().defaultTo(0);
      table.text('mode');
      table.integer('launch_index').notNullable().defaultTo(0);
      table.integer('ephemeral_gib').notNullable().defaultTo(0);
      table.integer('swap_mib').notNullable().defaultTo(0);
      table.text('extra_specs').notNullable().defaultTo('{}');
      table.text('image_parts').notNullable().defaultTo('{}');
      table.text('rescue_image');
      table.text('keep_root_as');
      table.text('former');
      table.text('condition');
      table.text('step_since');
      table.text('delete_after');
    });
    await trx.schema.createTable('server_setups', (table) => {
      table.text('server_id').primary();
      table.text('guest');
      table.text('options');
    });
    await trx.raw('create index servers_delete_after on servers (delete_after) where delete_after is not null');
    await trx.raw('create index servers_updated on servers (project_id, updated_at, id)');
    await trx.raw('create index servers_purge on servers (deleted_at) where deleted_at is not null');
  },
};
