import type { Migration } from '../../../openapi/serve/migrate.ts';

/**
 * What makes Glance whole: members of shared images, imports as tasks, and the two blobs that an image may point at
 * beside its layers. `data_digest` is what a download answers when that is one object (a disk, a kernel, a chain that was
 * flattened once); `staged_digest` is what was staged and waits for its import.
 */
export const glance: Migration = {
  id: '0003-glance',
  async up(trx) {
    await trx.schema.alterTable('images', (table) => {
      table.string('data_digest', 80).references('blobs.digest');
      table.string('staged_digest', 80).references('blobs.digest');
      table.index('data_digest');
      table.index('staged_digest');
    });
    await trx.schema.alterTable('diffs', (table) => {
      table.bigInteger('virtual_size');
    });
    await trx.schema.createTable('image_members', (table) => {
      table.string('image_id', 36).notNullable().references('images.id');
      table.string('project_id', 64).notNullable().index();
      table.string('status', 10).notNullable();
      table.string('created_at', 30).notNullable();
      table.string('updated_at', 30).notNullable();
      table.primary(['image_id', 'project_id']);
    });
    await trx.schema.createTable('tasks', (table) => {
      table.string('id', 36).primary();
      table.string('image_id', 36).notNullable().references('images.id').index();
      table.string('type', 30).notNullable();
      table.string('status', 12).notNullable().index();
      table.string('phase', 30).notNullable();
      table.bigInteger('bytes_done').notNullable();
      table.bigInteger('bytes_total');
      table.text('input').notNullable();
      table.text('message').notNullable();
      table.integer('attempts').notNullable();
      table.string('node_id', 40).notNullable();
      table.string('heartbeat_at', 30).notNullable();
      table.string('project_id', 64).notNullable();
      table.string('user_id', 64).notNullable();
      table.string('request_id', 60).notNullable();
      table.string('created_at', 30).notNullable();
      table.string('updated_at', 30).notNullable();
    });
  },
};
