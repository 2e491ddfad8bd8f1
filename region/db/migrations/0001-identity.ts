import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Domains, projects, users, roles and who has which; signing keys; revocations. */
export const identityTables: Migration = {
  id: '0001-identity',
  async up(trx) {
    await trx.schema.createTable('domains', (table) => {
      table.string('id', 64).primary();
      table.string('name', 64).notNullable().unique();
      table.text('description').notNullable();
      table.integer('enabled').notNullable();
      table.string('created_at', 30).notNullable();
    });
    await trx.schema.createTable('projects', (table) => {
      table.string('id', 64).primary();
      table.string('domain_id', 64).notNullable().references('domains.id');
      table.string('name', 64).notNullable();
      table.text('description').notNullable();
      table.integer('enabled').notNullable();
      table.text('tags').notNullable();
      table.text('options').notNullable();
      table.string('created_at', 30).notNullable();
      table.string('deleted_at', 30);
    });
    await trx.schema.createTable('users', (table) => {
      table.string('id', 64).primary();
      table.string('domain_id', 64).notNullable().references('domains.id');
      table.string('name', 255).notNullable();
      table.text('password_hash');
      table.text('email');
      table.text('description');
      table.string('default_project_id', 64);
      table.integer('enabled').notNullable();
      table.text('options').notNullable();
      table.string('created_at', 30).notNullable();
      table.string('deleted_at', 30);
    });
    // Deleted projects and users stay for audit; their names are free again.
    await trx.raw('create unique index projects_live_name on projects (domain_id, name) where deleted_at is null');
    await trx.raw('create unique index users_live_name on users (domain_id, name) where deleted_at is null');

    await trx.schema.createTable('roles', (table) => {
      table.string('id', 64).primary();
      table.string('name', 255).notNullable().unique();
      table.text('description');
      table.text('options').notNullable();
      table.string('created_at', 30).notNullable();
    });
    await trx.schema.createTable('role_assignments', (table) => {
      table.string('user_id', 64).notNullable().references('users.id');
      // A project's id, or `system` for the whole system: ids are hexadecimal, so the word is free.
      table.string('scope_id', 64).notNullable();
      table.string('role_id', 64).notNullable().references('roles.id');
      table.primary(['user_id', 'scope_id', 'role_id']);
      table.index(['scope_id']);
      table.index(['role_id']);
    });

    await trx.schema.createTable('signing_keys', (table) => {
      table.string('kid', 64).primary();
      table.string('state', 16).notNullable();
      table.text('public_jwk').notNullable();
      table.text('sealed_private').notNullable();
      table.string('sealed_by', 32).notNullable();
      table.string('created_at', 30).notNullable();
      table.string('retired_at', 30);
    });
    // Of two processes that make or rotate keys at the same time one gets a unique violation and reads the other's keys.
    await trx.raw(`create unique index signing_keys_one on signing_keys (sealed_by, state) where state in ('next', 'current')`);

    await trx.schema.createTable('revocations', (table) => {
      table.bigInteger('id').primary();
      table.string('audit_id', 64);
      table.string('user_id', 64);
      table.string('project_id', 64);
      table.string('issued_before', 30).notNullable();
      table.string('expires_at', 30).notNullable().index();
    });
    // Ids come from this row rather than from a sequence: its lock is held to the commit, so ids become visible in
    // ascending order and a follower's cursor never passes one that is still to come.
    await trx.schema.createTable('revocation_cursor', (table) => {
      table.integer('one').primary();
      table.bigInteger('value').notNullable();
    });
    await trx('revocation_cursor').insert({ one: 1, value: 0 });
  },
};
