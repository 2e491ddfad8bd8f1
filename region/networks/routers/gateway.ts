import type { Trx } from '../../../openapi/serve/db.ts';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { AuthContext } from '../../../openapi/serve/handler.ts';
import type { Ambient } from '../../ambient.ts';
import { makePort } from '../allocate-ports.ts';
import type { AskedIp } from '../allocate-ports.ts';
import { hasFloatingIps } from '../floating-ip-store.ts';
import { networkNotFound, refuse } from '../kit/network-faults.ts';
import { given } from '../kit/standard.ts';
import { touchMaps } from '../maps/touch-maps.ts';
import { find as findNetwork } from '../network-handlers.ts';
import { selectPortsOf } from '../port-store.ts';
import { releasePorts } from '../release-ports.ts';
import { gatewayOwner, updateRouter } from './router-store.ts';
import type { Router } from './router-store.ts';

export interface AskedGateway {
  network_id?: string;
  enable_snat?: boolean;
  external_fixed_ips?: { subnet_id?: string; ip_address?: string }[];
}

/** Gives a router its leg in an external network, another one, or none (null, or an empty object). */
export async function setGateway(trx: Trx, router: Router, asked: AskedGateway | null, auth: AuthContext, ambient: Ambient): Promise<void> {
  const at = ambient.now().toISOString();
  const legs = await selectPortsOf(trx, [router.id]);
  const present = legs.filter(({ deviceOwner }) => deviceOwner === gatewayOwner);
  await touchMaps(trx, { networkIds: legs.map(({ networkId }) => networkId), groupIds: [] });
  const wanted = asked?.network_id;
  if (asked && wanted === undefined && Object.keys(asked).length > 0) throw badRequest('Invalid input for external_gateway_info. Reason: network_id is missing.', { field: 'external_gateway_info.network_id' });
  const stays = wanted !== undefined && wanted === router.gatewayNetworkId && asked?.external_fixed_ips === undefined;
  if (!stays) {
    if (present.length > 0 && wanted !== router.gatewayNetworkId && (await hasFloatingIps(trx, { router_id: router.id }))) {
      throw refuse('RouterExternalGatewayInUseByFloatingIp', `Gateway cannot be updated for router ${router.id}, since a gateway to external network ${router.gatewayNetworkId} is required by one or more floating IPs.`);
    }
    await releasePorts(trx, present, at);
  }
  if (wanted === undefined || asked === null) {
    await updateRouter(trx, router.id, { gatewayNetworkId: null, enableSnat: true }, at);
    return;
  }
  const network = await findNetwork(trx, auth, wanted);
  if (!network.external) throw badRequest(`Bad router request: Network ${network.id} is not an external network.`, { field: 'external_gateway_info.network_id', neutronType: 'BadRequest' });
  if (!stays) {
    const ips = asked.external_fixed_ips?.map(({ subnet_id: subnetId, ip_address: ip }): AskedIp => given({ subnet_id: subnetId, ip_address: ip }));
    const port = await makePort(trx, { network, projectId: '', asked: ips, groupIds: [], portSecurity: false, deviceId: router.id, deviceOwner: gatewayOwner, status: 'ACTIVE' }, ambient);
    if (port.fixedIps.length === 0) throw networkNotFound('subnet', `of network ${network.id}`);
  }
  await updateRouter(trx, router.id, { gatewayNetworkId: network.id, ...(asked.enable_snat === undefined ? {} : { enableSnat: asked.enable_snat }) }, at);
}
