import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Application credentials with their access rules, credentials (EC2 ones too), limits, policies; finer revocations. */
export const credentialTables: Migration = {
  id: '0007-credentials',
  async up(trx) {
    await trx.schema.alterTable('revocations', (table) => {
      table.string('audit_chain_id', 64);
      table.string('application_credential_id', 64);
    });
    await trx.schema.createTable('application_credentials', (table) => {
      table.string('id', 64).primary();
      table.string('user_id', 64).notNullable().references('users.id');
      table.string('project_id', 64).notNullable().index();
      table.string('name', 255).notNullable();
      table.text('description');
      table.text('secret_hash').notNullable();
      // Ids of roles, and of access rules (null: everything), as JSON lists.
      table.text('role_ids').notNullable();
      table.text('access_rule_ids');
      table.integer('unrestricted').notNullable();
      table.string('expires_at', 30);
      table.string('created_at', 30).notNullable();
      table.unique(['user_id', 'name']);
    });
    await trx.schema.createTable('access_rules', (table) => {
      table.string('id', 64).primary();
      table.string('user_id', 64).notNullable().references('users.id');
      table.string('service', 64).notNullable();
      table.string('method', 16).notNullable();
      table.string('path', 255).notNullable();
      table.unique(['user_id', 'service', 'method', 'path']);
    });
    await trx.schema.createTable('credentials', (table) => {
      table.string('id', 64).primary();
      table.string('user_id', 64).notNullable().index();
      table.string('project_id', 64).index();
      table.string('type', 255).notNullable();
      // Sealed by the key that seals signing keys (identity/key-seal.ts).
      table.text('sealed_blob').notNullable();
      table.string('sealed_by', 32).notNullable();
      table.string('created_at', 30).notNullable();
    });
    await trx.schema.createTable('registered_limits', (table) => {
      table.string('id', 64).primary();
      table.string('service_id', 64).notNullable();
      // Empty for all regions: null would let a second row in.
      table.string('region_id', 255).notNullable();
      table.string('resource_name', 255).notNullable();
      table.bigInteger('default_limit').notNullable();
      table.text('description');
      table.unique(['service_id', 'region_id', 'resource_name']);
    });
    await trx.schema.createTable('limits', (table) => {
      table.string('id', 64).primary();
      table.string('registered_limit_id', 64).notNullable().references('registered_limits.id');
      // A project's or a domain's id, the other one empty.
      table.string('project_id', 64).notNullable();
      table.string('domain_id', 64).notNullable();
      table.bigInteger('resource_limit').notNullable();
      table.text('description');
      table.unique(['registered_limit_id', 'project_id', 'domain_id']);
    });
    await trx.schema.createTable('policies', (table) => {
      table.string('id', 64).primary();
      table.string('type', 255).notNullable();
      table.text('blob').notNullable();
    });
  },
};
