import type { Trx } from '../../openapi/serve/db.ts';
import { giveBack } from './address-store.ts';
import { isSelfMade } from './allocate-ports.ts';
import { disconnectFloatingIps } from './floating-ip-store.ts';
import { forgetTags } from './kit/tag-store.ts';
import { touchMaps } from './maps/touch-maps.ts';
import { inPools } from './pools.ts';
import { deletePortRows, selectPortsOf, updatePort } from './port-store.ts';
import type { FixedIp, Port } from './port-store.ts';
import { selectSubnetsById } from './subnet-store.ts';

/** Deletes ports: their addresses go back, once; floating addresses are left without a port; hosts hear of it. */
export async function releasePorts(trx: Trx, ports: readonly Port[], at: string): Promise<void> {
  if (ports.length === 0) return;
  const ids = ports.map(({ id }) => id);
  await touchMaps(trx, { networkIds: ports.map(({ networkId }) => networkId), groupIds: ports.flatMap(({ groupIds }) => groupIds), membersOnly: true });
  await disconnectFloatingIps(trx, ids, at);
  await freeAddresses(trx, ports.flatMap(({ fixedIps }) => fixedIps), at);
  await deletePortRows(trx, ids);
  await forgetTags(trx, ids);
}

/** Gives addresses back that a port lets go of. */
export async function freeAddresses(trx: Trx, addresses: readonly FixedIp[], at: string): Promise<void> {
  const subnets = new Map((await selectSubnetsById(trx, [...new Set(addresses.map(({ subnetId }) => subnetId))])).map((subnet) => [subnet.id, subnet]));
  const mayChoose = (subnetId: string, key: string): boolean => {
    const subnet = subnets.get(subnetId);
    return subnet !== undefined && !isSelfMade(subnet) && inPools(subnet.pools, key);
  };
  await giveBack(trx, addresses, mayChoose, at);
}

/** A deleted server's ports: those that were made for it go, those of the user are only let go of. */
export async function releaseServerPorts(trx: Trx, serverId: string, at: string): Promise<void> {
  const ports = await selectPortsOf(trx, [serverId]);
  await releasePorts(trx, ports.filter(({ madeForServer }) => madeForServer), at);
  const kept = ports.filter(({ madeForServer }) => !madeForServer);
  for (const port of kept) await letGoOf(trx, port, at);
}

/** Takes a port from its server: one that was made for it goes, one of the user is only let go of. */
export async function letGoOf(trx: Trx, port: Port, at: string): Promise<void> {
  if (port.madeForServer) return releasePorts(trx, [port], at);
  await updatePort(trx, port.id, { deviceId: '', deviceOwner: '', hostId: null, status: 'DOWN' }, at);
  await touchMaps(trx, { networkIds: [port.networkId], groupIds: [] });
}
