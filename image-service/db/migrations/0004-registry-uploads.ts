import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Uploads of registry clients: their bytes are a kept stage under the same id, so they can go on after a restart. */
export const registryUploads: Migration = {
  id: '0004-registry-uploads',
  async up(trx) {
    await trx.schema.createTable('registry_uploads', (table) => {
      table.string('id', 36).primary();
      table.string('repository', 200).notNullable();
      table.string('project_id', 64).notNullable();
      table.string('user_id', 64).notNullable();
      table.string('node_id', 40).notNullable().index();
      table.string('expires_at', 30).notNullable().index();
    });
  },
};
