import type { NetworkMap, PortMap, SecurityGroupMap } from '../network-map.ts';
import { gatewayMacOf } from '../port-record.ts';
import type { BridgePort } from '../port-record.ts';
import { baseRules } from './base-rules.ts';
import { openPolicy } from './flow-port.ts';
import type { GroupSetRef, PortPolicy } from './flow-port.ts';
import type { FlowRule } from './flow-rule.ts';
import { groupSetOf, groupSetRules } from './group-rules.ts';
import { networkRules } from './network-rules.ts';
import { peerRules } from './peer-rules.ts';
import { gatewayRules, portRules } from './port-rules.ts';
import { gatewayAddressesOf, legRules, routeRules } from './route-rules.ts';
import type { Exit, RoutedNetwork } from './route-rules.ts';
import { isIPv6 } from './tables.ts';

/**
 * All rules of this host by owner, computed from the ports that are here and the networks' maps, and nothing else. Each
 * method that changes something answers the owners whose rules may be others now; `rulesOf` computes one owner's.
 *
 *   ''             what is always there
 *   port:ID        a port here
 *   far:NET/ID     a port of a map, wherever it is: its addresses, the way to it
 *   net:NET        a network's ways in, its services, its routes
 *   set:HASH       the groups of ports here
 */
export class FlowProgram {
  readonly #self: Self;
  readonly #ports = new Map<string, BridgePort>();
  readonly #maps = new Map<string, MapHere>();
  /** The sets that ports here have, with the ports. */
  readonly #sets = new Map<string, GroupSet>();

  constructor(self: Self) {
    this.#self = self;
  }

  map(networkId: string): NetworkMap | undefined {
    return this.#maps.get(networkId)?.map;
  }

