import type { Migration } from '../../openapi/serve/migrate.ts';

/** The network maps that the region pushed, whole. */
export const networkMaps: Migration = {
  id: '0040-network-maps',
  async up(trx) {
    await trx.schema.createTable('network_maps', (table) => {
      table.string('id', 36).primary();
      table.bigInteger('revision').notNullable();
      // Null once the map was taken away: a push that was delayed must not bring an older one back.
      table.text('map');
      table.string('updated_at', 30).notNullable().index();
    });
  },
};
