import type { Migration } from '../../../openapi/serve/migrate.ts';

/** Servers: intent (desired, generation, boot), placement, and what the host last observed. */
export const servers: Migration = {
  id: '0006-servers',
  async up(trx) {
    await trx.schema.createTable('servers', (table) => {
      table.text('id').primary();
      table.text('project_id').notNullable();
      table.text('user_id').notNullable();
      table.text('name').notNullable();
      table.text('hostname').notNullable();
      table.text('kind').notNullable();
      table.text('metadata').notNullable();
      table.text('image_id').notNullable();
      table.text('image_name');
      table.text('layer_id').notNullable();
      table.text('flavor_id').notNullable();
      table.text('flavor_name').notNullable();
      table.integer('vcpus').notNullable();
      table.integer('memory_mib').notNullable();
      table.integer('disk_gib').notNullable();
      table.text('availability_zone').notNullable();
      table.text('disk_config').notNullable();
      table.text('config_drive').notNullable();
      table.text('access_ipv4').notNullable();
      table.text('access_ipv6').notNullable();
      table.text('reservation_id').notNullable();
      // No foreign key: rows of deleted servers outlive their host.
      table.text('host_id').notNullable();
      table.text('host_name').notNullable();
      table.text('desired').notNullable();
      table.integer('generation').notNullable();
      table.integer('boot').notNullable();
      table.integer('root').notNullable();
      table.integer('hard').notNullable();
      table.text('request_id').notNullable();
      table.integer('acked_generation').notNullable();
      table.integer('observed_generation').notNullable();
      table.bigInteger('report_sequence').notNullable();
      table.text('vm_state').notNullable();
      table.text('task_state');
      table.integer('power_state').notNullable();
      table.text('step');
      table.integer('progress');
      table.text('fault');
      table.text('launched_at');
      table.text('created_at').notNullable();
      table.text('updated_at').notNullable();
      table.text('deleted_at');
      table.index(['project_id', 'created_at', 'id']);
      table.index(['created_at', 'id']);
      table.index(['host_id', 'deleted_at']);
    });
    // What the sweep looks for; empty but for the moments between a commit and a host's acknowledgement.
    await trx.raw('create index servers_undispatched on servers (host_id) where acked_generation < generation and deleted_at is null');
  },
};
