import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Whether broadcast and multicast pass within a network: Neutron has no word for it. */
export const networkMulticast: Migration = {
  id: '0052-network-multicast',
  async up(trx) {
    await trx.schema.alterTable('networks', (table) => {
      table.integer('multicast').notNullable().defaultTo(0);
    });
  },
};
