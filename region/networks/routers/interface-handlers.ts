import { inTransaction } from '../../../openapi/serve/db.ts';
import type { Trx } from '../../../openapi/serve/db.ts';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../../openapi/serve/handler.ts';
import type { Ambient } from '../../ambient.ts';
import { addressKey, contains, overlap } from '../address.ts';
import { makePort } from '../allocate-ports.ts';
import { findPort } from '../find-port.ts';
import { countFloatingIpsVia } from '../floating-ip-store.ts';
import { selectVisible } from '../kit/list-store.ts';
import { networkNotFound, refuse } from '../kit/network-faults.ts';
import { find as findNetwork } from '../network-handlers.ts';
import { requireOwn } from '../network-parts.ts';
import type { NetworkParts } from '../network-parts.ts';
import { cidrOf } from '../pools.ts';
import { selectPortsOf, updatePort } from '../port-store.ts';
import type { Port } from '../port-store.ts';
import { releasePorts } from '../release-ports.ts';
import { listedSubnets, selectSubnetsById, toSubnet } from '../subnet-store.ts';
import type { Subnet, SubnetRow } from '../subnet-store.ts';
import { findRouter, touchRouter } from './router-handlers.ts';
import { holdRouter, interfaceOwner } from './router-store.ts';
import type { Router } from './router-store.ts';

interface Asked {
  subnet_id?: string;
  port_id?: string;
}

/** Source: Networking API v2.0, "Add interface to router" and "Remove interface from router". */
export function interfaceHandlers({ db, ambient, maps }: NetworkParts): Pick<Handlers<'network'>, 'addRouterInterface' | 'removeRouterInterface'> {
  const change = (auth: AuthContext, id: string, work: (trx: Trx, router: Router) => Promise<Port>) =>
    inTransaction(db, async (trx) => {
      await holdRouter(trx, id);
      const router = await findRouter(trx, auth, id);
      requireOwn(router, auth, 'update_router');
      return { router, port: await work(trx, router) };
    }).finally(() => maps.wake());
  return {
    async addRouterInterface({ auth, path, body }) {
      const made = await change(auth, path.id, async (trx, router) => {
        const port = body.port_id === undefined ? await legForSubnet(trx, router, body.subnet_id ?? '', auth, ambient) : await legOfPort(trx, router, body.port_id, auth, ambient);
        await touchRouter(trx, router.id);
        return port;
      });
      return { status: 200, body: interfaceView(made.router, made.port) };
    },
    async removeRouterInterface({ auth, path, body }) {
      const gone = await change(auth, path.id, (trx, router) => removeLeg(trx, router, body, ambient));
      return { status: 200, body: interfaceView(gone.router, gone.port) };
    },
  };
}

async function legForSubnet(trx: Trx, router: Router, subnetId: string, auth: AuthContext, ambient: Ambient): Promise<Port> {
  const row = await selectVisible<SubnetRow>(trx, listedSubnets, auth, subnetId);
  if (!row) throw networkNotFound('subnet', subnetId);
  const subnet = toSubnet(row);
  if (subnet.gatewayIp === null) throw badRequest('Bad router request: Subnet for router interface must have a gateway IP.', { field: 'subnet_id' });
  await requireApart(trx, router, [subnet]);
  const network = await findNetwork(trx, auth, subnet.networkId);
  const asked = [{ subnet_id: subnet.id, ip_address: subnet.gatewayIp }];
  return makePort(trx, { network, projectId: router.projectId, asked, groupIds: [], portSecurity: false, deviceId: router.id, deviceOwner: interfaceOwner, status: 'ACTIVE' }, ambient);
}

async function legOfPort(trx: Trx, router: Router, portId: string, auth: AuthContext, ambient: Ambient): Promise<Port> {
  const port = await findPort(trx, auth, portId);
  if (port.deviceId !== '') throw refuse('PortInUse', `Unable to complete operation on port ${port.id} for network ${port.networkId}. Port already has an attached device ${port.deviceId}.`);
  if (port.fixedIps.length === 0) throw badRequest('Bad router request: Router port must have at least one fixed IP.', { field: 'port_id' });
  await requireApart(trx, router, await selectSubnetsById(trx, port.fixedIps.map(({ subnetId }) => subnetId)));
  await updatePort(trx, port.id, { deviceId: router.id, deviceOwner: interfaceOwner, status: 'ACTIVE' }, ambient.now().toISOString());
  return { ...port, deviceId: router.id, deviceOwner: interfaceOwner };
}

/** A router leads to each address one way only. */
async function requireApart(trx: Trx, router: Router, added: readonly Subnet[]): Promise<void> {
  const legs = await selectPortsOf(trx, [router.id]);
  const present = await selectSubnetsById(trx, [...new Set(legs.flatMap(({ fixedIps }) => fixedIps.map(({ subnetId }) => subnetId)))]);
  for (const subnet of added) {
    const clash = present.find((other) => overlap(cidrOf(other.cidr), cidrOf(subnet.cidr)));
    if (!clash) continue;
    throw clash.id === subnet.id
      ? badRequest(`Bad router request: Router already has a port on subnet ${subnet.id}.`, { field: 'subnet_id' })
      : badRequest(`Bad router request: Cidr ${subnet.cidr} of subnet ${subnet.id} overlaps with cidr ${clash.cidr} of subnet ${clash.id}.`, { field: 'subnet_id' });
  }
}

async function removeLeg(trx: Trx, router: Router, { subnet_id: subnetId, port_id: portId }: Asked, ambient: Ambient): Promise<Port> {
  const legs = (await selectPortsOf(trx, [router.id])).filter(({ deviceOwner }) => deviceOwner === interfaceOwner);
  const leg = legs.find(({ id, fixedIps }) => (portId === undefined || id === portId) && (subnetId === undefined || fixedIps.some((ip) => ip.subnetId === subnetId)));
  if (!leg) {
    const what = portId === undefined ? `with subnet ${subnetId}` : `${portId}`;
    throw networkNotFound('router', `${router.id} has no interface ${what}; it`);
  }
  const subnetIds = leg.fixedIps.map((ip) => ip.subnetId);
  if ((await countFloatingIpsVia(trx, router.id, subnetIds)) > 0) {
    throw refuse('RouterInterfaceInUseByFloatingIP', `Router interface for subnet ${subnetIds.join(', ')} on router ${router.id} cannot be deleted, as it is required by one or more floating IPs.`);
  }
  await requireNoRoute(trx, router, subnetIds);
  await touchRouter(trx, router.id);
  await releasePorts(trx, [leg], ambient.now().toISOString());
  return leg;
}

async function requireNoRoute(trx: Trx, router: Router, subnetIds: readonly string[]): Promise<void> {
  const subnets = await selectSubnetsById(trx, subnetIds);
  const route = router.routes.find(({ nexthop }) => subnets.some(({ cidr }) => contains(cidrOf(cidr), addressKey(nexthop))));
  if (route) throw refuse('RouterInterfaceInUseByRoute', `Router interface for subnet ${subnetIds.join(', ')} on router ${router.id} cannot be deleted, as it is required by the route to ${route.destination}.`);
}

const interfaceView = (router: Router, port: Port) => {
  const subnetIds = port.fixedIps.map(({ subnetId }) => subnetId);
  return { id: router.id, tenant_id: router.projectId, project_id: router.projectId, port_id: port.id, network_id: port.networkId, subnet_id: subnetIds[0] ?? '', subnet_ids: subnetIds, tags: [] };
};
