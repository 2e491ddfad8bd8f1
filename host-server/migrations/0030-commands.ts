import type { Migration } from '../../openapi/serve/migrate.ts';

/** The journal of what runs at most once. Secrets are not written down: `detail` says only what a restart must know. */
export const commands: Migration = {
  id: '0030-commands',
  async up(trx) {
    await trx.schema.createTable('commands', (table) => {
      table.string('id', 36).primary();
      table.string('server_id', 36).notNullable();
      table.string('type', 16).notNullable();
      table.string('state', 8).notNullable();
      table.text('detail');
      table.text('result');
      table.text('fault');
      table.string('created_at', 30).notNullable();
      table.string('finished_at', 30).index();
    });
  },
};
