/**
 * The way of a connection's first packet, from the networks' maps alone: the same data that hosts compute their flows
 * from, read as a person would. The packet leaves its port (state, guard, egress rules), finds its destination in its own
 * network or by the router, perhaps with another source address, and meets the receiver's port (state, ingress rules).
 *
 * Beside the verdict comes what the switches on that way must say if they are as they should be (`probes`).
 */
import type { components } from '../../../openapi/generated/sampan.ts';
import type { NetworkMap } from '../../wire.ts';
import { addressKey, contains, familyOf, parseCidr } from '../address.ts';
import { findRule } from './find-rule.ts';
import type { Seen } from './find-rule.ts';
import type { Probe } from './probe.ts';

export type PathStep = components['schemas']['PathStep'];
export type Verdict = components['schemas']['PathAnswer']['verdict'];
type PortMap = NetworkMap['ports'][number];
type Router = NonNullable<NetworkMap['router']>;

export interface Walk {
  verdict: Verdict;
  /** What was met; the last one decides. */
  path: PathStep[];
  /** The port that it comes to, where there is one. */
  end: { port: PortMap; map: NetworkMap } | undefined;
  probes: Probe[];
}

export interface WalkWorld {
  /** The sender's network, those that its router connects or leads to, and those of floating addresses. */
  maps: readonly NetworkMap[];
  /** Whether the server of a port runs. */
  isRunning: (portId: string) => boolean;
}

export interface WalkQuestion {
  map: NetworkMap;
  from: PortMap;
  source: string;
  to: string;
  protocol: Seen['protocol'];
  port?: number | undefined;
}

export function walk(world: WalkWorld, question: WalkQuestion): Walk {
  const way = new Way(world, question);
  return way.leave() ?? way.find();
}

/** One packet under way. Each method answers the end of the walk, or undefined where it goes on. */
class Way {
  readonly #world: WalkWorld;
  readonly #asked: WalkQuestion;
  readonly #path: PathStep[] = [];
  readonly #probes: Probe[] = [];
  /** As the receiver sees it. */
  #source: string;

  constructor(world: WalkWorld, asked: WalkQuestion) {
    this.#world = world;
    this.#asked = asked;
    this.#source = asked.source;
  }

  leave(): Walk | undefined {
    const { map, from, source, to } = this.#asked;
    if (from.host_id === undefined || !this.#world.isRunning(from.id)) return this.#blocked({ kind: 'not_running', id: from.id, what: 'The sender is not running, so its port is on no switch.' });
    if (!from.admin_state_up) return this.#blocked({ kind: 'port_state', id: from.id, what: 'The sender\'s port, or its network, has its admin state down.' });
    if (!from.port_security) this.#path.push({ kind: 'port_security', id: from.id, what: 'The sender\'s port security is off: neither its address nor its security groups are looked at.' });
    else if (!mayUse(from, source)) return this.#blocked({ kind: 'port_security', id: from.id, what: `Port security: ${source} is not an address of the sender's port, nor of its allowed address pairs.` });
    if (from.fixed_ips.some(({ ip_address: own }) => own === to)) return this.#done('reaches', { kind: 'same_port', id: from.id, what: `${to} is the sender's own address; nothing leaves it.` }, { port: from, map });
    return from.port_security ? this.#pass('egress', from, map, to) : undefined;
  }

  find(): Walk {
    const { map, from, to } = this.#asked;
    const near = new Set(from.fixed_ips.map(({ subnet_id: id }) => id));
    const isGatewayHere = map.physical_network === undefined && map.subnets.some(({ gateway_ip: gateway }) => gateway === to);
    if (to === metadataAddress || isGatewayHere || map.router?.interfaces.some((leg) => leg.ip_address === to)) return this.#toGateway();
    const subnet = map.subnets.find(({ id, cidr }) => near.has(id) && holds(cidr, to));
    if (subnet !== undefined) return this.#within(map, to);
    const own = map.subnets.filter(({ id, ip_version: version }) => near.has(id) && version === familyOf(to));
    const hop = own.flatMap(({ gateway_ip: gateway, routes }) => routes.filter((route) => holds(route.destination, to)).map((route) => route.nexthop).concat(gateway ?? []))[0];
    // Nothing leaves the sender, so no switch is asked.
    if (hop === undefined) return this.#done('blocked', { kind: 'no_route', id: map.id, what: `The sender has no route to ${to}: its subnet has no gateway.` }, undefined);
    const isGateway = own.some(({ gateway_ip: gateway }) => gateway === hop);
    if (!isGateway) return this.#overHop(map, hop);
    if (map.physical_network !== undefined && map.router === undefined) return this.#toPhysical(map, `It goes to ${hop}, the gateway of the physical network ${map.physical_network}.`);
    if (map.router === undefined) {
      // The gateway's namespace takes it, and forwards nothing.
      this.#expect(['gateway']);
      return this.#blocked({ kind: 'no_route', id: map.id, what: `No router connects network ${map.name} with others, and ${to} is not in it.` });
    }
    return this.#routed(map.router, to);
  }

  /** To an address of the network that the packet is in. */
  #within(map: NetworkMap, to: string): Walk {
    const port = portAt(map, to);
    if (port !== undefined) return this.#arrive(port, map, map.id === this.#asked.map.id ? 'ingress' : undefined);
    if (floatingAt(this.#world.maps, to) !== undefined) return this.#floating(to, undefined);
    if (map.physical_network !== undefined) return this.#toPhysical(map, `No port of network ${map.name} has ${to}, so it goes to the physical network ${map.physical_network}.`);
    // Nobody answers the sender's question for the address.
    this.#expect(['dropped'], { toMac: unknownMac });
    return this.#blocked({ kind: 'no_address', id: map.id, what: `No port of network ${map.name} has the address ${to}.` });
  }

  #overHop(map: NetworkMap, hop: string): Walk {
    const port = portAt(map, hop);
    if (port === undefined) return this.#blocked({ kind: 'no_address', id: map.id, what: `The subnet's route leads to ${hop}, which no port of network ${map.name} has.` });
    this.#path.push({ kind: 'no_route', id: port.id, what: `A route of the subnet leads to ${hop}.` });
    return this.#arrive(port, map, 'ingress', `${hop} gets it; what it does with it is its own.`);
  }

  #toGateway(): Walk {
    const { map, to } = this.#asked;
    this.#expect(['gateway']);
    return this.#done('reaches', { kind: 'gateway', id: map.id, what: `${to} is the gateway's own, in the network's namespace on the sender's host.` }, undefined);
  }

