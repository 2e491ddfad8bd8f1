import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Snapshots that were ordered: whose host is to be asked until it has answered, and, of backups, what to rotate. */
export const snapshotOrders: Migration = {
  id: '0051-snapshot-orders',
  async up(trx) {
    await trx.schema.createTable('snapshot_orders', (table) => {
      table.string('id', 36).primary();
      table.string('server_id', 36).notNullable().index();
      table.string('image_id', 36).notNullable();
      table.string('action_id', 36).notNullable();
      table.string('action', 16).notNullable();
      table.string('request_id', 64).notNullable();
      table.string('backup_type', 255);
      table.integer('rotation');
      table.string('state', 8).notNullable();
      table.string('leased_until', 30).notNullable();
      table.string('created_at', 30).notNullable();
      table.string('image_gone_at', 30);
    });
  },
};
