/** Ports with their addresses and groups. A port that compute made for a server goes with it; a user's own stays. */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { groupBy } from '../group-by.ts';
import { insertAddresses } from './address-store.ts';
import { familyOf } from './address.ts';
import type { Family } from './address.ts';
import type { Listed } from './kit/list-store.ts';
import { changed, fromStandardRow, standardColumns, toStandardRow } from './kit/standard.ts';
import type { Standard, StandardRow } from './kit/standard.ts';

export interface FixedIp {
  subnetId: string;
  ipAddress: string;
}

export interface AddressPair {
  ip_address: string;
  mac_address?: string;
}

export interface Port extends Standard {
  networkId: string;
  macAddress: string;
  /** The server's id, or what else it belongs to; empty for none. */
  deviceId: string;
  deviceOwner: string;
  status: 'DOWN' | 'ACTIVE' | 'BUILD';
  fixedIps: FixedIp[];
  groupIds: string[];
  adminStateUp: boolean;
  portSecurity: boolean;
  addressPairs: AddressPair[];
  dhcpOpts: Record<string, unknown>[];
  dnsName: string;
  qosPolicyId: string | null;
  vnicType: string;
  profile: Record<string, unknown>;
  hostId: string | null;
  madeForServer: boolean;
}

export const plainPort = {
  status: 'DOWN', adminStateUp: true, portSecurity: true, addressPairs: [], dhcpOpts: [], dnsName: '', qosPolicyId: null, vnicType: 'normal', profile: {}, hostId: null, madeForServer: false,
  deviceId: '', deviceOwner: '', groupIds: [], fixedIps: [],
} satisfies Partial<Port>;

/** MACs of a network's ports. */
export async function selectMacs(db: DbOrTrx, networkId: string): Promise<Set<string>> {
  return new Set((await db('ports').where({ network_id: networkId }).pluck('mac_address')) as string[]);
}

export async function isMacTaken(db: DbOrTrx, networkId: string, macAddress: string): Promise<boolean> {
  return (await db('ports').where({ network_id: networkId, mac_address: macAddress }).first('id')) !== undefined;
}

export async function insertPort(trx: Trx, port: Port): Promise<void> {
  await trx('ports').insert(toRow(port));
  await insertAddresses(trx, port.id, port.fixedIps);
  await replaceGroups(trx, port.id, port.groupIds, false);
}

export async function replaceGroups(trx: Trx, portId: string, groupIds: readonly string[], hadSome = true): Promise<void> {
  if (hadSome) await trx('port_groups').where({ port_id: portId }).delete();
  if (groupIds.length > 0) await trx('port_groups').insert(groupIds.map((groupId) => ({ port_id: portId, group_id: groupId })));
}

/** Addresses and groups have their own functions. */
export async function updatePort(trx: Trx, id: string, change: Partial<Port>, at: string): Promise<void> {
  await trx('ports').where({ id }).update(changed(columnsOf(change), at, (sql) => trx.raw(sql)));
}

/** Rows alone: addresses are given back before (`releasePorts`). */
export async function deletePortRows(trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx('port_groups').whereIn('port_id', ids).delete();
  await trx('ports').whereIn('id', ids).delete();
}

/** A port is ACTIVE while its server runs. */
export async function updatePortStatus(trx: Trx, deviceId: string, status: Port['status'], at: string): Promise<void> {
  await trx('ports')
    .where({ device_id: deviceId })
    .whereNot({ status })
    .update({ status, updated_at: at, revision: trx.raw('revision + 1') });
}

export async function selectPort(db: DbOrTrx, id: string): Promise<Port | undefined> {
  return (await withParts(db, (await db('ports').where({ id })) as PortRow[]))[0];
}

/** Held until the transaction ends. */
export async function holdPort(trx: Trx, id: string): Promise<Port | undefined> {
  return (await withParts(trx, (await trx('ports').where({ id }).forUpdate()) as PortRow[]))[0];
}

export async function selectPortsById(db: DbOrTrx, ids: readonly string[]): Promise<Port[]> {
  return ids.length === 0 ? [] : withParts(db, (await db('ports').whereIn('id', ids).orderBy(['created_at', 'id'])) as PortRow[]);
}

