import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Of a credential that makes one-time codes: the newest step of 30 s whose code was used. */
export const secondFactors: Migration = {
  id: '0070-second-factors',
  async up(trx) {
    await trx.schema.alterTable('credentials', (table) => {
      table.bigInteger('used_step');
    });
  },
};
