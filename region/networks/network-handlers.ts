import { inTransaction, isForeignKeyViolation, isUniqueViolation } from '../../openapi/serve/db.ts';
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { holdLock } from '../db/advisory-lock.ts';
import { listBody, onlyFields } from './kit/list-reply.ts';
import { selectPage, selectVisible } from './kit/list-store.ts';
import { invalid, networkNotFound, refuse } from './kit/network-faults.ts';
import { given, newStandard } from './kit/standard.ts';
import { forgetTags, selectTags } from './kit/tag-store.ts';
import { touchMaps } from './maps/touch-maps.ts';
import { askedOf, isTrusted, ownerOf, requireAdmin, requireOwn } from './network-parts.ts';
import type { NetworkParts } from './network-parts.ts';
import { clearDefault, deleteNetwork, insertNetwork, listedNetworks, plainNetwork, selectSegments, toNetwork, updateNetwork } from './network-store.ts';
import type { Network, NetworkRow } from './network-store.ts';
import { networkView } from './network-views.ts';
import { selectPortsOn } from './port-store.ts';
import { requirePolicy } from './qos/qos-store.ts';
import { requireQuota } from './quota.ts';
import { releasePorts } from './release-ports.ts';
import { freeSegment, maxSegment } from './segments.ts';
import { deleteSubnets, selectSubnetsOf } from './subnet-store.ts';
import type { components } from '../../openapi/generated/network.ts';

type Asked = components['schemas']['NetworkCreate'];
type NetworkHandlers = Pick<Handlers<'network'>, 'listNetworks' | 'createNetworks' | 'getNetwork' | 'updateNetwork' | 'deleteNetwork'>;

/** Source: Networking API v2.0, "Networks", with the extensions provider, external-net, net-mtu, port-security and qos. */
export function networkHandlers(parts: NetworkParts): NetworkHandlers {
  const { db, ambient, maps } = parts;
  return {
    async listNetworks(call) {
      const page = await selectPage<NetworkRow>(db, listedNetworks, call.auth, call.query);
      return { status: 200, body: listBody('networks', 'networks', call, page, await viewsOf(db, page.rows.map(toNetwork), call.auth)) };
    },
    async createNetworks({ auth, body }) {
      const made = await inTransaction(db, async (trx) => {
        const networks: Network[] = [];
        for (const asked of askedOf(body.network, body.networks)) networks.push(await create(trx, asked, auth, parts));
        return networks;
      });
      const views = await viewsOf(db, made, auth);
      return { status: 201, body: body.networks ? { networks: views } : { network: views[0] ?? {} } };
    },
    async getNetwork({ auth, path, query }) {
      const [view] = await viewsOf(db, [await find(db, auth, path.id)], auth);
      return { status: 200, body: { network: onlyFields(view ?? {}, query.fields) } };
    },
    async updateNetwork({ auth, path, body }) {
      const asked = body.network;
      requireAdmin(auth, 'update_network', { shared: asked.shared, 'router:external': asked['router:external'], is_default: asked.is_default });
      await inTransaction(db, async (trx) => {
        const network = await find(trx, auth, path.id);
        requireOwn(network, auth, 'update_network');
        if (asked.shared === false && network.shared) await requireUnshared(trx, network);
        if (asked.is_default) await clearDefault(trx);
        await requirePolicy(trx, auth, asked.qos_policy_id);
        await updateNetwork(trx, network.id, given(changesOf(asked)), ambient.now().toISOString());
        await touchMaps(trx, { networkIds: [network.id], groupIds: [] });
      });
      maps.wake();
      const [view] = await viewsOf(db, [await find(db, auth, path.id)], auth);
      return { status: 200, body: { network: view ?? {} } };
    },
    async deleteNetwork({ auth, path }) {
      try {
        await inTransaction(db, (trx) => remove(trx, auth, path.id, ambient.now().toISOString()));
      } catch (error) {
        if (isForeignKeyViolation(error)) throw inUse(path.id, 'ports, routers or floating addresses');
        throw error;
      }
      maps.wake();
      return { status: 204 };
    },
  };
}

export async function find(db: DbOrTrx, auth: AuthContext, id: string): Promise<Network> {
  const row = await selectVisible<NetworkRow>(db, listedNetworks, auth, id);
  if (!row) throw networkNotFound('network', id);
  return toNetwork(row);
}

export async function viewsOf(db: DbOrTrx, networks: readonly Network[], auth: AuthContext) {
  const ids = networks.map(({ id }) => id);
  const [subnets, tags] = [await selectSubnetsOf(db, ids), await selectTags(db, ids)];
  return networks.map((network) => networkView(network, subnets.filter(({ networkId }) => networkId === network.id).map(({ id }) => id), tags.get(network.id), isTrusted(auth)));
}

