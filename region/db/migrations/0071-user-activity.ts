import type { Migration } from '../../../openapi/serve/migrate.ts';

/** When users logged in last, to the day. Those that are there already begin with the day of the upgrade. */
export const userActivity: Migration = {
  id: '0071-user-activity',
  async up(trx) {
    await trx.schema.alterTable('users', (table) => {
      table.string('last_active_on', 10);
    });
    await trx('users').update({ last_active_on: new Date().toISOString().slice(0, 10) });
  },
};
