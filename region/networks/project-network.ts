import type { Trx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { Ambient } from '../ambient.ts';
import { holdLock } from '../db/advisory-lock.ts';
import { nextSubnet } from './ipam.ts';
import { newStandard } from './kit/standard.ts';
import { insertNetwork, plainNetwork, selectOwnNetwork } from './network-store.ts';
import type { Network } from './network-store.ts';
import { cidrOf, defaultGateway, defaultPools, rangeOf } from './pools.ts';
import { limitPassed } from './quota.ts';
import { makeDefaultRouter } from './routers/default-router.ts';
import { freeSegment } from './segments.ts';
import { insertSubnet, selectOwnCidrs } from './subnet-store.ts';
import type { Subnet } from './subnet-store.ts';

export interface NetworkSettings {
  /** Subnets are cut from this, one a network. */
  poolCidr: string;
  prefixLength: number;
  mtu: number;
  nameservers: readonly string[];
  /** Told of networks that get no router. */
  log: Pick<Logger, 'warn'>;
}

/**
 * The project's own network, made now if it has none, with a router to the default external network where there is one with
 * an address left and the project may have a router. Making one is serialised in the region, so that two first servers of a
 * project share it and two projects never get one segment or subnet.
 */
export async function projectNetwork(
  trx: Trx,
  project: { id: string; name: string },
  { ambient, settings }: { ambient: Ambient; settings: NetworkSettings },
): Promise<Network> {
  const existing = await selectOwnNetwork(trx, project.id);
  if (existing) return existing;
  // Before the lock, in the order in which other requests hold them.
  const routerLimit = await limitPassed(trx, project.id, 'router', 1);
  await holdLock(trx, 'network-segments');
  const madeMeanwhile = await selectOwnNetwork(trx, project.id);
  if (madeMeanwhile) return madeMeanwhile;

  const cidr = nextSubnet(settings.poolCidr, settings.prefixLength, new Set(await selectOwnCidrs(trx)));
  if (cidr === undefined) {
    throw new Fault('conflict', `Cannot make a network for project ${project.name}: the pool ${settings.poolCidr} has no free /${settings.prefixLength} left. Ask an operator to widen it.`);
  }
  const network: Network = { ...plainNetwork, ...newStandard(ambient, project.id, { name: project.name }), segment: await freeSegment(trx), mtu: settings.mtu };
  await insertNetwork(trx, network, project.id);
  const gatewayIp = defaultGateway(cidrOf(cidr));
  const pools = defaultPools(cidrOf(cidr), gatewayIp);
  const first = pools[0] && rangeOf(pools[0]).first;
  const subnet: Subnet = {
    ...newStandard(ambient, project.id, { name: project.name }),
    networkId: network.id, ipVersion: 4, cidr, gatewayIp, enableDhcp: true, ipv6RaMode: null, ipv6AddressMode: null, pools, nameservers: [...settings.nameservers], hostRoutes: [], serviceTypes: [],
  };
  await insertSubnet(trx, subnet, first ?? null);
  const refused = routerLimit === undefined ? await makeDefaultRouter(trx, network, subnet, ambient) : `the project may have ${routerLimit} routers`;
  if (refused !== undefined) settings.log.warn({ networkId: network.id, projectId: project.id, reason: refused }, 'a network was made without a router');
  return network;
}
