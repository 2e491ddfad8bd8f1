import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Events with a growing id, which is the cursor; actions with their outcome. */
export const events: Migration = {
  id: '0002-events',
  async up(trx) {
    await trx.schema.createTable('events', (table) => {
      table.bigIncrements('id');
      table.text('type').notNullable();
      table.text('at').notNullable();
      table.text('project_id');
      table.text('server_id');
      table.text('host_id');
      table.text('request_id');
      table.text('data');
      table.index(['project_id', 'id']);
      table.index(['server_id', 'id']);
    });
    await trx.schema.createTable('actions', (table) => {
      table.text('id').primary();
      table.text('server_id').notNullable();
      table.text('request_id').notNullable();
      table.text('action').notNullable();
      table.text('user_id').notNullable();
      table.text('project_id').notNullable();
      table.integer('generation').notNullable();
      table.text('started_at').notNullable();
      table.double('accept_ms').notNullable();
      table.text('dispatched_at');
      table.double('dispatch_ms');
      table.text('finished_at');
      table.text('result');
      table.text('fault');
      table.text('phases');
      table.index(['server_id', 'started_at']);
      table.index(['server_id', 'request_id']);
    });
  },
};
