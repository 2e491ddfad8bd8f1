import type { Migration } from '../../openapi/serve/migrate.ts';

/**
 * What eviction goes by: when a layer was last asked for, how large it is unpacked (before this it was not noted: the
 * blob's size stands in), and on which chains each server has ever stood, because a rebuilt server's old root stays
 * mounted until the new one is.
 */
export const layerUse: Migration = {
  id: '0002-layer-use',
  async up(trx) {
    await trx.schema.alterTable('layers', (table) => {
      table.string('last_used_at', 30);
      table.bigInteger('disk_bytes');
    });
    await trx.schema.createTable('server_chains', (table) => {
      table.string('server_id', 36).notNullable();
      table.string('image_id', 36).notNullable();
      table.string('layer_id', 71).notNullable();
      table.primary(['server_id', 'image_id', 'layer_id']);
    });
  },
};
