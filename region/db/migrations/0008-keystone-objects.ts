import type { Migration } from '../../../openapi/serve/migrate.ts';

/**
 * What Keystone has besides projects, users and roles: deleted domains, projects below projects, password rules, groups,
 * roles of a domain, implied roles, grants in all forms, and the catalog.
 */
export const keystoneObjects: Migration = {
  id: '0008-keystone-objects',
  async up(trx) {
    await trx.schema.alterTable('domains', (table) => {
      table.dropUnique(['name']);
      table.text('options').notNullable().defaultTo('{}');
      table.text('tags').notNullable().defaultTo('[]');
      table.string('deleted_at', 30);
    });
    await trx.raw('create unique index domains_live_name on domains (name) where deleted_at is null');
    await trx.schema.alterTable('projects', (table) => {
      // null: directly below the domain.
      table.string('parent_id', 64).index();
    });
    await trx.schema.alterTable('users', (table) => {
      table.string('password_expires_at', 30);
      // Hashes of earlier passwords, newest first, as a JSON list.
      table.text('password_history').notNullable().defaultTo('[]');
      table.integer('failed_logins').notNullable().defaultTo(0);
      table.string('failed_at', 30);
    });
    await trx.schema.alterTable('roles', (table) => {
      table.dropUnique(['name']);
      table.string('domain_id', 64);
    });
    await trx.raw(`create unique index roles_name on roles (coalesce(domain_id, ''), name)`);
    await trx.schema.createTable('implied_roles', (table) => {
      table.string('prior_role_id', 64).notNullable().references('roles.id');
      table.string('implied_role_id', 64).notNullable().references('roles.id').index();
      table.primary(['prior_role_id', 'implied_role_id']);
    });
    for (const [prior, implied] of [['admin', 'manager'], ['manager', 'member'], ['member', 'reader']]) {
      await trx.raw(
        'insert into implied_roles (prior_role_id, implied_role_id) select p.id, i.id from roles p cross join roles i where p.name = ? and i.name = ?',
        [String(prior), String(implied)],
      );
    }

    await trx.schema.createTable('user_groups', (table) => {
      table.string('id', 64).primary();
      table.string('domain_id', 64).notNullable().references('domains.id');
      table.string('name', 255).notNullable();
      table.text('description').notNullable();
      table.string('created_at', 30).notNullable();
      table.unique(['domain_id', 'name']);
    });
    await trx.schema.createTable('group_members', (table) => {
      table.string('group_id', 64).notNullable().references('user_groups.id');
      table.string('user_id', 64).notNullable().references('users.id').index();
      table.primary(['group_id', 'user_id']);
    });

    await trx.schema.createTable('role_grants', (table) => {
      // `user` or `group`; `project`, `domain` or `system` (whose id is the word itself).
      table.string('actor_type', 8).notNullable();
      table.string('actor_id', 64).notNullable();
      table.string('scope_type', 8).notNullable();
      table.string('scope_id', 64).notNullable();
      table.string('role_id', 64).notNullable().references('roles.id').index();
      // 1: holds in the projects below the scope, and not in the scope itself.
      table.integer('inherited').notNullable();
      table.primary(['actor_id', 'scope_id', 'role_id', 'inherited', 'actor_type', 'scope_type']);
      table.index(['scope_id']);
    });
    await trx.raw(
      `insert into role_grants (actor_type, actor_id, scope_type, scope_id, role_id, inherited)
       select 'user', user_id, case when scope_id = 'system' then 'system' else 'project' end, scope_id, role_id, 0 from role_assignments`,
    );
    await trx.schema.dropTable('role_assignments');

    await trx.schema.createTable('catalog_regions', (table) => {
      table.string('id', 255).primary();
      table.text('description').notNullable();
      table.string('parent_region_id', 255).references('catalog_regions.id');
    });
    await trx.schema.createTable('catalog_services', (table) => {
      table.string('id', 64).primary();
      table.string('type', 255).notNullable();
      table.string('name', 255);
      table.text('description');
      table.integer('enabled').notNullable();
      // Our own come first, in the order in which people know them.
      table.integer('position').notNullable();
    });
    await trx.schema.createTable('catalog_endpoints', (table) => {
      table.string('id', 64).primary();
      table.string('service_id', 64).notNullable().references('catalog_services.id').index();
      table.string('interface', 8).notNullable();
      table.string('region_id', 255).references('catalog_regions.id');
      // null: `url` is whole; else the configured address of that service (region or image) goes before it.
      table.string('base', 8);
      table.text('url').notNullable();
      table.integer('enabled').notNullable();
    });
    // Which of our own services were ever put into the catalog: what an administrator then deletes stays deleted.
    await trx.schema.createTable('catalog_seeds', (table) => {
      table.string('type', 64).primary();
    });

    await trx.schema.alterTable('revocations', (table) => {
      table.string('domain_id', 64);
      table.string('user_domain_id', 64);
    });
  },
};