/** The ports of servers, routers and the like, in the order in which they were made. */
export async function selectPortsOf(db: DbOrTrx, deviceIds: readonly string[]): Promise<Port[]> {
  return deviceIds.length === 0 ? [] : withParts(db, (await db('ports').whereIn('device_id', deviceIds).orderBy(['created_at', 'id'])) as PortRow[]);
}

export async function selectPortsOn(db: DbOrTrx, networkIds: readonly string[]): Promise<Port[]> {
  return networkIds.length === 0 ? [] : withParts(db, (await db('ports').whereIn('network_id', networkIds).orderBy(['created_at', 'id'])) as PortRow[]);
}

/** A server's address as its views show it. */
export interface Attachment {
  serverId: string;
  portId: string;
  networkId: string;
  networkName: string;
  macAddress: string;
  ipAddress: string;
  version: Family;
  type: 'fixed' | 'floating';
}

/** The addresses of many servers in two queries, in the order in which their ports were made; floating ones last. */
export async function selectAttachments(db: DbOrTrx, serverIds: readonly string[]): Promise<Attachment[]> {
  if (serverIds.length === 0) return [];
  const columns = ['ports.device_id as server_id', 'ports.id as port_id', 'networks.id as network_id', 'networks.name as network_name', 'ports.mac_address'];
  const of = (table: string) =>
    db('ports')
      .join('networks', 'networks.id', 'ports.network_id')
      .join(table, `${table}.port_id`, 'ports.id')
      .whereIn('ports.device_id', serverIds)
      .orderBy(['ports.created_at', 'ports.id'])
      .select<AttachmentRow[]>(...columns, `${table}.ip_address`);
  const view = (type: Attachment['type']) => (row: AttachmentRow): Attachment => ({
    serverId: row.server_id,
    portId: row.port_id,
    networkId: row.network_id,
    networkName: row.network_name,
    macAddress: row.mac_address,
    ipAddress: row.ip_address,
    version: familyOf(row.ip_address),
    type,
  });
  const fixed = (await of('fixed_ips')).map(view('fixed'));
  return [...fixed, ...(await of('floating_ips')).map(view('floating'))];
}

interface AttachmentRow {
  server_id: string;
  port_id: string;
  network_id: string;
  network_name: string;
  mac_address: string;
  ip_address: string;
}

export const listedPorts: Listed = {
  table: 'ports',
  columns: {
    ...standardColumns, network_id: {}, mac_address: { type: 'mac' }, admin_state_up: { type: 'bool' }, status: {}, device_id: {}, device_owner: {},
    port_security_enabled: { column: 'port_security', type: 'bool' }, qos_policy_id: {}, dns_name: {}, 'binding:vnic_type': { column: 'vnic_type' },
  },
  special: {
    fixed_ips: (query, values, db) => {
      for (const [column, accepted] of readFixedIpFilter(values)) {
        const like = column === 'ip_address_substr' ? accepted : [];
        const ids = db('fixed_ips').select('port_id');
        void (like.length > 0 ? ids.where((any) => like.forEach((part) => void any.orWhereLike('ip_address', `%${part}%`))) : ids.whereIn(column, accepted));
        void query.whereIn('ports.id', ids);
      }
    },
    security_groups: (query, values, db) => void query.whereIn('ports.id', db('port_groups').whereIn('group_id', values).select('port_id')),
    'binding:host_id': (query, values, db) => void query.whereIn('ports.host_id', db('hosts').whereIn('name', values).select('id')),
  },
  visible: (query, projectId, db) => void query.where('ports.project_id', projectId).orWhereIn('ports.network_id', db('networks').where({ project_id: projectId }).select('id')),
};

/** `ip_address=1.2.3.4`, `subnet_id=…`, `ip_address_substr=1.2`: all of a key's values will do, and every key must. */
function readFixedIpFilter(values: readonly string[]): Map<string, string[]> {
  const asked = new Map<string, string[]>();
  for (const value of values) {
    const [key = '', accepted = ''] = value.split('=', 2);
    if (['ip_address', 'subnet_id', 'ip_address_substr'].includes(key)) asked.set(key, [...(asked.get(key) ?? []), accepted]);
  }
  return asked;
}

