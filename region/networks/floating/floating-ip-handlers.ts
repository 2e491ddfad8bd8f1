import { inTransaction, isUniqueViolation } from '../../../openapi/serve/db.ts';
import type { DbOrTrx, Trx } from '../../../openapi/serve/db.ts';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../../openapi/serve/handler.ts';
import { makePort } from '../allocate-ports.ts';
import { deleteFloatingIp, insertFloatingIp, listedFloatingIps, toFloatingIp, updateFloatingIp } from '../floating-ip-store.ts';
import type { FloatingIp, FloatingIpRow } from '../floating-ip-store.ts';
import { listBody, onlyFields } from '../kit/list-reply.ts';
import { selectPage, selectVisible } from '../kit/list-store.ts';
import { networkNotFound, refuse } from '../kit/network-faults.ts';
import { given, newStandard } from '../kit/standard.ts';
import { forgetTags, selectTags } from '../kit/tag-store.ts';
import { touchMaps } from '../maps/touch-maps.ts';
import { find as findNetwork } from '../network-handlers.ts';
import { askedOf, ownerOf, requireOwn } from '../network-parts.ts';
import type { NetworkParts } from '../network-parts.ts';
import { floatingIpView } from '../network-views.ts';
import { selectPort, selectPortsById } from '../port-store.ts';
import { requirePolicy } from '../qos/qos-store.ts';
import { requireQuota } from '../quota.ts';
import { releasePorts } from '../release-ports.ts';
import { pointAt } from './point-at.ts';
import type { components } from '../../../openapi/generated/network.ts';

type Asked = components['schemas']['FloatingIpCreate'];
type FloatingIpHandlers = Pick<Handlers<'network'>, 'listFloatingIps' | 'createFloatingIps' | 'getFloatingIp' | 'updateFloatingIp' | 'deleteFloatingIp'>;

/** Source: Networking API v2.0, "Floating IPs". */
export function floatingIpHandlers(parts: NetworkParts): FloatingIpHandlers {
  const { db, ambient, maps } = parts;
  return {
    async listFloatingIps(call) {
      const page = await selectPage<FloatingIpRow>(db, listedFloatingIps, call.auth, call.query);
      return { status: 200, body: listBody('floatingips', 'floatingips', call, page, await viewsOf(db, page.rows.map(toFloatingIp))) };
    },
    async createFloatingIps({ auth, body }) {
      const made = await inTransaction(db, async (trx) => {
        const floatingIps: FloatingIp[] = [];
        for (const asked of askedOf(body.floatingip, body.floatingips)) floatingIps.push(await createFloatingIp(trx, asked, auth, parts));
        return floatingIps;
      }).catch(refuseSecond);
      maps.wake();
      const views = await viewsOf(db, made);
      return { status: 201, body: body.floatingips ? { floatingips: views } : { floatingip: views[0] ?? {} } };
    },
    async getFloatingIp({ auth, path, query }) {
      const [view] = await viewsOf(db, [await findFloatingIp(db, auth, path.id)]);
      return { status: 200, body: { floatingip: onlyFields(view ?? {}, query.fields) } };
    },
    async updateFloatingIp({ auth, path, body }) {
      const asked = body.floatingip;
      await inTransaction(db, async (trx) => {
        const floatingIp = await findFloatingIp(trx, auth, path.id);
        requireOwn(floatingIp, auth, 'update_floatingip');
        await requirePolicy(trx, auth, asked.qos_policy_id);
        // A body without port_id leaves it where it is; Neutron took it away once, and clients send null for that.
        const pointing = asked.port_id === undefined && asked.fixed_ip_address === undefined ? {} : await pointAt(trx, floatingIp, { portId: asked.port_id === undefined ? floatingIp.portId : asked.port_id, fixedIp: asked.fixed_ip_address ?? undefined }, auth);
        await updateFloatingIp(trx, floatingIp.id, { ...pointing, ...given({ description: asked.description, qosPolicyId: asked.qos_policy_id }) }, ambient.now().toISOString());
      }).catch(refuseSecond);
      maps.wake();
      const [view] = await viewsOf(db, [await findFloatingIp(db, auth, path.id)]);
      return { status: 200, body: { floatingip: view ?? {} } };
    },
    async deleteFloatingIp({ auth, path }) {
      await inTransaction(db, async (trx) => {
        const floatingIp = await findFloatingIp(trx, auth, path.id);
        requireOwn(floatingIp, auth, 'delete_floatingip');
        const at = ambient.now().toISOString();
        await touchPort(trx, floatingIp.portId);
        await deleteFloatingIp(trx, floatingIp.id);
        await releasePorts(trx, await selectPortsById(trx, [floatingIp.floatingPortId]), at);
        await forgetTags(trx, [floatingIp.id]);
      });
      maps.wake();
      return { status: 204 };
    },
  };
}

