import type { Migration } from '../../../openapi/serve/migrate.ts';

/** What a flavor has beside its sizes: a description, extra specs, and the projects that may use it when it is not public. */
export const flavorExtras: Migration = {
  id: '0031-flavor-extras',
  async up(trx) {
    await trx.schema.alterTable('flavors', (table) => {
      table.text('description');
    });
    await trx.schema.createTable('flavor_extra_specs', (table) => {
      table.text('flavor_id').notNullable().references('id').inTable('flavors').onDelete('CASCADE');
      table.text('name').notNullable();
      table.text('value').notNullable();
      table.primary(['flavor_id', 'name']);
    });
    await trx.schema.createTable('flavor_access', (table) => {
      table.text('flavor_id').notNullable().references('id').inTable('flavors').onDelete('CASCADE');
      table.text('project_id').notNullable();
      table.primary(['flavor_id', 'project_id']);
    });
  },
};
