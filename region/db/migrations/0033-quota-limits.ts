import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Limits by owner (a project, or a quota class as `class:default`) and resource, of all that project_quotas does not count. */
export const quotaLimits: Migration = {
  id: '0033-quota-limits',
  async up(trx) {
    await trx.schema.createTable('quota_limits', (table) => {
      table.text('owner').notNullable();
      table.text('resource').notNullable();
      table.integer('value').notNullable();
      table.primary(['owner', 'resource']);
    });
  },
};