async function create(trx: Trx, asked: Asked, auth: AuthContext, { ambient, settings }: NetworkParts): Promise<Network> {
  const adminOnly = ['shared', 'router:external', 'is_default', 'provider:network_type', 'provider:physical_network', 'provider:segmentation_id'] as const;
  requireAdmin(auth, 'create_network', Object.fromEntries(adminOnly.map((name) => [name, asked[name]])));
  const projectId = ownerOf(auth, asked);
  await requireQuota(trx, projectId, 'network');
  await requirePolicy(trx, auth, asked.qos_policy_id);
  await holdLock(trx, 'network-segments');
  const provider = await readProvider(trx, asked);
  if (asked.is_default) await clearDefault(trx);
  const network: Network = {
    ...plainNetwork, ...newStandard(ambient, projectId, asked), ...provider, ...given(changesOf(asked)), mtu: readNumber('mtu', asked.mtu, 576, 65_535) ?? (provider.type === 'vxlan' ? settings.mtu : settings.physicalMtu),
  };
  try {
    await insertNetwork(trx, network, null);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw provider.type === 'flat'
      ? refuse('FlatNetworkInUse', `Unable to create the flat network. Physical network ${provider.physicalNetwork} is in use.`)
      : refuse('VlanIdInUse', `Unable to create the network. The VLAN ${provider.vlanId} on physical network ${provider.physicalNetwork} is in use.`);
  }
  return network;
}

async function readProvider(trx: Trx, asked: Asked): Promise<Pick<Network, 'type' | 'segment' | 'physicalNetwork' | 'vlanId'>> {
  const type = asked['provider:network_type'] ?? 'vxlan';
  const physicalNetwork = asked['provider:physical_network'] ?? null;
  const number = readNumber('provider:segmentation_id', asked['provider:segmentation_id'], 1, maxSegment) ?? null;
  if (type === 'vxlan') {
    if (physicalNetwork !== null) throw invalid('provider:physical_network', 'a vxlan network has none.');
    if (number !== null && (await selectSegments(trx)).includes(number)) throw refuse('TunnelIdInUse', `Unable to create the network. The tunnel ID ${number} is in use.`);
    return { type, segment: number ?? (await freeSegment(trx)), physicalNetwork: null, vlanId: null };
  }
  if (physicalNetwork === null) throw invalid('provider:physical_network', `a ${type} network needs it: the name that hosts give to their uplink.`);
  if (type === 'flat' && number !== null) throw invalid('provider:segmentation_id', 'a flat network has none.');
  if (type === 'vlan' && (number === null || number > 4094)) throw invalid('provider:segmentation_id', 'a vlan network needs a number from 1 to 4094.');
  return { type, segment: await freeSegment(trx), physicalNetwork, vlanId: number };
}

const changesOf = (asked: Omit<Asked, 'availability_zone_hints'>) => ({
  name: asked.name,
  description: asked.description,
  adminStateUp: asked.admin_state_up,
  shared: asked.shared,
  external: asked['router:external'],
  isDefault: asked.is_default,
  mtu: readNumber('mtu', asked.mtu, 576, 65_535),
  portSecurity: asked.port_security_enabled,
  dnsDomain: asked.dns_domain,
  qosPolicyId: asked.qos_policy_id,
});

/** Debian's client sends numbers as text. */
function readNumber(field: string, given: number | string | null | undefined, least: number, most: number): number | undefined {
  if (given === undefined || given === null) return undefined;
  const number = Number(given);
  if (number >= least && number <= most) return number;
  throw invalid(field, `'${given}' is not a number from ${least} to ${most}.`);
}

async function requireUnshared(trx: Trx, network: Network): Promise<void> {
  const others = (await selectPortsOn(trx, [network.id])).filter(({ projectId, deviceOwner }) => projectId !== network.projectId && !deviceOwner.startsWith('network:'));
  if (others.length > 0) throw refuse('InvalidSharedSetting', `Unable to reconfigure sharing settings for network ${network.id}. Multiple tenants are using it.`);
}

async function remove(trx: Trx, auth: AuthContext, id: string, at: string): Promise<void> {
  const network = await find(trx, auth, id);
  requireOwn(network, auth, 'delete_network');
  const ports = await selectPortsOn(trx, [id]);
  const blocking = ports.filter(({ deviceOwner }) => deviceOwner !== 'network:dhcp');
  if (blocking.length > 0) throw inUse(id, `ports ${blocking.slice(0, 5).map((port) => port.id).join(', ')}`);
  await releasePorts(trx, ports, at);
  const subnets = (await selectSubnetsOf(trx, [id])).map((subnet) => subnet.id);
  await deleteSubnets(trx, subnets);
  await deleteNetwork(trx, id);
  await forgetTags(trx, [id, ...subnets]);
}

const inUse = (id: string, what: string) => refuse('NetworkInUse', `Unable to complete operation on network ${id}. There are one or more ${what} still in use on the network.`);

