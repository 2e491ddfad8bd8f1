import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { Listed } from './kit/list-store.ts';
import { changed, fromStandardRow, standardColumns, toStandardRow } from './kit/standard.ts';
import type { Standard, StandardRow } from './kit/standard.ts';

/** An address of an external network that a project holds, and the port's address that it stands for. */
export interface FloatingIp extends Standard {
  networkId: string;
  /** The port that holds the address in the external network. */
  floatingPortId: string;
  ipAddress: string;
  portId: string | null;
  fixedIpAddress: string | null;
  routerId: string | null;
  dnsName: string;
  dnsDomain: string;
  qosPolicyId: string | null;
}

export async function insertFloatingIp(trx: Trx, floatingIp: FloatingIp): Promise<void> {
  await trx('floating_ips').insert({ ...toStandardRow(floatingIp), ...columnsOf(floatingIp) });
}

/** Throws the database's unique violation when the port's address has another floating one. */
export async function updateFloatingIp(trx: Trx, id: string, change: Partial<FloatingIp>, at: string): Promise<void> {
  await trx('floating_ips').where({ id }).update(changed(columnsOf(change), at, (sql) => trx.raw(sql)));
}

export async function deleteFloatingIp(trx: Trx, id: string): Promise<void> {
  await trx('floating_ips').where({ id }).delete();
}

/** Ports go away: what stood for them stands for nothing. */
export async function disconnectFloatingIps(trx: Trx, portIds: readonly string[], at: string): Promise<void> {
  if (portIds.length === 0) return;
  await trx('floating_ips').whereIn('port_id', portIds).update(changed({ port_id: null, fixed_ip_address: null, router_id: null }, at, (sql) => trx.raw(sql)));
}

export async function selectFloatingIp(db: DbOrTrx, id: string): Promise<FloatingIp | undefined> {
  const row = await db<FloatingIpRow>('floating_ips').where({ id }).first();
  return row && toFloatingIp(row);
}

export async function selectFloatingIpByAddress(db: DbOrTrx, projectId: string, address: string): Promise<FloatingIp | undefined> {
  const row = await db<FloatingIpRow>('floating_ips').where({ project_id: projectId, ip_address: address }).first();
  return row && toFloatingIp(row);
}

export async function selectFloatingIpsOf(db: DbOrTrx, portIds: readonly string[]): Promise<FloatingIp[]> {
  return portIds.length === 0 ? [] : (await db<FloatingIpRow>('floating_ips').whereIn('port_id', portIds).orderBy('id')).map(toFloatingIp);
}

export async function hasFloatingIps(db: DbOrTrx, where: { router_id: string } | { network_id: string }): Promise<boolean> {
  return (await db('floating_ips').where(where).first('id')) !== undefined;
}

/** Those that a router carries to the addresses of certain subnets. */
export async function countFloatingIpsVia(db: DbOrTrx, routerId: string, subnetIds: readonly string[]): Promise<number> {
  const row = (await db('floating_ips')
    .join('fixed_ips', (join) => void join.on('fixed_ips.port_id', 'floating_ips.port_id').andOn('fixed_ips.ip_address', 'floating_ips.fixed_ip_address'))
    .where('floating_ips.router_id', routerId)
    .whereIn('fixed_ips.subnet_id', subnetIds)
    .count({ count: '*' })
    .first()) as { count: number } | undefined;
  return Number(row?.count ?? 0);
}

export const listedFloatingIps: Listed = {
  table: 'floating_ips',
  columns: {
    ...standardColumns, floating_network_id: { column: 'network_id' }, floating_ip_address: { column: 'ip_address' }, port_id: {}, fixed_ip_address: {}, router_id: {}, dns_name: {}, dns_domain: {},
    qos_policy_id: {},
  },
  special: {
    status: (query, values) =>
      void query.where((any) => {
        void any.whereRaw('1 = 0');
        if (values.includes('ACTIVE')) void any.orWhereNotNull('floating_ips.port_id');
        if (values.includes('DOWN')) void any.orWhereNull('floating_ips.port_id');
      }),
  },
  visible: (query, projectId) => void query.where('floating_ips.project_id', projectId),
};

export interface FloatingIpRow extends StandardRow {
  network_id: string;
  floating_port_id: string;
  ip_address: string;
  port_id: string | null;
  fixed_ip_address: string | null;
  router_id: string | null;
  dns_name: string;
  dns_domain: string;
  qos_policy_id: string | null;
}

export const toFloatingIp = (row: FloatingIpRow): FloatingIp => ({
  ...fromStandardRow(row),
  networkId: row.network_id,
  floatingPortId: row.floating_port_id,
  ipAddress: row.ip_address,
  portId: row.port_id,
  fixedIpAddress: row.fixed_ip_address,
  routerId: row.router_id,
  dnsName: row.dns_name,
  dnsDomain: row.dns_domain,
  qosPolicyId: row.qos_policy_id,
});

const columnsOf = (change: Partial<FloatingIp>): Partial<FloatingIpRow> => ({
  ...(change.description === undefined ? {} : { description: change.description }),
  ...(change.networkId === undefined ? {} : { network_id: change.networkId }),
  ...(change.floatingPortId === undefined ? {} : { floating_port_id: change.floatingPortId }),
  ...(change.ipAddress === undefined ? {} : { ip_address: change.ipAddress }),
  ...(change.portId === undefined ? {} : { port_id: change.portId }),
  ...(change.fixedIpAddress === undefined ? {} : { fixed_ip_address: change.fixedIpAddress }),
  ...(change.routerId === undefined ? {} : { router_id: change.routerId }),
  ...(change.dnsName === undefined ? {} : { dns_name: change.dnsName }),
  ...(change.dnsDomain === undefined ? {} : { dns_domain: change.dnsDomain }),
  ...(change.qosPolicyId === undefined ? {} : { qos_policy_id: change.qosPolicyId }),
});