export async function findFloatingIp(db: DbOrTrx, auth: AuthContext, id: string): Promise<FloatingIp> {
  const row = await selectVisible<FloatingIpRow>(db, listedFloatingIps, auth, id);
  if (!row) throw networkNotFound('floating ip', id);
  return toFloatingIp(row);
}

export async function createFloatingIp(trx: Trx, asked: Asked, auth: AuthContext, { ambient }: Pick<NetworkParts, 'ambient'>): Promise<FloatingIp> {
  const projectId = ownerOf(auth, asked);
  await requireQuota(trx, projectId, 'floatingip');
  await requirePolicy(trx, auth, asked.qos_policy_id);
  const network = await findNetwork(trx, auth, asked.floating_network_id);
  if (!network.external) throw badRequest(`Bad floatingip request: Network ${network.id} is not a valid external network.`, { field: 'floating_network_id' });
  const wish = given({ subnet_id: asked.subnet_id ?? undefined, ip_address: asked.floating_ip_address ?? undefined });
  const standard = newStandard(ambient, projectId, { description: asked.description });
  const port = await makePort(
    trx,
    { network, projectId: '', asked: Object.keys(wish).length > 0 ? [wish] : undefined, groupIds: [], portSecurity: false, deviceId: standard.id, deviceOwner: 'network:floatingip' },
    ambient,
  );
  const address = port.fixedIps.find(({ ipAddress }) => !ipAddress.includes(':'))?.ipAddress;
  if (address === undefined) throw badRequest(`Bad floatingip request: Network ${network.id} has no IPv4 subnet to take an address of.`, { field: 'floating_network_id' });
  const floatingIp: FloatingIp = {
    ...standard, networkId: network.id, floatingPortId: port.id, ipAddress: address, portId: null, fixedIpAddress: null, routerId: null,
    dnsName: asked.dns_name ?? '', dnsDomain: asked.dns_domain ?? '', qosPolicyId: asked.qos_policy_id ?? null,
  };
  await insertFloatingIp(trx, floatingIp);
  if (asked.port_id === undefined || asked.port_id === null) return floatingIp;
  const pointing = await pointAt(trx, floatingIp, { portId: asked.port_id, fixedIp: asked.fixed_ip_address ?? undefined }, auth);
  await updateFloatingIp(trx, floatingIp.id, pointing, standard.updatedAt);
  return { ...floatingIp, ...pointing, revision: 2 };
}

async function touchPort(trx: Trx, portId: string | null): Promise<void> {
  const port = portId === null ? undefined : await selectPort(trx, portId);
  if (port) await touchMaps(trx, { networkIds: [port.networkId], groupIds: [] });
}

async function viewsOf(db: DbOrTrx, floatingIps: readonly FloatingIp[]) {
  const ports = new Map((await selectPortsById(db, floatingIps.flatMap(({ portId }) => portId ?? []))).map((port) => [port.id, port]));
  const tags = await selectTags(db, floatingIps.map(({ id }) => id));
  return floatingIps.map((floatingIp) => floatingIpView(floatingIp, ports.get(floatingIp.portId ?? ''), tags.get(floatingIp.id)));
}

function refuseSecond(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw refuse('FloatingIPPortAlreadyAssociated', 'Cannot associate floating IP with port using fixed IP: that fixed IP already has a floating IP.');
}
