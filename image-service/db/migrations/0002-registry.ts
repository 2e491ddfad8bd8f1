import type { Migration } from '../../../openapi/serve/migrate.ts';

/**
 * The registry's view on the same store: repositories, their manifests (whose bytes are blobs like any other), and tags.
 *
 * Who may read a blob is said by `repo_blobs`; it keeps nothing from collection and goes with its blob. What keeps
 * things is a manifest: it holds its own blob, those that it names (`manifest_refs`) and its chain (`top_layer_id`).
 * `repo_images` says which image stands for which manifest; `tag` is null once the tag has moved on.
 */
export const registry: Migration = {
  id: '0002-registry',
  async up(trx) {
    await trx.schema.createTable('repositories', (table) => {
      table.string('id', 36).primary();
      table.string('name', 200).notNullable().unique();
      table.string('project_id', 64).notNullable().index();
      table.string('created_at', 30).notNullable();
    });
    await trx.schema.createTable('repo_blobs', (table) => {
      table.string('repo_id', 36).notNullable().references('repositories.id');
      table.string('digest', 80).notNullable().references('blobs.digest').onDelete('CASCADE').index();
      table.primary(['repo_id', 'digest']);
    });
    await trx.schema.createTable('manifests', (table) => {
      table.string('repo_id', 36).notNullable().references('repositories.id');
      table.string('digest', 80).notNullable().references('blobs.digest').index();
      table.string('media_type', 120).notNullable();
      table.string('artifact_type', 255);
      table.string('subject_digest', 80);
      table.text('annotations');
      // What the image is that the manifest describes; null for indexes and other artifacts.
      table.string('top_layer_id', 80).references('layers.id').index();
      table.string('config_digest', 80);
      table.string('architecture', 40);
      table.string('os_hash_value', 128);
      table.bigInteger('archive_size');
      table.bigInteger('virtual_size');
      table.string('pushed_at', 30).notNullable();
      table.primary(['repo_id', 'digest']);
      table.index(['repo_id', 'subject_digest']);
    });
    await trx.schema.createTable('manifest_refs', (table) => {
      table.string('repo_id', 36).notNullable();
      table.string('manifest_digest', 80).notNullable();
      table.string('ref_digest', 80).notNullable().references('blobs.digest').index();
      table.string('role', 10).notNullable();
      table.primary(['repo_id', 'manifest_digest', 'ref_digest']);
      table.foreign(['repo_id', 'manifest_digest']).references(['repo_id', 'digest']).inTable('manifests').onDelete('CASCADE');
    });
    await trx.schema.createTable('tags', (table) => {
      table.string('repo_id', 36).notNullable();
      table.string('name', 128).notNullable();
      table.string('manifest_digest', 80).notNullable();
      table.string('updated_at', 30).notNullable();
      table.primary(['repo_id', 'name']);
      table.foreign(['repo_id', 'manifest_digest']).references(['repo_id', 'digest']).inTable('manifests');
    });
    await trx.schema.createTable('repo_images', (table) => {
      table.string('image_id', 36).primary().references('images.id');
      table.string('repo_id', 36).notNullable();
      table.string('manifest_digest', 80).notNullable();
      table.string('tag', 128);
      // 'push' when the tag made the image, 'upload' when the image made the tag.
      table.string('origin', 10).notNullable();
      table.index(['repo_id', 'tag']);
      table.index(['repo_id', 'manifest_digest']);
      table.foreign(['repo_id', 'manifest_digest']).references(['repo_id', 'digest']).inTable('manifests');
    });
  },
};