  maps(): NetworkMap[] {
    return [...this.#maps.values()].map(({ map }) => map);
  }

  ports(): BridgePort[] {
    return [...this.#ports.values()];
  }

  setPort(port: BridgePort): string[] {
    const before = this.#ports.get(port.portId);
    this.#ports.set(port.portId, port);
    return [...new Set([...(before === undefined ? [] : this.#ownersAround(before)), ...this.#ownersAround(port)])];
  }

  removePort(portId: string): string[] {
    const port = this.#ports.get(portId);
    if (port === undefined) return [portOwner(portId)];
    this.#ports.delete(portId);
    return this.#ownersAround(port);
  }

  /** Undefined takes the map away. */
  setMap(networkId: string, map: NetworkMap | undefined): string[] {
    const before = this.#maps.get(networkId);
    if (map === undefined) this.#maps.delete(networkId);
    else this.#maps.set(networkId, { map, ports: new Map(map.ports.map((port) => [port.id, port])), groups: new Map(map.security_groups.map((group) => [group.id, group])) });
    const after = this.#maps.get(networkId);
    const networks = new Set([before?.map, map].flatMap((each) => (each === undefined ? [] : [each.id, ...this.#routedWith(each)])));
    const hostsMoved = !same(before?.map.hosts, map?.hosts) || before?.map.segment !== map?.segment || !same(before?.map.subnets, map?.subnets);
    const changed = new Set([...(before?.ports.keys() ?? []), ...(after?.ports.keys() ?? [])].filter((id) => hostsMoved || !same(before?.ports.get(id), after?.ports.get(id))));
    const groups = changedGroups(before, after);
    const sets = [...this.#sets.values()].filter((set) => set.networkId === networkId && setNames(set, groups, after)).map((set) => setOwner(set.id));
    // A group that becomes stateful, or stops being so, moves its ports to another set.
    const movesPorts = (groupId: string): boolean => groups.has(groupId) && isStateful(before, groupId) !== isStateful(after, groupId);
    const isConcerned = (port: BridgePort): boolean =>
      port.role !== 'server' || before === undefined || after === undefined || changed.has(port.portId) || after.ports.get(port.portId)?.security_group_ids.some(movesPorts) === true;
    const ports = this.ports().filter((port) => port.networkId === networkId && isConcerned(port));
    return [
      ...[...changed].map((id) => farOwner(networkId, id)),
      ...ports.map((port) => portOwner(port.portId)),
      ...[...networks].map(networkOwner),
      ...[...networks].flatMap((id) => this.#legsOf(id)),
      ...sets,
      ...ports.flatMap((port) => this.#placeInSet(port)),
    ];
  }

  owners(): string[] {
    return [
      '',
      ...[...this.#ports.keys()].map(portOwner),
      ...[...this.#maps.values()].flatMap(({ map, ports }) => [networkOwner(map.id), ...[...ports.keys()].map((id) => farOwner(map.id, id))]),
      ...[...this.#sets.keys()].map(setOwner),
    ];
  }

  rulesOf(owner: string): FlowRule[] {
    if (owner === '') return baseRules();
    const [kind, rest = ''] = [owner.slice(0, owner.indexOf(':')), owner.slice(owner.indexOf(':') + 1)];
    if (kind === 'port') return this.#portRules(this.#ports.get(rest));
    if (kind === 'net') return this.#networkRules(this.#maps.get(rest));
    if (kind === 'set') return this.#setRules(this.#sets.get(rest));
    const [networkId = '', portId = ''] = rest.split('/');
    return this.#farRules(this.#maps.get(networkId), portId);
  }

  /** What a port here may send and hear, as its network's map says. */
  policyOf(port: BridgePort): PortPolicy {
    const here = this.#maps.get(port.networkId);
    if (here === undefined) return openPolicy;
    const found = here.ports.get(port.portId);
    // A map that does not have the port yet is no reason to let it talk.
    if (found === undefined) return { ...openPolicy, groups: groupSetOf(port.networkId, [], here.groups) };
    return {
      guarded: found.port_security,
      pairs: found.allowed_address_pairs.map((pair) => ({ address: pair.ip_address, macAddress: (pair.mac_address ?? port.macAddress).toLowerCase() })),
      groups: found.port_security ? groupSetOf(port.networkId, found.security_group_ids, here.groups) : undefined,
      up: found.admin_state_up,
      answers: false,
      ...(found.rates?.egress_kbps === undefined ? {} : { egressMeter: egressMeterOf(port.ofport) }),
    };
  }

  /** The rates of a port here. */
  ratesOf(port: BridgePort): PortMap['rates'] {
    return this.#maps.get(port.networkId)?.ports.get(port.portId)?.rates;
  }

  /** Where a router's traffic leaves that has no floating address: the lowest id of the hosts that have ports behind it. */
  exitHostOf(routerId: string): string | undefined {
    return this.maps().filter(({ router }) => router?.id === routerId).flatMap(({ hosts }) => hosts.map(({ id }) => id)).sort()[0];
  }

  isExitHost(routerId: string): boolean {
    const exit = this.exitHostOf(routerId);
    return exit === undefined || exit === this.#self.hostId;
  }

  #portRules(port: BridgePort | undefined): FlowRule[] {
    if (port === undefined || port.ofport < 1) return [];
    if (port.role === 'server') return portRules(port, this.policyOf(port));
    if (port.role === 'gateway') return gatewayRules(port, this.map(port.networkId)?.router?.interfaces.map((each) => each.ip_address).filter((address) => !port.ipAddresses.includes(address)));
    if (port.role === 'outside') return portRules(port, { ...openPolicy, pairs: this.#routedThrough(port) });
    if (port.role === 'leg') return legRules(port.networkId, port, this.#routedNetworks(port.networkId));
    return [];
  }

  /** What a router does not translate, IPv6 never, it sends with its servers' own addresses. */
  #routedThrough(port: BridgePort): PortPolicy['pairs'] {
    const cidrs = this.maps().flatMap(({ router }) => {
      if (router?.gateway?.network_id !== port.networkId) return [];
      const { snat, ip_addresses: own } = router.gateway;
      return router.interfaces.map(({ cidr }) => cidr).filter((cidr) => (isIPv6(cidr) ? own.some(isIPv6) : !snat));
    });
    return [...new Set(cidrs)].map((address) => ({ address, macAddress: port.macAddress }));
  }

  #farRules(here: MapHere | undefined, portId: string): FlowRule[] {
    const port = here?.ports.get(portId);
    if (here === undefined || port === undefined) return [];
    const { map } = here;
    const isHere = this.#ports.has(portId) || port.host_id === this.#self.hostId;
    const isElsewhere = !isHere && port.host_id !== undefined && map.type === 'vxlan';
    return peerRules({ segment: map.segment, port, notAnswered: new Set(gatewayAddressesOf(map)), tunnelOfport: isElsewhere ? this.#find(map.id, 'tunnel')?.ofport : undefined });
  }

  #networkRules(here: MapHere | undefined): FlowRule[] {
    if (here === undefined) return [];
    const { map } = here;
    const gateway = this.#find(map.id, 'gateway');
    const tunnelOfport = this.#find(map.id, 'tunnel')?.ofport;
    const uplink = map.type === 'vxlan' || map.physical_network === undefined ? undefined : this.#uplink(map.physical_network);
    const servers = this.ports().filter((port) => port.networkId === map.id && port.role === 'server' && port.ofport > 0).map((port) => port.ofport);
    return [
      ...networkRules({ map, servers: servers.sort((a, b) => a - b), gatewayOfport: gateway?.ofport, tunnelOfport, uplinkOfport: uplink?.ofport }),
      ...routeRules({
        map, gatewayMac: gatewayMacOf(map.id), gatewayOfport: gateway?.ofport,
        neighbours: map.router === undefined ? [] : this.#routedNetworks(map.router.id), exit: this.#exitOf(map, tunnelOfport),
      }),
    ];
  }

  #exitOf(map: NetworkMap, tunnelOfport: number | undefined): Exit | undefined {
    if (map.router?.gateway === undefined) return undefined;
    const leg = this.#find(map.router.id, 'leg');
    const floating = map.ports.filter((port) => this.#ports.has(port.id)).flatMap((port) => (port.floating_ips ?? []).map((each) => each.fixed_ip));
    const families: Exit['families'] = ['ip', ...(map.router.gateway.ip_addresses.some(isIPv6) ? ['ipv6' as const] : [])];
    return { leg, floating, families, isHere: this.isExitHost(map.router.id), tunnelOfport };
  }

  #setRules(set: GroupSet | undefined): FlowRule[] {
    if (set === undefined) return [];
    return groupSetRules(set, set.groupIds, this.#maps.get(set.networkId)?.groups ?? new Map());
  }

  #routedNetworks(routerId: string): RoutedNetwork[] {
    const interfaces = new Set(this.maps().filter(({ router }) => router?.id === routerId).flatMap(({ router }) => router?.interfaces.map((each) => each.network_id) ?? []));
    return this.maps().filter(({ id }) => interfaces.has(id)).map((map) => ({ map, gatewayMac: gatewayMacOf(map.id) }));
  }

  #find(networkId: string, role: BridgePort['role']): BridgePort | undefined {
    return this.ports().find((port) => port.networkId === networkId && port.role === role && port.ofport > 0);
  }

  #uplink(physicalNetwork: string): BridgePort | undefined {
    return this.ports().find((port) => port.role === 'uplink' && port.physicalNetwork === physicalNetwork && port.ofport > 0);
  }

  /** The owners that a port's coming and going is of concern to. */
  #ownersAround(port: BridgePort): string[] {
    const owners = [portOwner(port.portId), ...this.#placeInSet(port)];
    if (port.role === 'uplink') return [...owners, ...this.maps().filter((map) => map.physical_network === port.physicalNetwork).map((map) => networkOwner(map.id))];
    if (port.role === 'leg') return [...owners, ...this.#routedNetworks(port.networkId).map(({ map }) => networkOwner(map.id))];
    const here = this.#maps.get(port.networkId);
    if (here === undefined) return owners;
    const far = port.role === 'tunnel' ? [...here.ports.keys()] : port.role === 'server' ? [port.portId] : [];
    return [...owners, ...far.map((id) => farOwner(port.networkId, id)), networkOwner(port.networkId)];
  }

  /** Networks that are routed together. */
  #routedWith(map: NetworkMap): string[] {
    const routers = new Set(this.maps().flatMap(({ id, router }) => (router !== undefined && (id === map.id || router.interfaces.some((each) => each.network_id === map.id)) ? [router.id] : [])).concat(map.router?.id ?? []));
    return this.maps().filter(({ router }) => router !== undefined && routers.has(router.id)).map(({ id }) => id);
  }

  #legsOf(networkId: string): string[] {
    const routerId = this.map(networkId)?.router?.id;
    const leg = routerId === undefined ? undefined : this.#find(routerId, 'leg');
    return leg === undefined ? [] : [portOwner(leg.portId)];
  }

  /** Answers the owners of the sets that came and went by it: who joins others in theirs adds no entry. */
  #placeInSet(port: BridgePort): string[] {
    const owners: string[] = [];
    const set = this.#ports.has(port.portId) ? this.#setFor(port) : undefined;
    for (const other of this.#sets.values()) {
      if (other.id === set?.id || !other.portIds.delete(port.portId) || other.portIds.size > 0) continue;
      this.#sets.delete(other.id);
      owners.push(setOwner(other.id));
    }
    if (set === undefined) return owners;
    if (!this.#sets.has(set.id)) owners.push(setOwner(set.id));
    this.#sets.set(set.id, set);
    set.portIds.add(port.portId);
    return owners;
  }

  #setFor(port: BridgePort): GroupSet | undefined {
    const groups = port.role === 'server' ? this.policyOf(port).groups : undefined;
    if (groups === undefined) return undefined;
    const groupIds = this.#maps.get(port.networkId)?.ports.get(port.portId)?.security_group_ids ?? [];
    return this.#sets.get(groups.id) ?? { ...groups, networkId: port.networkId, groupIds, portIds: new Set<string>() };
  }
}

export interface Self {
  /** This host's id in the region; undefined before it joined. */
  hostId: string | undefined;
}

interface MapHere {
  map: NetworkMap;
  ports: ReadonlyMap<string, PortMap>;
  groups: ReadonlyMap<string, SecurityGroupMap>;
}

interface GroupSet extends GroupSetRef {
  networkId: string;
  groupIds: readonly string[];
  portIds: Set<string>;
}

/** A meter has its port's number. */
export const egressMeterOf = (ofport: number): number => ofport;

const portOwner = (portId: string): string => `port:${portId}`;
const farOwner = (networkId: string, portId: string): string => `far:${networkId}/${portId}`;
const networkOwner = (networkId: string): string => `net:${networkId}`;
const setOwner = (id: string): string => `set:${id}`;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The groups that say something else now, or have other members. */
function changedGroups(before: MapHere | undefined, after: MapHere | undefined): Set<string> {
  const ids = new Set([...(before?.groups.keys() ?? []), ...(after?.groups.keys() ?? [])]);
  return new Set([...ids].filter((id) => !same(before?.groups.get(id), after?.groups.get(id))));
}

/** Whether a set's rules are among those groups', or name one of them as remote. */
const setNames = (set: GroupSet, groups: ReadonlySet<string>, here: MapHere | undefined): boolean =>
  set.groupIds.some((id) => groups.has(id) || here?.groups.get(id)?.rules.some((rule) => rule.remote_group_id !== undefined && groups.has(rule.remote_group_id)));

const isStateful = (here: MapHere | undefined, groupId: string): boolean => here?.groups.get(groupId)?.stateful !== false;
