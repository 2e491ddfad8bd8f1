import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Uploads of images that go on where they were cut off: whose bytes are kept, at which node, and until when. */
export const resumableUploads: Migration = {
  id: '0011-resumable-uploads',
  async up(trx) {
    await trx.schema.createTable('kept_uploads', (table) => {
      table.string('image_id', 36).primary();
      table.string('node_id', 40).notNullable();
      table.string('expires_at', 30).notNullable().index();
    });
  },
};
