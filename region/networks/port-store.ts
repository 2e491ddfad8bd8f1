/**
 * Ports with the addresses that they hold. An address is kept as text for views and as a number for choosing; the key on
 * (subnet, number) is what makes it impossible to give one twice. Ports live as long as their server.
 */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { listQuery } from './network-store.ts';
import type { ListFilter } from './network-store.ts';

export interface Port {
  id: string;
  projectId: string;
  networkId: string;
  macAddress: string;
  /** The server's id. */
  deviceId: string;
  deviceOwner: string;
  name: string;
  status: 'DOWN' | 'ACTIVE' | 'BUILD';
  fixedIps: { subnetId: string; ipAddress: string }[];
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** What a subnet's ports hold already, by ascending address. */
export async function selectTaken(trx: Trx, subnetId: string): Promise<{ ipNumber: number; macAddress: string }[]> {
  const rows = await trx('fixed_ips')
    .join('ports', 'ports.id', 'fixed_ips.port_id')
    .where('fixed_ips.subnet_id', subnetId)
    .orderBy('fixed_ips.ip_number')
    .select<{ ip_number: number; mac_address: string }[]>('fixed_ips.ip_number', 'ports.mac_address');
  return rows.map((row) => ({ ipNumber: Number(row.ip_number), macAddress: row.mac_address }));
}

export async function insertPorts(trx: Trx, ports: readonly Port[], numberOf: (address: string) => number): Promise<void> {
  if (ports.length === 0) return;
  await trx('ports').insert(
    ports.map((port) => ({
      id: port.id,
      project_id: port.projectId,
      network_id: port.networkId,
      mac_address: port.macAddress,
      device_id: port.deviceId,
      device_owner: port.deviceOwner,
      name: port.name,
      status: port.status,
      created_at: port.createdAt,
      updated_at: port.updatedAt,
      revision: port.revision,
    })),
  );
  const fixedIps = ports.flatMap((port) =>
    port.fixedIps.map(({ subnetId, ipAddress }) => ({ port_id: port.id, subnet_id: subnetId, ip_number: numberOf(ipAddress), ip_address: ipAddress })),
  );
  await trx('fixed_ips').insert(fixedIps);
}

/** Frees a server's ports with their addresses. */
export async function deletePortsOf(trx: Trx, deviceId: string): Promise<void> {
  await trx('fixed_ips').whereIn('port_id', trx('ports').where({ device_id: deviceId }).select('id')).delete();
  await trx('ports').where({ device_id: deviceId }).delete();
}

/** A port is ACTIVE while its server runs. */
export async function updatePortStatus(trx: Trx, deviceId: string, status: Port['status'], at: string): Promise<void> {
  await trx('ports')
    .where({ device_id: deviceId })
    .whereNot({ status })
    .update({ status, updated_at: at, revision: trx.raw('revision + 1') });
}

export interface PortFilter extends ListFilter {
  ipAddresses?: readonly string[] | undefined;
  subnetIds?: readonly string[] | undefined;
}

export async function selectPorts(db: DbOrTrx, filter: PortFilter): Promise<Port[]> {
  const byAddress = filter.ipAddresses ?? filter.subnetIds;
  const equals = byAddress ? { ...filter.equals, id: await portIdsWith(db, filter) } : filter.equals;
  return withFixedIps(db, await listQuery<PortRow>(db, 'ports', { ...filter, equals }));
}

export async function selectPort(db: DbOrTrx, id: string): Promise<Port | undefined> {
  const rows = await db<PortRow>('ports').where({ id }).select();
  return (await withFixedIps(db, rows))[0];
}

/** A server's address as its views show it. */
export interface Attachment {
  serverId: string;
  portId: string;
  networkId: string;
  networkName: string;
  macAddress: string;
  ipAddress: string;
}

/** The addresses of many servers in one query, in the order in which their ports were made. */
export async function selectAttachments(db: DbOrTrx, serverIds: readonly string[]): Promise<Attachment[]> {
  if (serverIds.length === 0) return [];
  const rows = await db('ports')
    .join('networks', 'networks.id', 'ports.network_id')
    .join('fixed_ips', 'fixed_ips.port_id', 'ports.id')
    .whereIn('ports.device_id', serverIds)
    .orderBy(['ports.created_at', 'ports.id'])
    .select<{ server_id: string; port_id: string; network_id: string; network_name: string; mac_address: string; ip_address: string }[]>(
      'ports.device_id as server_id', 'ports.id as port_id', 'networks.id as network_id', 'networks.name as network_name',
      'ports.mac_address', 'fixed_ips.ip_address',
    );
  return rows.map((row) => ({
    serverId: row.server_id,
    portId: row.port_id,
    networkId: row.network_id,
    networkName: row.network_name,
    macAddress: row.mac_address,
    ipAddress: row.ip_address,
  }));
}

async function portIdsWith(db: DbOrTrx, filter: PortFilter): Promise<string[]> {
  const query = db('fixed_ips');
  if (filter.ipAddresses) query.whereIn('ip_address', filter.ipAddresses);
  if (filter.subnetIds) query.whereIn('subnet_id', filter.subnetIds);
  const ids: string[] = await query.pluck('port_id');
  const asked = filter.equals['id'];
  return asked ? ids.filter((id) => asked.includes(id)) : ids;
}

async function withFixedIps(db: DbOrTrx, rows: readonly PortRow[]): Promise<Port[]> {
  if (rows.length === 0) return [];
  const ips = await db<FixedIpRow>('fixed_ips').whereIn('port_id', rows.map(({ id }) => id)).select();
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    networkId: row.network_id,
    macAddress: row.mac_address,
    deviceId: row.device_id,
    deviceOwner: row.device_owner,
    name: row.name,
    status: row.status as Port['status'],
    fixedIps: ips.filter(({ port_id }) => port_id === row.id).map((ip) => ({ subnetId: ip.subnet_id, ipAddress: ip.ip_address })),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revision: row.revision,
  }));
}

interface PortRow {
  id: string;
  project_id: string;
  network_id: string;
  mac_address: string;
  device_id: string;
  device_owner: string;
  name: string;
  status: string;
  created_at: string;
  updated_at: string;
  revision: number;
}

interface FixedIpRow {
  port_id: string;
  subnet_id: string;
  ip_number: number;
  ip_address: string;
}
