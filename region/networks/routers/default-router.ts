import type { Trx } from '../../../openapi/serve/db.ts';
import { isFault } from '../../../openapi/serve/fault.ts';
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
 * subnets. Makes none when that has no address left, and answers why: servers do without the way out, not without a network.
 */
export async function makeDefaultRouter(trx: Trx, network: Network, subnet: Pick<Subnet, 'id' | 'gatewayIp'>, ambient: Ambient): Promise<string | undefined> {
  const external = await selectDefaultExternal(trx);
  if (external === undefined || subnet.gatewayIp === null || (await selectSubnetsOf(trx, [external.id])).length === 0) return undefined;
  const { projectId, name } = network;
  const router = { ...newStandard(ambient, projectId, { name }), adminStateUp: true, macAddress: pickMac(new Set(), ambient), gatewayNetworkId: external.id, enableSnat: true, routes: [] };
  const leg = { groupIds: [], portSecurity: false, deviceId: router.id, status: 'ACTIVE' } as const;
  try {
    // By itself, so that of several addresses none stays taken when one is not to be had.
    await trx.transaction(async (part) => makePort(part, { ...leg, network: external, projectId: '', deviceOwner: gatewayOwner }, ambient));
  } catch (error) {
    if (isFault(error) && error.details['neutronType'] === 'IpAddressGenerationFailure') return error.message;
    throw error;
  }
  await insertRouter(trx, router);
  await makePort(trx, { ...leg, network, projectId, deviceOwner: interfaceOwner, asked: [{ subnet_id: subnet.id, ip_address: subnet.gatewayIp }] }, ambient);
  return undefined;
}
