import type { Migration } from '../../openapi/serve/migrate.ts';

/** What an image for machines says beside its layers: properties, kernel, ramdisk. */
export const machineImages: Migration = {
  id: '0020-machine-images',
  async up(trx) {
    await trx.schema.alterTable('image_chains', (table) => {
      table.text('machine');
    });
  },
};