export async function withParts(db: DbOrTrx, rows: readonly PortRow[]): Promise<Port[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const ips = groupBy((await db('fixed_ips').whereIn('port_id', ids).orderBy(['port_id', 'ip_key'])) as FixedIpRow[], ({ port_id }) => port_id);
  const groups = groupBy((await db('port_groups').whereIn('port_id', ids).orderBy(['port_id', 'group_id'])) as { port_id: string; group_id: string }[], ({ port_id }) => port_id);
  return rows.map((row) => ({
    ...toPort(row),
    fixedIps: (ips.get(row.id) ?? []).map((ip) => ({ subnetId: ip.subnet_id, ipAddress: ip.ip_address })),
    groupIds: (groups.get(row.id) ?? []).map(({ group_id }) => group_id),
  }));
}

export interface PortRow extends StandardRow {
  network_id: string;
  mac_address: string;
  device_id: string;
  device_owner: string;
  status: string;
  admin_state_up: number;
  port_security: number;
  address_pairs: string;
  dhcp_opts: string;
  dns_name: string;
  qos_policy_id: string | null;
  vnic_type: string;
  profile: string;
  host_id: string | null;
  made_for_server: number;
}

interface FixedIpRow {
  port_id: string;
  subnet_id: string;
  ip_address: string;
}

const toPort = (row: PortRow): Omit<Port, 'fixedIps' | 'groupIds'> => ({
  ...fromStandardRow(row),
  networkId: row.network_id,
  macAddress: row.mac_address,
  deviceId: row.device_id,
  deviceOwner: row.device_owner,
  status: row.status as Port['status'],
  adminStateUp: row.admin_state_up !== 0,
  portSecurity: row.port_security !== 0,
  addressPairs: JSON.parse(row.address_pairs) as AddressPair[],
  dhcpOpts: JSON.parse(row.dhcp_opts) as Record<string, unknown>[],
  dnsName: row.dns_name,
  qosPolicyId: row.qos_policy_id,
  vnicType: row.vnic_type,
  profile: JSON.parse(row.profile) as Record<string, unknown>,
  hostId: row.host_id,
  madeForServer: row.made_for_server !== 0,
});

const toRow = (port: Port) => ({ ...toStandardRow(port), network_id: port.networkId, ...columnsOf(port) });

const columnsOf = (change: Partial<Port>): Partial<PortRow> => ({
  ...(change.name === undefined ? {} : { name: change.name }),
  ...(change.description === undefined ? {} : { description: change.description }),
  ...(change.macAddress === undefined ? {} : { mac_address: change.macAddress }),
  ...(change.deviceId === undefined ? {} : { device_id: change.deviceId }),
  ...(change.deviceOwner === undefined ? {} : { device_owner: change.deviceOwner }),
  ...(change.status === undefined ? {} : { status: change.status }),
  ...(change.adminStateUp === undefined ? {} : { admin_state_up: Number(change.adminStateUp) }),
  ...(change.portSecurity === undefined ? {} : { port_security: Number(change.portSecurity) }),
  ...(change.addressPairs === undefined ? {} : { address_pairs: JSON.stringify(change.addressPairs) }),
  ...(change.dhcpOpts === undefined ? {} : { dhcp_opts: JSON.stringify(change.dhcpOpts) }),
  ...(change.dnsName === undefined ? {} : { dns_name: change.dnsName }),
  ...(change.qosPolicyId === undefined ? {} : { qos_policy_id: change.qosPolicyId }),
  ...(change.vnicType === undefined ? {} : { vnic_type: change.vnicType }),
  ...(change.profile === undefined ? {} : { profile: JSON.stringify(change.profile) }),
  ...(change.hostId === undefined ? {} : { host_id: change.hostId }),
  ...(change.madeForServer === undefined ? {} : { made_for_server: Number(change.madeForServer) }),
});