  #toPhysical(map: NetworkMap, what: string): Walk {
    this.#expect(['uplink'], { toMac: unknownMac });
    return this.#done('leaves', { kind: 'physical_network', id: map.id, what }, undefined);
  }

  /** Longest prefix first, as the flows do: connected networks, static routes, the way out. */
  #routed(router: Router, to: string): Walk {
    const choices = [
      ...router.interfaces.map((leg) => ({ cidr: leg.cidr, networkId: leg.network_id, nexthop: undefined })),
      ...router.routes.map((route) => ({ cidr: route.destination, networkId: undefined, nexthop: route.nexthop })),
    ].filter(({ cidr }) => holds(cidr, to)).sort((one, other) => prefixOf(other.cidr) - prefixOf(one.cidr));
    const [choice] = choices;
    if (choice === undefined) return this.#out(router, to);
    const maps = this.#world.maps.filter(({ id }) => router.interfaces.some((leg) => leg.network_id === id));
    const target = choice.networkId === undefined ? maps.find((map) => portAt(map, choice.nexthop) !== undefined) : maps.find(({ id }) => id === choice.networkId);
    const what = `Router ${router.id} leads ${choice.cidr} to ${choice.nexthop ?? `network ${target?.name ?? choice.networkId}`}.`;
    if (target === undefined) return this.#blocked({ kind: 'router', id: router.id, what: `${what} No port of its networks has that address.` });
    this.#path.push({ kind: 'router', id: router.id, what });
    const port = portAt(target, choice.nexthop ?? to);
    if (port === undefined) return this.#blocked({ kind: 'no_address', id: target.id, what: `No port of network ${target.name} has the address ${to}.` });
    return this.#arrive(port, target, target.type === 'vxlan' ? 'ingress' : undefined, choice.nexthop === undefined ? undefined : `${choice.nexthop} gets it; what it does with it is its own.`);
  }

  #out(router: Router, to: string): Walk {
    const { gateway } = router;
    if (gateway === undefined) return this.#blocked({ kind: 'router', id: router.id, what: `Router ${router.id} has no route to ${to}: it has no external gateway, or its admin state is down.` });
    if (familyOf(to) === 6 && !gateway.ip_addresses.some((address) => familyOf(address) === 6)) {
      return this.#blocked({ kind: 'router', id: router.id, what: `Router ${router.id} has no IPv6 address in its external network, so it does not lead IPv6 outside.` });
    }
    this.#expect(['gateway', 'tunnelled']);
    const floating = (this.#asked.from.floating_ips ?? []).find((each) => each.fixed_ip === this.#source)?.floating_ip;
    const snat = floating ?? (gateway.snat && familyOf(to) === 4 ? gateway.ip_addresses.find((address) => familyOf(address) === 4) : this.#source);
    if (snat === undefined) return this.#blocked({ kind: 'router', id: router.id, what: `Router ${router.id} has no IPv4 address in its external network to send with.` });
    this.#path.push({ kind: 'router', id: router.id, what: `Router ${router.id} leads outside.` });
    if (snat !== this.#source) this.#path.push({ kind: floating === undefined ? 'snat' : 'floating_address', id: router.id, what: `It is sent with ${floating === undefined ? 'the router\'s address' : 'the sender\'s floating address'} ${snat}.` });
    this.#source = snat;
    if (gateway.ip_addresses.includes(to)) return this.#done('reaches', { kind: 'router', id: router.id, what: `${to} is the router's own address.` }, undefined);
    if (floatingAt(this.#world.maps, to) !== undefined) return this.#floating(to, gateway.ip_addresses[0]);
    const external = this.#world.maps.find(({ id }) => id === gateway.network_id);
    if (external === undefined) return this.#blocked({ kind: 'router', id: router.id, what: 'Its external network is gone.' });
    const port = portAt(external, to);
    if (port !== undefined) return this.#arrive(port, external, undefined);
    if (external.physical_network !== undefined) return this.#done('leaves', { kind: 'physical_network', id: external.id, what: `It goes to the physical network ${external.physical_network}.` }, undefined);
    if (external.subnets.some(({ gateway_ip: address }) => address === to)) return this.#done('reaches', { kind: 'gateway', id: external.id, what: `${to} is the gateway of the external network, on the host's machine.` }, undefined);
    if (external.subnets.some(({ cidr }) => holds(cidr, to))) return this.#blocked({ kind: 'no_address', id: external.id, what: `Nothing in network ${external.name} has the address ${to}.` });
    return this.#blocked({ kind: 'no_route', id: external.id, what: `Network ${external.name} is on no physical network: its gateway leads no further than the host's machine.` });
  }

  /** A floating address stands for a fixed one, behind the router that carries it. */
  #floating(to: string, ownRouterAddress: string | undefined): Walk {
    const found = floatingAt(this.#world.maps, to);
    const router = found?.map.router;
    if (found === undefined || router === undefined) return this.#blocked({ kind: 'floating_address', what: `No port has the floating address ${to}.` });
    // Sender and receiver behind one router: the answer must come back through it.
    if (ownRouterAddress !== undefined && router.gateway?.ip_addresses.includes(ownRouterAddress) === true && router.gateway.snat) this.#source = ownRouterAddress;
    this.#path.push({ kind: 'floating_address', id: router.id, what: `Router ${router.id} hands the floating address ${to} to ${found.fixed}.` });
    return this.#arrive(found.port, found.map, 'router', undefined, found.fixed);
  }

  /** At the receiver's port; `half` is where its host may be asked, where it may. */
  #arrive(port: PortMap, map: NetworkMap, half: Probe['half'] | undefined, remark?: string, to = this.#asked.to): Walk {
    const { from } = this.#asked;
    const isHere = port.host_id === from.host_id;
    // What comes by a floating address was asked of the sender's switch already, or goes through a namespace first.
    const isLocal = this.#probes.length === 0 && half !== 'router';
    const end = { port, map };
    const stop = this.#refusal(port, map);
    const isDropped = stop !== undefined;
    if (isLocal) {
      const tunnelled = map.type === 'vxlan' ? 'tunnelled' : 'uplink';
      const isLost = !port.admin_state_up || port.host_id === undefined;
      this.#expect(isHere || isLost ? [isDropped ? 'dropped' : 'delivered'] : [tunnelled], isDropped || !isHere ? {} : { portId: port.id });
      if (isHere || isLost) half = undefined;
    }
    if (half !== undefined && port.host_id !== undefined) {
      this.#probes.push({
        side: 'destination', hostId: port.host_id, networkId: map.id, half, fromPortId: from.id, source: half === 'router' ? this.#source : this.#asked.source, to, toMac: port.mac_address,
        expected: [isDropped ? 'dropped' : 'delivered'], portId: isDropped ? undefined : port.id,
      });
    }
    if (stop !== undefined) return this.#done('blocked', stop, end);
    const last = this.#path.pop() as PathStep;
    return this.#done('reaches', remark === undefined ? last : { ...last, what: `${last.what} ${remark}` }, end);
  }

  /** Why the receiver's port does not take it; the rule that lets it in is noted. */
  #refusal(port: PortMap, map: NetworkMap): PathStep | undefined {
    if (!port.admin_state_up) return { kind: 'port_state', id: port.id, what: 'The receiver\'s port, or its network, has its admin state down.' };
    if (port.host_id === undefined || !this.#world.isRunning(port.id)) return { kind: 'not_running', id: port.id, what: 'The receiver is not running, so its port is on no switch.' };
    if (!port.port_security) {
      this.#path.push({ kind: 'port_security', id: port.id, what: 'The receiver\'s port security is off: its security groups are not looked at.' });
      return undefined;
    }
    return this.#match('ingress', port, map, this.#source);
  }

  #pass(direction: Seen['direction'], port: PortMap, map: NetworkMap, remote: string): Walk | undefined {
    const refused = this.#match(direction, port, map, remote);
    return refused === undefined ? undefined : this.#blocked(refused);
  }

  #match(direction: Seen['direction'], port: PortMap, map: NetworkMap, remote: string): PathStep | undefined {
    const { protocol, port: number } = this.#asked;
    const rule = findRule(map.security_groups, port.security_group_ids, { direction, protocol, port: number, remote });
    const who = direction === 'egress' ? 'sender' : 'receiver';
    const packet = `${protocol}${number === undefined ? '' : ` ${number}`} ${direction === 'egress' ? 'to' : 'from'} ${remote}`;
    if (rule === undefined) {
      const none = port.security_group_ids.length === 0 ? `The ${who}'s port is in no security group` : `No ${direction} rule of the ${who}'s security groups fits`;
      return { kind: 'security_groups', id: port.id, what: `${none}: ${packet} is refused.` };
    }
    this.#path.push({ kind: 'security_group_rule', id: rule.id, what: `${direction === 'egress' ? 'An egress' : 'An ingress'} rule of the ${who}'s security groups lets ${packet} ${direction === 'egress' ? 'out' : 'in'}.` });
    return undefined;
  }

  #blocked(step: PathStep): Walk {
    if (this.#probes.length === 0) this.#expect(['dropped']);
    return this.#done('blocked', step, undefined);
  }

  /** What the sender's switch must say. */
  #expect(expected: Probe['expected'], more: { toMac?: string; portId?: string } = {}): void {
    const { map, from, source, to } = this.#asked;
    if (from.host_id === undefined) return;
    this.#probes.push({ side: 'source', hostId: from.host_id, networkId: map.id, half: 'all', fromPortId: from.id, source, to, toMac: more.toMac, expected, portId: more.portId });
  }

  #done(verdict: Verdict, step: PathStep, end: Walk['end']): Walk {
    return { verdict, path: [...this.#path, step], end, probes: this.#probes };
  }
}

function mayUse(port: PortMap, source: string): boolean {
  return port.fixed_ips.some(({ ip_address: own }) => own === source) || port.allowed_address_pairs.some(({ ip_address: pair }) => (pair.includes('/') ? holds(pair, source) : pair === source));
}

const portAt = (map: NetworkMap, address: string): PortMap | undefined => map.ports.find((port) => port.fixed_ips.some(({ ip_address: own }) => own === address));

function floatingAt(maps: readonly NetworkMap[], address: string): { port: PortMap; map: NetworkMap; fixed: string } | undefined {
  for (const map of maps) {
    for (const port of map.ports) {
      const found = port.floating_ips?.find((each) => each.floating_ip === address);
      if (found !== undefined) return { port, map, fixed: found.fixed_ip };
    }
  }
  return undefined;
}

function holds(cidr: string, address: string): boolean {
  const parsed = parseCidr(cidr);
  return parsed !== undefined && contains(parsed, addressKey(address));
}

const prefixOf = (cidr: string): number => Number(cidr.split('/')[1]);

const metadataAddress = '169.254.169.254';
/** Of nobody here: whoever is outside has one that the cloud does not know. */
const unknownMac = '02:00:00:00:00:01';
