import type { Trx } from '../../../openapi/serve/db.ts';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { AuthContext } from '../../../openapi/serve/handler.ts';
import { findPort } from '../find-port.ts';
import { selectFloatingIpsOf } from '../floating-ip-store.ts';
import type { FloatingIp } from '../floating-ip-store.ts';
import { networkNotFound, refuse } from '../kit/network-faults.ts';
import { touchMaps } from '../maps/touch-maps.ts';
import { selectPort, selectPortsOn } from '../port-store.ts';
import type { Port } from '../port-store.ts';
import { interfaceOwner, selectRoutersById } from '../routers/router-store.ts';

type Pointing = Pick<FloatingIp, 'portId' | 'fixedIpAddress' | 'routerId'>;

/** What a floating address becomes when it stands for a port's address, or for none; both networks concerned are told. */
export async function pointAt(trx: Trx, floatingIp: FloatingIp, { portId, fixedIp }: { portId: string | null; fixedIp: string | undefined }, auth: AuthContext): Promise<Pointing> {
  const before = floatingIp.portId === null ? undefined : await selectPort(trx, floatingIp.portId);
  if (before) await touchMaps(trx, { networkIds: [before.networkId], groupIds: [] });
  if (portId === null) return { portId: null, fixedIpAddress: null, routerId: null };
  const port = await findPort(trx, auth, portId);
  const address = addressOf(port, fixedIp, floatingIp);
  const taken = (await selectFloatingIpsOf(trx, [port.id])).find((other) => other.fixedIpAddress === address && other.id !== floatingIp.id);
  if (taken) {
    throw refuse('FloatingIPPortAlreadyAssociated', `Cannot associate floating IP ${floatingIp.ipAddress} (${floatingIp.id}) with port ${port.id} using fixed IP ${address}, as that fixed IP already has a floating IP on external network ${taken.networkId}.`);
  }
  const routerId = await routerBetween(trx, port, address, floatingIp.networkId);
  await touchMaps(trx, { networkIds: [port.networkId], groupIds: [] });
  return { portId: port.id, fixedIpAddress: address, routerId };
}

function addressOf(port: Port, wanted: string | undefined, floatingIp: FloatingIp): string {
  const v4 = port.fixedIps.map(({ ipAddress }) => ipAddress).filter((address) => !address.includes(':'));
  if (wanted !== undefined) {
    if (v4.includes(wanted)) return wanted;
    throw badRequest(`Bad floatingip request: Port ${port.id} does not have fixed ip ${wanted}.`, { field: 'fixed_ip_address' });
  }
  const [only] = v4;
  if (only === undefined) throw badRequest(`Bad floatingip request: Cannot add floating IP ${floatingIp.ipAddress} to port ${port.id} that has no fixed IPv4 addresses.`, { field: 'port_id' });
  if (v4.length > 1) throw badRequest(`Bad floatingip request: Port ${port.id} has multiple fixed IPv4 addresses. Must provide a specific IPv4 address when assigning a floating IP.`, { field: 'fixed_ip_address' });
  return only;
}

/** The router that has a leg in the port's subnet, and its gateway in the floating address' network. */
async function routerBetween(trx: Trx, port: Port, address: string, externalNetworkId: string): Promise<string> {
  const subnetId = port.fixedIps.find(({ ipAddress }) => ipAddress === address)?.subnetId;
  const legs = (await selectPortsOn(trx, [port.networkId])).filter(({ deviceOwner, fixedIps }) => deviceOwner === interfaceOwner && fixedIps.some((ip) => ip.subnetId === subnetId));
  const router = (await selectRoutersById(trx, legs.map(({ deviceId }) => deviceId))).find(({ gatewayNetworkId }) => gatewayNetworkId === externalNetworkId);
  if (router) return router.id;
  throw networkNotFound('network', `External network ${externalNetworkId} is not reachable from subnet ${subnetId}. Therefore, cannot associate Port ${port.id} with a Floating IP: connect them by a router. It`);
}
