import type { Migration } from '../../../openapi/serve/migrate.ts';

/**
 * Blobs are bytes, diffs are changesets (in one or more encodings), layers are diffs on top of a parent, images point at
 * a top layer. References only go up this list, and every foreign key refuses to let its target go: collection works
 * from the image downwards, and a mistake there is an error, never a hole.
 *
 * `gc_after` on blobs and layers: due to be looked at by the collector; every transaction that adds a reference sets it
 * to null. `garbage` holds keys of objects that no blob row names: those to be deleted, and those that a process (its
 * `node_id`) is about to name.
 */
export const layersAndImages: Migration = {
  id: '0001-layers-and-images',
  async up(trx) {
    await trx.schema.createTable('blobs', (table) => {
      table.string('digest', 80).primary();
      table.bigInteger('size').notNullable();
      table.string('store_key', 160).notNullable().unique();
      table.string('protect_until', 30);
      table.string('gc_after', 30).index();
      table.string('created_at', 30).notNullable();
    });
    await trx.schema.createTable('garbage', (table) => {
      table.string('store_key', 160).primary();
      table.string('node_id', 40).index();
      table.string('since', 30).notNullable();
    });
    await trx.schema.createTable('diffs', (table) => {
      table.string('diff_id', 80).primary();
      table.string('kind', 10).notNullable();
      table.bigInteger('raw_size').notNullable();
    });
    await trx.schema.createTable('diff_blobs', (table) => {
      table.string('diff_id', 80).notNullable().references('diffs.diff_id');
      table.string('blob_digest', 80).notNullable().references('blobs.digest').index();
      table.string('media_type', 100).notNullable();
      table.primary(['diff_id', 'blob_digest']);
    });
    await trx.schema.createTable('layers', (table) => {
      table.string('id', 80).primary();
      table.string('kind', 10).notNullable();
      table.string('diff_id', 80).notNullable().references('diffs.diff_id').index();
      table.string('parent_id', 80).references('layers.id').index();
      table.integer('depth').notNullable();
      table.string('created_by', 64);
      table.string('created_at', 30).notNullable();
      table.string('gc_after', 30).index();
    });
    await trx.schema.createTable('images', (table) => {
      table.string('id', 36).primary();
      table.string('name', 255).index();
      table.string('owner_project', 64).notNullable().index();
      table.string('visibility', 10).notNullable().index();
      table.string('status', 20).notNullable();
      table.text('status_reason');
      table.string('kind', 10);
      table.string('disk_format', 20);
      table.string('container_format', 20);
      table.string('top_layer_id', 80).references('layers.id').index();
      table.string('config_digest', 80).references('blobs.digest').index();
      table.string('manifest_digest', 80).references('blobs.digest').index();
      table.string('manifest_media_type', 100);
      table.string('os_hash_algo', 20);
      table.string('os_hash_value', 128);
      table.bigInteger('size');
      table.bigInteger('virtual_size');
      table.integer('min_disk').notNullable();
      table.integer('min_ram').notNullable();
      table.string('architecture', 40);
      table.integer('protected').notNullable();
      table.integer('os_hidden').notNullable();
      table.string('created_at', 30).notNullable().index();
      table.string('updated_at', 30).notNullable();
      table.string('deleted_at', 30);
    });
    await trx.schema.createTable('image_properties', (table) => {
      table.string('image_id', 36).notNullable().references('images.id');
      table.string('name', 255).notNullable();
      table.text('value').notNullable();
      table.primary(['image_id', 'name']);
    });
    await trx.schema.createTable('image_tags', (table) => {
      table.string('image_id', 36).notNullable().references('images.id');
      table.string('tag', 255).notNullable().index();
      table.primary(['image_id', 'tag']);
    });
    await trx.schema.createTable('uploads', (table) => {
      table.string('image_id', 36).primary().references('images.id');
      table.string('node_id', 40).notNullable().index();
      table.string('started_at', 30).notNullable();
    });
    await trx.schema.createTable('leases', (table) => {
      table.string('id', 36).primary();
      table.string('holder', 64).notNullable();
      table.string('expires_at', 30).notNullable().index();
    });
    await trx.schema.createTable('lease_refs', (table) => {
      table.string('lease_id', 36).notNullable().references('leases.id');
      table.string('layer_id', 80).notNullable().references('layers.id').index();
      table.primary(['lease_id', 'layer_id']);
    });
  },
};
