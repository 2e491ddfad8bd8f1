import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Flavors, and one row a project with its limits (null: the default) and what it uses. */
export const flavorsAndQuotas: Migration = {
  id: '0003-flavors-quotas',
  async up(trx) {
    await trx.schema.createTable('flavors', (table) => {
      table.text('id').primary();
      table.text('name').notNullable().unique();
      table.integer('vcpus').notNullable();
      table.integer('memory_mib').notNullable();
      table.integer('disk_gib').notNullable();
      table.integer('swap_mib').notNullable();
      table.integer('ephemeral_gib').notNullable();
      table.double('rxtx_factor').notNullable();
      table.integer('is_public').notNullable();
      table.text('created_at').notNullable();
    });
    await trx.schema.createTable('project_quotas', (table) => {
      table.text('project_id').primary();
      table.integer('instances_limit');
      table.integer('cores_limit');
      table.integer('memory_mib_limit');
      table.integer('instances_used').notNullable().defaultTo(0);
      table.integer('cores_used').notNullable().defaultTo(0);
      table.integer('memory_mib_used').notNullable().defaultTo(0);
    });
  },
};
