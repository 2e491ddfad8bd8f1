import type { Migration } from '../../../openapi/serve/migrate.ts';

/** The answers to creating requests that came with a key, sealed by that key, so that a repetition gets the same one. */
export const idempotencyKeys: Migration = {
  id: '0061-idempotency-keys',
  async up(trx) {
    await trx.schema.createTable('idempotency_keys', (table) => {
      table.string('project_id', 64).notNullable();
      table.string('key_hash', 64).notNullable();
      table.string('request_hash', 64).notNullable();
      table.text('answer');
      table.string('created_at', 30).notNullable().index();
      table.primary(['project_id', 'key_hash']);
    });
  },
};
