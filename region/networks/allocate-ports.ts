import type { Trx } from '../../openapi/serve/db.ts';
import { badRequest, conflict } from '../../openapi/serve/fault.ts';
import type { Ambient } from '../ambient.ts';
import { inPool, lowestFree, pickMac, toAddress, toNumber } from './ipam.ts';
import { lockSubnetOf } from './network-store.ts';
import type { Network } from './network-store.ts';
import { insertPorts, selectTaken } from './port-store.ts';
import type { Port } from './port-store.ts';

export interface PortRequest {
  network: Network;
  projectId: string;
  /** One port for each of these servers. */
  serverIds: readonly string[];
  /** Only for a single server. */
  fixedIp?: string | undefined;
}

/**
 * Gives each server a port with a new MAC and the lowest free address. The subnet's row is held meanwhile, so choices do
 * not race; the primary key on (subnet, address) would refuse the loser if they did.
 */
export async function allocatePorts(trx: Trx, request: PortRequest, ambient: Ambient): Promise<Port[]> {
  const { network, projectId, serverIds, fixedIp } = request;
  const subnet = await lockSubnetOf(trx, network.id);
  if (!subnet) throw conflict(`Network ${network.name} has no subnet, so its ports get no address: name another network.`);
  const taken = await selectTaken(trx, subnet.id);
  const numbers = taken.map(({ ipNumber }) => ipNumber);
  const macs = new Set(taken.map(({ macAddress }) => macAddress));
  const at = ambient.now().toISOString();

  const ports = serverIds.map((deviceId): Port => {
    const number = fixedIp === undefined ? lowestFree(numbers, toNumber(subnet.poolStart), toNumber(subnet.poolEnd)) : toNumber(fixedIp);
    if (number === undefined) {
      throw conflict(`No more IP addresses available on network ${network.name}: ${subnet.cidr} has ${numbers.length} in use. Delete servers, or use another network.`, {
        network_id: network.id,
      });
    }
    if (fixedIp !== undefined) requireFree(fixedIp, numbers, subnet);
    numbers.push(number);
    numbers.sort((a, b) => a - b);
    const macAddress = pickMac(macs, ambient);
    macs.add(macAddress);
    return {
      id: ambient.uuid(),
      projectId,
      networkId: network.id,
      macAddress,
      deviceId,
      deviceOwner: 'compute:nova',
      name: '',
      status: 'DOWN',
      fixedIps: [{ subnetId: subnet.id, ipAddress: toAddress(number) }],
      createdAt: at,
      updatedAt: at,
      revision: 1,
    };
  });
  await insertPorts(trx, ports, toNumber);
  return ports;
}

function requireFree(address: string, taken: readonly number[], subnet: { cidr: string; poolStart: string; poolEnd: string }): void {
  if (!inPool(address, subnet)) {
    throw badRequest(`Fixed IP address ${address} is not between ${subnet.poolStart} and ${subnet.poolEnd} of ${subnet.cidr}: choose one of these, or none.`);
  }
  if (taken.includes(toNumber(address))) throw conflict(`Fixed IP address ${address} is already in use on ${subnet.cidr}: choose another, or none.`);
}
