/**
 * Networks. A project's own network is marked by `own_of_project`, which is unique; segments are unique in the region.
 * `map_revision` grows with everything that a host must know of the network (maps/).
 */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { Listed } from './kit/list-store.ts';
import { changed, fromStandardRow, standardColumns, toStandardRow } from './kit/standard.ts';
import type { Standard, StandardRow } from './kit/standard.ts';

export type NetworkType = 'vxlan' | 'vlan' | 'flat';

export interface Network extends Standard {
  /** Unique in the region; the VNI between hosts. */
  segment: number;
  type: NetworkType;
  physicalNetwork: string | null;
  vlanId: number | null;
  mtu: number;
  adminStateUp: boolean;
  shared: boolean;
  external: boolean;
  isDefault: boolean;
  portSecurity: boolean;
  /** Broadcast and multicast pass within it. */
  multicast: boolean;
  dnsDomain: string;
  qosPolicyId: string | null;
}

/** What a tenant's network is unless something else was asked for. */
export const plainNetwork = {
  type: 'vxlan', physicalNetwork: null, vlanId: null, adminStateUp: true, shared: false, external: false, isDefault: false, portSecurity: true, multicast: false, dnsDomain: '', qosPolicyId: null,
} as const satisfies Partial<Network>;

/** The network that was made for a project on first use. */
export async function selectOwnNetwork(db: DbOrTrx, projectId: string): Promise<Network | undefined> {
  const row = (await db('networks').where({ own_of_project: projectId }).first()) as NetworkRow | undefined;
  return row && toNetwork(row);
}

export async function selectNetwork(db: DbOrTrx, id: string): Promise<Network | undefined> {
  const row = await db<NetworkRow>('networks').where({ id }).first();
  return row && toNetwork(row);
}

export async function selectNetworksById(db: DbOrTrx, ids: readonly string[]): Promise<Network[]> {
  return ids.length === 0 ? [] : (await db<NetworkRow>('networks').whereIn('id', ids).orderBy(['created_at', 'id'])).map(toNetwork);
}

/** Those that a server of the project may be put on without being named: its own and shared ones, not external ones. */
export async function selectUsableNetworks(db: DbOrTrx, projectId: string): Promise<Network[]> {
  const rows = await db<NetworkRow>('networks')
    .where({ external: 0 })
    .where((either) => void either.where({ project_id: projectId }).orWhere({ shared: 1 }))
    .orderBy(['created_at', 'id']);
  return rows.map(toNetwork);
}

/** Segments in use, ascending. */
export async function selectSegments(trx: Trx): Promise<number[]> {
  return trx('networks').orderBy('segment').pluck('segment');
}

export async function insertNetwork(trx: Trx, network: Network, ownOfProject: string | null): Promise<void> {
  await trx('networks').insert({ ...toRow(network), own_of_project: ownOfProject });
}

export async function updateNetwork(trx: Trx, id: string, change: Partial<Network>, at: string): Promise<void> {
  await trx('networks').where({ id }).update(changed(columnsOf(change), at, (sql) => trx.raw(sql)));
}

/** With its subnets, once nothing but them hangs on it. */
export async function deleteNetwork(trx: Trx, id: string): Promise<void> {
  await trx('networks').where({ id }).delete();
}

/** The external network that projects' own networks lead to. */
export async function selectDefaultExternal(db: DbOrTrx): Promise<Network | undefined> {
  const row = await db<NetworkRow>('networks').where({ is_default: 1, external: 1 }).first();
  return row && toNetwork(row);
}

/** Takes the mark from the former default external network. */
export async function clearDefault(trx: Trx): Promise<void> {
  await trx('networks').where({ is_default: 1 }).update({ is_default: 0 });
}

export const listedNetworks: Listed = {
  table: 'networks',
  columns: {
    ...standardColumns,
    admin_state_up: { type: 'bool' },
    shared: { type: 'bool' },
    'router:external': { column: 'external', type: 'bool' },
    is_default: { type: 'bool' },
    mtu: { type: 'int' },
    port_security_enabled: { column: 'port_security', type: 'bool' },
    dns_domain: {},
    qos_policy_id: {},
    'provider:network_type': { column: 'type' },
    'provider:physical_network': { column: 'physical_network' },
  },
  special: {
    status: (query, values) => void (values.includes('ACTIVE') || query.whereRaw('1 = 0')),
    subnets: (query, values, db) => void query.whereIn('networks.id', db('subnets').whereIn('id', values).select('network_id')),
    'provider:segmentation_id': (query, values) => {
      const numbers = values.map(Number).filter(Number.isInteger);
      void query.whereIn('vlan_id', numbers).orWhere((vxlan) => void vxlan.where({ type: 'vxlan' }).whereIn('segment', numbers));
    },
  },
  visible: (query, projectId) => void query.where('networks.project_id', projectId).orWhere('networks.shared', 1).orWhere('networks.external', 1),
};

export interface NetworkRow extends StandardRow {
  segment: number;
  type: string;
  physical_network: string | null;
  vlan_id: number | null;
  mtu: number;
  admin_state_up: number;
  shared: number;
  external: number;
  is_default: number;
  port_security: number;
  multicast: number;
  dns_domain: string;
  qos_policy_id: string | null;
}

export const toNetwork = (row: NetworkRow): Network => ({
  ...fromStandardRow(row),
  segment: row.segment,
  type: row.type as NetworkType,
  physicalNetwork: row.physical_network,
  vlanId: row.vlan_id,
  mtu: row.mtu,
  adminStateUp: row.admin_state_up !== 0,
  shared: row.shared !== 0,
  external: row.external !== 0,
  isDefault: row.is_default !== 0,
  portSecurity: row.port_security !== 0,
  multicast: row.multicast !== 0,
  dnsDomain: row.dns_domain,
  qosPolicyId: row.qos_policy_id,
});

const toRow = (network: Network): NetworkRow => ({
  ...toStandardRow(network),
  segment: network.segment,
  type: network.type,
  physical_network: network.physicalNetwork,
  vlan_id: network.vlanId,
  mtu: network.mtu,
  ...(columnsOf(network) as Pick<NetworkRow, 'admin_state_up' | 'shared' | 'external' | 'is_default' | 'port_security' | 'multicast' | 'dns_domain' | 'qos_policy_id'>),
});

const columnsOf = (change: Partial<Network>): Partial<NetworkRow> => ({
  ...(change.name === undefined ? {} : { name: change.name }),
  ...(change.description === undefined ? {} : { description: change.description }),
  ...(change.mtu === undefined ? {} : { mtu: change.mtu }),
  ...(change.adminStateUp === undefined ? {} : { admin_state_up: Number(change.adminStateUp) }),
  ...(change.shared === undefined ? {} : { shared: Number(change.shared) }),
  ...(change.external === undefined ? {} : { external: Number(change.external) }),
  ...(change.isDefault === undefined ? {} : { is_default: Number(change.isDefault) }),
  ...(change.portSecurity === undefined ? {} : { port_security: Number(change.portSecurity) }),
  ...(change.multicast === undefined ? {} : { multicast: Number(change.multicast) }),
  ...(change.dnsDomain === undefined ? {} : { dns_domain: change.dnsDomain }),
  ...(change.qosPolicyId === undefined ? {} : { qos_policy_id: change.qosPolicyId }),
});
