import type { Migration } from '../../openapi/serve/migrate.ts';

/** What the server that runs was made with, where that can differ from its spec: size, image, rescue image. */
export const applied: Migration = {
  id: '0010-applied',
  async up(trx) {
    await trx.schema.alterTable('servers', (table) => {
      table.text('applied');
    });
  },
};
