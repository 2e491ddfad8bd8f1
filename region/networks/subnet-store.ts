import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { Family } from './address.ts';
import type { Listed } from './kit/list-store.ts';
import { changed, fromStandardRow, standardColumns, toStandardRow } from './kit/standard.ts';
import type { Standard, StandardRow } from './kit/standard.ts';
import type { Pool } from './pools.ts';

export interface Route {
  destination: string;
  nexthop: string;
}

export interface Subnet extends Standard {
  networkId: string;
  ipVersion: Family;
  cidr: string;
  gatewayIp: string | null;
  enableDhcp: boolean;
  ipv6RaMode: string | null;
  ipv6AddressMode: string | null;
  pools: Pool[];
  nameservers: string[];
  hostRoutes: Route[];
  serviceTypes: string[];
}

export async function selectSubnet(db: DbOrTrx, id: string): Promise<Subnet | undefined> {
  const row = await db<SubnetRow>('subnets').where({ id }).first();
  return row && toSubnet(row);
}

/** In the order in which they were made. */
export async function selectSubnetsOf(db: DbOrTrx, networkIds: readonly string[]): Promise<Subnet[]> {
  if (networkIds.length === 0) return [];
  return (await db<SubnetRow>('subnets').whereIn('network_id', networkIds).orderBy(['created_at', 'id'])).map(toSubnet);
}

export async function selectSubnetsById(db: DbOrTrx, ids: readonly string[]): Promise<Subnet[]> {
  return ids.length === 0 ? [] : (await db<SubnetRow>('subnets').whereIn('id', ids).orderBy(['created_at', 'id'])).map(toSubnet);
}

/** All CIDRs of the region that are of a project's own network, of which the next one is cut. */
export async function selectOwnCidrs(trx: Trx): Promise<string[]> {
  return trx('subnets').join('networks', 'networks.id', 'subnets.network_id').whereNotNull('networks.own_of_project').pluck('subnets.cidr');
}

export async function insertSubnet(trx: Trx, subnet: Subnet, poolNext: string | null): Promise<void> {
  await trx('subnets').insert({ ...toRow(subnet), pool_next: poolNext });
}

/** With other pools the choice of addresses begins anew at `poolNext`. */
export async function updateSubnet(trx: Trx, id: string, change: Partial<Subnet>, poolNext: string | null | undefined, at: string): Promise<void> {
  const columns = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.description === undefined ? {} : { description: change.description }),
    ...(change.gatewayIp === undefined ? {} : { gateway_ip: change.gatewayIp }),
    ...(change.enableDhcp === undefined ? {} : { enable_dhcp: Number(change.enableDhcp) }),
    ...(change.pools === undefined ? {} : { pools: JSON.stringify(change.pools) }),
    ...(change.nameservers === undefined ? {} : { nameservers: JSON.stringify(change.nameservers) }),
    ...(change.hostRoutes === undefined ? {} : { host_routes: JSON.stringify(change.hostRoutes) }),
    ...(change.serviceTypes === undefined ? {} : { service_types: JSON.stringify(change.serviceTypes) }),
    ...(poolNext === undefined ? {} : { pool_next: poolNext }),
  };
  await trx('subnets').where({ id }).update(changed(columns, at, (sql) => trx.raw(sql)));
}

export async function deleteSubnets(trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx('freed_ips').whereIn('subnet_id', ids).delete();
  await trx('subnets').whereIn('id', ids).delete();
}

export const listedSubnets: Listed = {
  table: 'subnets',
  columns: {
    ...standardColumns, network_id: {}, ip_version: { type: 'int' }, cidr: {}, gateway_ip: {}, enable_dhcp: { type: 'bool' }, ipv6_ra_mode: {}, ipv6_address_mode: {},
  },
  special: {
    subnetpool_id: (query, values) => void (values.includes('') || query.whereRaw('1 = 0')),
    segment_id: (query, values) => void (values.includes('') || query.whereRaw('1 = 0')),
  },
  visible: (query, projectId, db) =>
    void query.where('subnets.project_id', projectId).orWhereIn('subnets.network_id', db('networks').where({ shared: 1 }).orWhere({ project_id: projectId }).select('id')),
};

export interface SubnetRow extends StandardRow {
  network_id: string;
  ip_version: number;
  cidr: string;
  gateway_ip: string | null;
  enable_dhcp: number;
  ipv6_ra_mode: string | null;
  ipv6_address_mode: string | null;
  pools: string;
  nameservers: string;
  host_routes: string;
  service_types: string;
}

export const toSubnet = (row: SubnetRow): Subnet => ({
  ...fromStandardRow(row),
  networkId: row.network_id,
  ipVersion: row.ip_version as Family,
  cidr: row.cidr,
  gatewayIp: row.gateway_ip,
  enableDhcp: row.enable_dhcp !== 0,
  ipv6RaMode: row.ipv6_ra_mode,
  ipv6AddressMode: row.ipv6_address_mode,
  pools: JSON.parse(row.pools) as Pool[],
  nameservers: JSON.parse(row.nameservers) as string[],
  hostRoutes: JSON.parse(row.host_routes) as Route[],
  serviceTypes: JSON.parse(row.service_types) as string[],
});

const toRow = (subnet: Subnet): SubnetRow => ({
  ...toStandardRow(subnet),
  network_id: subnet.networkId,
  ip_version: subnet.ipVersion,
  cidr: subnet.cidr,
  gateway_ip: subnet.gatewayIp,
  enable_dhcp: Number(subnet.enableDhcp),
  ipv6_ra_mode: subnet.ipv6RaMode,
  ipv6_address_mode: subnet.ipv6AddressMode,
  pools: JSON.stringify(subnet.pools),
  nameservers: JSON.stringify(subnet.nameservers),
  host_routes: JSON.stringify(subnet.hostRoutes),
  service_types: JSON.stringify(subnet.serviceTypes),
});
