import type { Migration } from '../../../openapi/serve/migrate.ts';

/**
 * What projects may store, what uploads in progress hold of it, and what the scrubber found.
 *
 * There is no counter of what is used: that is the sum over the project's images, which cannot drift. A reservation is of
 * a holder (an upload), and goes in the transaction that ends it. `damaged_at` is when a blob's bytes were found to be
 * wrong or missing; null means sound.
 */
export const quotaAndScrub: Migration = {
  id: '0005-quota-and-scrub',
  async up(trx) {
    await trx.schema.createTable('project_quotas', (table) => {
      table.string('project_id', 64).primary();
      table.bigInteger('limit_bytes');
    });
    await trx.schema.createTable('reservations', (table) => {
      table.string('holder', 100).primary();
      table.string('project_id', 64).notNullable().index();
      table.string('node_id', 40).notNullable().index();
      table.bigInteger('bytes').notNullable();
    });
    await trx.schema.alterTable('blobs', (table) => {
      table.string('scrubbed_at', 30);
      table.string('damaged_at', 30).index();
    });
  },
};
