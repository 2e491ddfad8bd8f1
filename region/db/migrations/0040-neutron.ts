import { randomUUID } from 'node:crypto';
import type { Trx } from '../../../openapi/serve/db.ts';
import type { Migration } from '../../../openapi/serve/migrate.ts';
import { addressKey } from '../../networks/address.ts';

/**
 * Networks as tenants and operators make them: subnets of both families with pools of their own, groups, routers, floating
 * addresses, QoS, quotas and tags; and what each host holds of a network's map. Ports of before get their project's
 * default group.
 */
export const neutron: Migration = {
  id: '0040-neutron',
  async up(trx) {
    await widenNetworks(trx);
    await rebuildSubnets(trx);
    await widenPorts(trx);
    await createGroups(trx);
    await createRouters(trx);
    await createQos(trx);
    await createRest(trx);
    await adoptOldPorts(trx);
  },
};

type Columns = Parameters<Parameters<Trx['schema']['createTable']>[1]>[0];

const standard = (table: Columns): void => {
  table.text('id').primary();
  table.text('project_id').notNullable();
  table.text('name').notNullable().defaultTo('');
  table.text('description').notNullable().defaultTo('');
  table.text('created_at').notNullable();
  table.text('updated_at').notNullable();
  table.integer('revision').notNullable().defaultTo(1);
  table.index(['project_id', 'created_at', 'id']);
};

async function widenNetworks(trx: Trx): Promise<void> {
  await trx.schema.alterTable('networks', (table) => {
    table.text('description').notNullable().defaultTo('');
    table.integer('admin_state_up').notNullable().defaultTo(1);
    table.integer('shared').notNullable().defaultTo(0);
    table.integer('external').notNullable().defaultTo(0);
    table.integer('is_default').notNullable().defaultTo(0);
    table.text('type').notNullable().defaultTo('vxlan');
    table.text('physical_network');
    table.integer('vlan_id');
    table.integer('port_security').notNullable().defaultTo(1);
    table.text('dns_domain').notNullable().defaultTo('');
    table.text('qos_policy_id');
    // Grows with whatever changes the network's map; hosts have it when `pushed_revision` has come up to it.
    table.integer('map_revision').notNullable().defaultTo(1);
    table.integer('pushed_revision').notNullable().defaultTo(0);
  });
  await trx.raw('create unique index networks_physical on networks (physical_network, vlan_id) where physical_network is not null');
  await trx.raw("create unique index networks_flat on networks (physical_network) where type = 'flat'");
  await trx.raw('create index networks_unpushed on networks (id) where pushed_revision < map_revision');
  await trx.schema.createTable('network_hosts', (table) => {
    // No foreign keys: a row outlives its network until the host was told to forget it.
    table.text('network_id').notNullable();
    table.text('host_id').notNullable();
    table.integer('revision').notNullable();
    table.primary(['network_id', 'host_id']);
    table.index(['host_id']);
  });
  await trx.schema.alterTable('hosts', (table) => {
    table.text('tunnel_ip');
  });
}

/** Sqlite cannot drop a unique key, so both tables are made anew, the one that points at the other going first. */
async function rebuildSubnets(trx: Trx): Promise<void> {
  await trx.raw('create table old_fixed_ips as select * from fixed_ips');
  await trx.raw('create table old_subnets as select * from subnets');
  await trx.schema.dropTable('fixed_ips');
  await trx.schema.dropTable('subnets');
  await trx.schema.createTable('subnets', (table) => {
    standard(table);
    table.text('network_id').notNullable().references('networks.id');
    table.integer('ip_version').notNullable();
    table.text('cidr').notNullable();
    table.text('gateway_ip');
    table.integer('enable_dhcp').notNullable();
    table.text('ipv6_ra_mode');
    table.text('ipv6_address_mode');
    table.text('pools').notNullable();
    // Key of the lowest pool address that was never given out by choice; null when there is none.
    table.text('pool_next');
    table.text('nameservers').notNullable();
    table.text('host_routes').notNullable();
    table.text('service_types').notNullable();
    table.index(['network_id']);
  });
  await trx.schema.createTable('fixed_ips', (table) => {
    table.text('port_id').notNullable().references('ports.id').onDelete('cascade');
    table.text('subnet_id').notNullable().references('subnets.id');
    table.text('ip_key').notNullable();
    table.text('ip_address').notNullable();
    table.primary(['subnet_id', 'ip_key']);
    table.index(['port_id']);
    table.index(['ip_address']);
  });
  await trx.schema.createTable('freed_ips', (table) => {
    table.text('subnet_id').notNullable().references('subnets.id').onDelete('cascade');
    table.text('ip_key').notNullable();
    table.text('freed_at').notNullable();
    table.primary(['subnet_id', 'ip_key']);
    table.index(['subnet_id', 'freed_at', 'ip_key']);
  });
  const subnets = (await trx('old_subnets').select()) as Record<string, string>[];
  for (const { pool_start: start = '', pool_end: end = '', ...row } of subnets) {
    const more = { ip_version: 4, enable_dhcp: 1, pools: JSON.stringify([{ start, end }]), pool_next: addressKey(start), host_routes: '[]', service_types: '[]' };
    await trx('subnets').insert({ ...row, ...more });
  }
  const addresses = (await trx('old_fixed_ips').select('port_id', 'subnet_id', 'ip_address')) as { port_id: string; subnet_id: string; ip_address: string }[];
  for (const address of addresses) await trx('fixed_ips').insert({ ...address, ip_key: addressKey(address.ip_address) });
  await trx.schema.dropTable('old_fixed_ips');
  await trx.schema.dropTable('old_subnets');
}

