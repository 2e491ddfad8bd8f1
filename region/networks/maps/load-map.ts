import type { DbOrTrx } from '../../../openapi/serve/db.ts';
import { selectHostsById } from '../../hosts/host-store.ts';
import type { Host } from '../../hosts/host-store.ts';
import type { NetworkMap } from '../../wire.ts';
import { selectFloatingIpsOf } from '../floating-ip-store.ts';
import { selectGroupsById, selectMemberAddresses, selectRulesOf } from '../group-store.ts';
import { selectNetwork } from '../network-store.ts';
import { selectPortsOf, selectPortsOn } from '../port-store.ts';
import type { Port } from '../port-store.ts';
import { selectRules as selectBandwidth } from '../qos/qos-store.ts';
import { interfaceOwner, selectRoutersById } from '../routers/router-store.ts';
import { selectSubnetsById, selectSubnetsOf } from '../subnet-store.ts';
import type { Subnet } from '../subnet-store.ts';
import { buildMap } from './build-map.ts';
import type { RouterRows } from './build-map.ts';
import { hostsOnNetworks, networksBehind, networksBeside, selectMapRevision } from './map-store.ts';

export interface LoadedMap {
  map: NetworkMap;
  /** Those that must have it: with ports of the network, or of one that a router connects with it. */
  hosts: Host[];
}

/** Undefined for a network that is gone. The revision is read first: what is newer than it goes out again with the next. */
export async function loadMap(db: DbOrTrx, networkId: string): Promise<LoadedMap | undefined> {
  const revision = await selectMapRevision(db, networkId);
  const network = await selectNetwork(db, networkId);
  if (!network || revision === undefined) return undefined;
  const subnets = await selectSubnetsOf(db, [networkId]);
  const ports = await selectPortsOn(db, [networkId]);
  const inUse = [...new Set(ports.flatMap(({ groupIds }) => groupIds))];
  const rules = await selectRulesOf(db, inUse);
  const remote = [...new Set(rules.flatMap(({ remoteGroupId }) => remoteGroupId ?? []))];
  const policies = [...new Set([...ports.flatMap(({ qosPolicyId }) => qosPolicyId ?? []), ...(network.qosPolicyId === null ? [] : [network.qosPolicyId])])];
  const near = [networkId, ...(await networksBeside(db, [networkId])), ...(network.external ? await networksBehind(db, networkId) : [])];
  const hosts = await selectHostsById(db, await hostsOnNetworks(db, near));
  const map = buildMap({
    network,
    revision,
    subnets,
    ports,
    groups: await selectGroupsById(db, [...new Set([...inUse, ...remote])]),
    rules,
    members: await selectMemberAddresses(db, remote),
    hosts: hosts.map(({ id, tunnelIp }) => ({ id, tunnelIp })),
    router: await loadRouter(db, ports, subnets),
    floatingIps: await selectFloatingIpsOf(db, ports.map(({ id }) => id)),
    bandwidth: await selectBandwidth(db, policies),
  });
  return { map, hosts };
}

/** The router whose leg has a subnet's gateway address, or else any that has a leg here. */
async function loadRouter(db: DbOrTrx, ports: readonly Port[], subnets: readonly Subnet[]): Promise<RouterRows | undefined> {
  const legsHere = ports.filter(({ deviceOwner }) => deviceOwner === interfaceOwner);
  const leg = legsHere.find(({ fixedIps }) => fixedIps.some(({ ipAddress }) => subnets.some(({ gatewayIp }) => gatewayIp === ipAddress))) ?? legsHere[0];
  const [router] = leg ? await selectRoutersById(db, [leg.deviceId]) : [];
  if (!router) return undefined;
  const legs = await selectPortsOf(db, [router.id]);
  return { router, legs, subnets: await selectSubnetsById(db, [...new Set(legs.flatMap(({ fixedIps }) => fixedIps.map(({ subnetId }) => subnetId)))]) };
}
