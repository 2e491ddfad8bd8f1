import { inTransaction, isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Trx } from '../../openapi/serve/db.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { makePort } from './allocate-ports.ts';
import { changePort } from './change-port.ts';
import { findPort, portViews } from './find-port.ts';
import { hostNamed } from './kit/host-names-store.ts';
import { listBody, onlyFields } from './kit/list-reply.ts';
import { selectPage } from './kit/list-store.ts';
import { invalid, refuse } from './kit/network-faults.ts';
import { given } from './kit/standard.ts';
import { find as findNetwork } from './network-handlers.ts';
import { askedOf, isTrusted, ownerOf, requireAdmin, requireOwn } from './network-parts.ts';
import type { NetworkParts } from './network-parts.ts';
import { requireGroups } from './port-groups.ts';
import { listedPorts, withParts } from './port-store.ts';
import type { Port, PortRow } from './port-store.ts';
import { readPairs } from './read-pairs.ts';
import { requirePolicy } from './qos/qos-store.ts';
import { requireQuota } from './quota.ts';
import { releasePorts } from './release-ports.ts';
import type { components } from '../../openapi/generated/network.ts';

type Asked = components['schemas']['PortCreate'];
type PortHandlers = Pick<Handlers<'network'>, 'listPorts' | 'createPorts' | 'getPort' | 'updatePort' | 'deletePort'>;

export interface PortParts extends NetworkParts {
  /** A server's addresses changed: its host gets a new generation of its spec. Called within the transaction; the wake comes after. */
  renewServer(trx: Trx, serverId: string, requestId: string): Promise<void>;
  wakeServer(serverId: string): void;
}

/** Source: Networking API v2.0, "Ports", with allowed-address-pairs, binding, extra_dhcp_opt, port-security, dns-integration and qos. */
export function portHandlers(parts: PortParts): PortHandlers {
  const { db, ambient, maps } = parts;
  return {
    async listPorts(call) {
      const page = await selectPage<PortRow>(db, listedPorts, call.auth, call.query);
      return { status: 200, body: listBody('ports', 'ports', call, page, await portViews(db, await withParts(db, page.rows), call.auth)) };
    },
    async createPorts({ auth, body }) {
      const made = await inTransaction(db, async (trx) => {
        const ports: Port[] = [];
        for (const asked of askedOf(body.port, body.ports)) ports.push(await create(trx, asked, auth, parts));
        return ports;
      });
      maps.wake();
      const views = await portViews(db, made, auth);
      return { status: 201, body: body.ports ? { ports: views } : { port: views[0] ?? {} } };
    },
    async getPort({ auth, path, query }) {
      const [view] = await portViews(db, [await findPort(db, auth, path.id)], auth);
      return { status: 200, body: { port: onlyFields(view ?? {}, query.fields) } };
    },
    async updatePort({ auth, path, body, requestId }) {
      const asked = body.port;
      requireAdmin(auth, 'update_port', { 'binding:host_id': asked['binding:host_id'], 'binding:profile': emptyAsAbsent(asked['binding:profile']) });
      const renewed = await inTransaction(db, async (trx) => {
        const port = await findPort(trx, auth, path.id);
        requireOwn(port, auth, 'update_port');
        const concerned = await changePort(trx, port, asked, auth, ambient);
        if (concerned !== undefined) await parts.renewServer(trx, concerned, requestId);
        return concerned;
      }).catch(refuseSameMac);
      maps.wake();
      if (renewed !== undefined) parts.wakeServer(renewed);
      const [view] = await portViews(db, [await findPort(db, auth, path.id)], auth);
      return { status: 200, body: { port: view ?? {} } };
    },
    async deletePort({ auth, path, requestId }) {
      const renewed = await inTransaction(db, async (trx) => {
        const port = await findPort(trx, auth, path.id);
        requireOwn(port, auth, 'delete_port');
        requireFree(port);
        await releasePorts(trx, [port], ambient.now().toISOString());
        if (!port.deviceOwner.startsWith('compute:')) return undefined;
        await parts.renewServer(trx, port.deviceId, requestId);
        return port.deviceId;
      });
      maps.wake();
      if (renewed !== undefined) parts.wakeServer(renewed);
      return { status: 204 };
    },
  };
}

async function create(trx: Trx, asked: Asked, auth: AuthContext, { ambient }: PortParts): Promise<Port> {
  requireAdmin(auth, 'create_port', { 'binding:host_id': asked['binding:host_id'] || undefined, 'binding:profile': emptyAsAbsent(asked['binding:profile']) });
  const network = await findNetwork(trx, auth, asked.network_id);
  const isNetworkOwner = network.projectId === auth.projectId || isTrusted(auth);
  if (network.external && !network.shared && !isNetworkOwner) requireOwn(network, auth, 'create_port:external');
  // On another's shared network a tenant takes what it is given (Neutron's default policy).
  if (!isNetworkOwner) requireAdmin(auth, 'create_port', { mac_address: asked.mac_address, port_security_enabled: asked.port_security_enabled === undefined ? undefined : true });
  const projectId = ownerOf(auth, asked);
  await requireQuota(trx, projectId, 'port');
  await requirePolicy(trx, auth, asked.qos_policy_id);
  const groupIds = asked.security_groups === undefined || asked.security_groups === null ? undefined : await requireGroups(trx, asked.security_groups, projectId, auth);
  const hostName = asked['binding:host_id'];
  return makePort(
    trx,
    {
      network, projectId, asked: asked.fixed_ips, groupIds,
      ...given({
        name: asked.name, description: asked.description, macAddress: asked.mac_address, deviceId: asked.device_id, deviceOwner: asked.device_owner, adminStateUp: asked.admin_state_up,
        portSecurity: asked.port_security_enabled, addressPairs: asked.allowed_address_pairs && readPairs(asked.allowed_address_pairs), dhcpOpts: asked.extra_dhcp_opts, dnsName: asked.dns_name,
        qosPolicyId: asked.qos_policy_id, vnicType: asked['binding:vnic_type'], profile: asked['binding:profile'] ?? undefined,
        hostId: hostName ? await hostNamed(trx, hostName) : undefined,
      }),
    },
    ambient,
  ).catch(refuseSameMac);
}

const emptyAsAbsent = (profile: object | null | undefined): object | undefined => (profile && Object.keys(profile).length > 0 ? profile : undefined);

function requireFree(port: Port): void {
  if (!port.deviceOwner.startsWith('network:')) return;
  throw refuse('ServicePortInUse', `Port ${port.id} cannot be deleted directly via the port API: has device owner ${port.deviceOwner}. Delete the router interface, gateway or floating address instead.`);
}

function refuseSameMac(error: unknown): never {
  if (isUniqueViolation(error) && /mac_address/.test(String((error as Error).message))) throw refuse('MacAddressInUse', 'Unable to complete operation. The mac address is in use on this network: name another.');
  if (isUniqueViolation(error)) throw invalid('fixed_ips', 'an address was taken at the same moment: try again.');
  throw error;
}