async function widenPorts(trx: Trx): Promise<void> {
  await trx.schema.alterTable('ports', (table) => {
    table.text('description').notNullable().defaultTo('');
    table.integer('admin_state_up').notNullable().defaultTo(1);
    table.integer('port_security').notNullable().defaultTo(1);
    table.text('address_pairs').notNullable().defaultTo('[]');
    table.text('dhcp_opts').notNullable().defaultTo('[]');
    table.text('dns_name').notNullable().defaultTo('');
    table.text('qos_policy_id');
    table.text('vnic_type').notNullable().defaultTo('normal');
    table.text('profile').notNullable().defaultTo('{}');
    table.text('host_id');
    // Made by compute for a server, so it goes with the server.
    table.integer('made_for_server').notNullable().defaultTo(0);
    table.index(['network_id', 'created_at', 'id']);
    table.index(['host_id']);
  });
}

async function createGroups(trx: Trx): Promise<void> {
  await trx.schema.createTable('security_groups', (table) => {
    standard(table);
    table.integer('stateful').notNullable().defaultTo(1);
    table.text('default_of_project').unique();
  });
  await trx.schema.createTable('security_group_rules', (table) => {
    standard(table);
    table.text('group_id').notNullable().references('security_groups.id').onDelete('cascade');
    table.text('direction').notNullable();
    table.text('ethertype').notNullable();
    table.text('protocol');
    table.integer('port_range_min');
    table.integer('port_range_max');
    table.text('remote_ip_prefix');
    table.text('remote_group_id').references('security_groups.id');
    // What the rule says, in one form: two of a group never say the same.
    table.text('signature').notNullable();
    table.unique(['group_id', 'signature']);
    table.index(['remote_group_id']);
  });
  await trx.schema.createTable('port_groups', (table) => {
    table.text('port_id').notNullable().references('ports.id').onDelete('cascade');
    table.text('group_id').notNullable().references('security_groups.id');
    table.primary(['port_id', 'group_id']);
    table.index(['group_id']);
  });
}

async function createRouters(trx: Trx): Promise<void> {
  await trx.schema.createTable('routers', (table) => {
    standard(table);
    table.integer('admin_state_up').notNullable().defaultTo(1);
    table.text('mac_address').notNullable();
    table.text('gateway_network_id').references('networks.id');
    table.integer('enable_snat').notNullable().defaultTo(1);
    table.text('routes').notNullable().defaultTo('[]');
    table.index(['gateway_network_id']);
  });
  await trx.schema.createTable('floating_ips', (table) => {
    standard(table);
    table.text('network_id').notNullable().references('networks.id');
    table.text('floating_port_id').notNullable();
    table.text('ip_address').notNullable();
    table.text('port_id').references('ports.id');
    table.text('fixed_ip_address');
    table.text('router_id');
    table.text('dns_name').notNullable().defaultTo('');
    table.text('dns_domain').notNullable().defaultTo('');
    table.text('qos_policy_id');
    table.unique(['port_id', 'fixed_ip_address']);
    table.index(['network_id']);
    table.index(['router_id']);
  });
}

async function createQos(trx: Trx): Promise<void> {
  await trx.schema.createTable('qos_policies', (table) => {
    standard(table);
    table.integer('shared').notNullable().defaultTo(0);
    table.integer('is_default').notNullable().defaultTo(0);
  });
  await trx.schema.createTable('qos_rules', (table) => {
    table.text('id').primary();
    table.text('policy_id').notNullable().references('qos_policies.id').onDelete('cascade');
    table.text('direction').notNullable();
    table.integer('max_kbps').notNullable();
    table.integer('max_burst_kbps').notNullable();
    table.unique(['policy_id', 'direction']);
  });
}

async function createRest(trx: Trx): Promise<void> {
  await trx.schema.createTable('network_quotas', (table) => {
    table.text('project_id').primary();
    // Resource to limit, of those that differ from the default.
    table.text('limits').notNullable().defaultTo('{}');
  });
  await trx.schema.createTable('network_tags', (table) => {
    table.text('resource_id').notNullable();
    table.text('tag').notNullable();
    table.primary(['resource_id', 'tag']);
    table.index(['tag']);
  });
}

async function adoptOldPorts(trx: Trx): Promise<void> {
  const ports = (await trx('ports').select('id', 'project_id', 'device_id', 'created_at')) as { id: string; project_id: string; device_id: string; created_at: string }[];
  const groups = new Map<string, string>();
  for (const port of ports) {
    let groupId = groups.get(port.project_id);
    if (groupId === undefined) {
      groupId = randomUUID();
      groups.set(port.project_id, groupId);
      await insertDefaultGroup(trx, groupId, port.project_id, new Date().toISOString());
    }
    await trx('port_groups').insert({ port_id: port.id, group_id: groupId });
  }
  await trx('ports').update({
    made_for_server: 1,
    host_id: trx.raw('(select host_id from servers where servers.id = ports.device_id)'),
  });
}

async function insertDefaultGroup(trx: Trx, id: string, projectId: string, at: string): Promise<void> {
  const times = { created_at: at, updated_at: at };
  await trx('security_groups').insert({ id, project_id: projectId, name: 'default', description: 'Default security group', default_of_project: projectId, ...times });
  for (const ethertype of ['IPv4', 'IPv6']) {
    const rule = (direction: string, remoteGroupId: string | null) => ({
      id: randomUUID(), group_id: id, project_id: projectId, direction, ethertype, remote_group_id: remoteGroupId,
      signature: [direction, ethertype, '', '', '', '', remoteGroupId ?? ''].join('|'), ...times,
    });
    await trx('security_group_rules').insert([rule('egress', null), rule('ingress', id)]);
  }
}
