import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Tickets open one WebSocket each: their hash, what they open, and when they were used. */
export const tickets: Migration = {
  id: '0050-tickets',
  async up(trx) {
    await trx.schema.createTable('tickets', (table) => {
      table.string('hash', 64).primary();
      table.string('server_id', 36).notNullable();
      table.string('user_id', 64).notNullable();
      table.string('type', 16).notNullable();
      table.text('request').notNullable();
      table.string('created_at', 30).notNullable();
      table.string('expires_at', 30).notNullable().index();
      table.string('used_at', 30);
    });
  },
};
