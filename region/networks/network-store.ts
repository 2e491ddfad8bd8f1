/**
 * Networks and subnets. A project's own network is marked by `own_of_project`, which is unique; segments and cidrs are
 * unique in the region. Lists page by (created_at, id), as ports do (`listQuery`).
 */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

export interface Network {
  id: string;
  projectId: string;
  name: string;
  /** Unique in the region; the VNI between hosts. */
  segment: number;
  mtu: number;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

export interface Subnet {
  id: string;
  networkId: string;
  projectId: string;
  name: string;
  cidr: string;
  gatewayIp: string;
  poolStart: string;
  poolEnd: string;
  nameservers: string[];
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** The network that was made for a project on first use. */
export async function selectOwnNetwork(db: DbOrTrx, projectId: string): Promise<Network | undefined> {
  const row = await db<NetworkRow>('networks').where({ own_of_project: projectId }).first();
  return row && toNetwork(row);
}

export async function selectNetwork(db: DbOrTrx, id: string): Promise<Network | undefined> {
  const row = await db<NetworkRow>('networks').where({ id }).first();
  return row && toNetwork(row);
}

export interface ListFilter {
  /** Null: of all projects. */
  projectId: string | null;
  /** Column to accepted values. */
  equals: Readonly<Record<string, readonly string[] | undefined>>;
  limit: number;
  marker?: { createdAt: string; id: string } | undefined;
}

export async function selectNetworks(db: DbOrTrx, filter: ListFilter): Promise<Network[]> {
  return (await listQuery<NetworkRow>(db, 'networks', filter)).map(toNetwork);
}

export async function selectSubnets(db: DbOrTrx, filter: ListFilter): Promise<Subnet[]> {
  return (await listQuery<SubnetRow>(db, 'subnets', filter)).map(toSubnet);
}

export async function selectSubnet(db: DbOrTrx, id: string): Promise<Subnet | undefined> {
  const row = await db<SubnetRow>('subnets').where({ id }).first();
  return row && toSubnet(row);
}

export async function selectSubnetsOf(db: DbOrTrx, networkIds: readonly string[]): Promise<Subnet[]> {
  if (networkIds.length === 0) return [];
  return (await db<SubnetRow>('subnets').whereIn('network_id', networkIds).orderBy(['created_at', 'id'])).map(toSubnet);
}

/** The subnet's row, held until the transaction ends: whoever chooses an address in it chooses alone. */
export async function lockSubnetOf(trx: Trx, networkId: string): Promise<Subnet | undefined> {
  const row = await trx<SubnetRow>('subnets').where({ network_id: networkId }).orderBy(['created_at', 'id']).forUpdate().first();
  return row && toSubnet(row);
}

/** Segments in use, ascending. */
export async function selectSegments(trx: Trx): Promise<number[]> {
  return trx('networks').orderBy('segment').pluck('segment');
}

export async function insertNetwork(trx: Trx, network: Network, ownOfProject: string | null): Promise<void> {
  await trx('networks').insert({
    id: network.id,
    project_id: network.projectId,
    name: network.name,
    segment: network.segment,
    mtu: network.mtu,
    own_of_project: ownOfProject,
    created_at: network.createdAt,
    updated_at: network.updatedAt,
    revision: network.revision,
  });
}

export async function insertSubnet(trx: Trx, subnet: Subnet): Promise<void> {
  await trx('subnets').insert({
    id: subnet.id,
    network_id: subnet.networkId,
    project_id: subnet.projectId,
    name: subnet.name,
    cidr: subnet.cidr,
    gateway_ip: subnet.gatewayIp,
    pool_start: subnet.poolStart,
    pool_end: subnet.poolEnd,
    nameservers: JSON.stringify(subnet.nameservers),
    created_at: subnet.createdAt,
    updated_at: subnet.updatedAt,
    revision: subnet.revision,
  });
}

/** Rows of a network resource, oldest first, filtered and cut; shared by ports. */
export function listQuery<Row extends object>(db: DbOrTrx, table: 'networks' | 'subnets' | 'ports', filter: ListFilter): Promise<Row[]> {
  const query = db(table).orderBy([`${table}.created_at`, `${table}.id`]).limit(filter.limit).select(`${table}.*`);
  if (filter.projectId !== null) query.where(`${table}.project_id`, filter.projectId);
  for (const [column, values] of Object.entries(filter.equals)) if (values) query.whereIn(`${table}.${column}`, values);
  if (filter.marker) query.whereRaw('(??, ??) > (?, ?)', [`${table}.created_at`, `${table}.id`, filter.marker.createdAt, filter.marker.id]);
  return query as unknown as Promise<Row[]>;
}

interface NetworkRow {
  id: string;
  project_id: string;
  name: string;
  segment: number;
  mtu: number;
  own_of_project: string | null;
  created_at: string;
  updated_at: string;
  revision: number;
}

interface SubnetRow {
  id: string;
  network_id: string;
  project_id: string;
  name: string;
  cidr: string;
  gateway_ip: string;
  pool_start: string;
  pool_end: string;
  nameservers: string;
  created_at: string;
  updated_at: string;
  revision: number;
}

const toNetwork = (row: NetworkRow): Network => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  segment: row.segment,
  mtu: row.mtu,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  revision: row.revision,
});

const toSubnet = (row: SubnetRow): Subnet => ({
  id: row.id,
  networkId: row.network_id,
  projectId: row.project_id,
  name: row.name,
  cidr: row.cidr,
  gatewayIp: row.gateway_ip,
  poolStart: row.pool_start,
  poolEnd: row.pool_end,
  nameservers: JSON.parse(row.nameservers) as string[],
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  revision: row.revision,
});
