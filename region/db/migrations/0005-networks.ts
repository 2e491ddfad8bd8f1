import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Networks, their subnets, ports, and the addresses that ports hold (as numbers too, so that the lowest free one can be found). */
export const networks: Migration = {
  id: '0005-networks',
  async up(trx) {
    await trx.schema.createTable('networks', (table) => {
      table.text('id').primary();
      table.text('project_id').notNullable();
      table.text('name').notNullable();
      table.integer('segment').notNullable().unique();
      table.integer('mtu').notNullable();
      // The project whose own network this is; unique, so a project never gets two.
      table.text('own_of_project').unique();
      table.text('created_at').notNullable();
      table.text('updated_at').notNullable();
      table.integer('revision').notNullable().defaultTo(1);
      table.index(['project_id', 'created_at', 'id']);
    });
    await trx.schema.createTable('subnets', (table) => {
      table.text('id').primary();
      table.text('network_id').notNullable().references('networks.id');
      table.text('project_id').notNullable();
      table.text('name').notNullable();
      table.text('cidr').notNullable().unique();
      table.text('gateway_ip').notNullable();
      table.text('pool_start').notNullable();
      table.text('pool_end').notNullable();
      table.text('nameservers').notNullable();
      table.text('created_at').notNullable();
      table.text('updated_at').notNullable();
      table.integer('revision').notNullable().defaultTo(1);
      table.index(['network_id']);
      table.index(['project_id', 'created_at', 'id']);
    });
    await trx.schema.createTable('ports', (table) => {
      table.text('id').primary();
      table.text('project_id').notNullable();
      table.text('network_id').notNullable().references('networks.id');
      table.text('mac_address').notNullable();
      table.text('device_id').notNullable();
      table.text('device_owner').notNullable();
      table.text('name').notNullable().defaultTo('');
      table.text('status').notNullable();
      table.text('created_at').notNullable();
      table.text('updated_at').notNullable();
      table.integer('revision').notNullable().defaultTo(1);
      table.unique(['network_id', 'mac_address']);
      table.index(['device_id']);
      table.index(['project_id', 'created_at', 'id']);
    });
    await trx.schema.createTable('fixed_ips', (table) => {
      table.text('port_id').notNullable().references('ports.id').onDelete('cascade');
      table.text('subnet_id').notNullable().references('subnets.id');
      table.bigInteger('ip_number').notNullable();
      table.text('ip_address').notNullable();
      table.primary(['subnet_id', 'ip_number']);
      table.index(['port_id']);
      table.index(['ip_address']);
    });
  },
};
