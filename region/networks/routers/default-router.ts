import type { Trx } from '../../../openapi/serve/db.ts';
import type { Ambient } from '../../ambient.ts';
import { makePort } from '../allocate-ports.ts';
import { pickMac } from '../ipam.ts';
import { newStandard } from '../kit/standard.ts';
import { selectDefaultExternal } from '../network-store.ts';
import type { Network } from '../network-store.ts';
import { selectSubnetsOf } from '../subnet-store.ts';
import type { Subnet } from '../subnet-store.ts';
import { gatewayOwner, insertRouter, interfaceOwner } from './router-store.ts';

/**
 * The way out of a network that is made for a project: a router to the default external network, where there is one with
 * subnets. Throws when that has no address left, as Neutron's auto-allocated topology does.
 */
export async function makeDefaultRouter(trx: Trx, network: Network, subnet: Pick<Subnet, 'id' | 'gatewayIp'>, ambient: Ambient): Promise<void> {
  const external = await selectDefaultExternal(trx);
  if (external === undefined || subnet.gatewayIp === null || (await selectSubnetsOf(trx, [external.id])).length === 0) return;
  const { projectId, name } = network;
  const router = { ...newStandard(ambient, projectId, { name }), adminStateUp: true, macAddress: pickMac(new Set(), ambient), gatewayNetworkId: external.id, enableSnat: true, routes: [] };
  await insertRouter(trx, router);
  const leg = { groupIds: [], portSecurity: false, deviceId: router.id, status: 'ACTIVE' } as const;
  await makePort(trx, { ...leg, network: external, projectId: '', deviceOwner: gatewayOwner }, ambient);
  await makePort(trx, { ...leg, network, projectId, deviceOwner: interfaceOwner, asked: [{ subnet_id: subnet.id, ip_address: subnet.gatewayIp }] }, ambient);
}
