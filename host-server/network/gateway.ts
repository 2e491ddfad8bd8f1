import type { GatewayNamespaces } from './gateway-namespaces.ts';
import type { NetworkMap } from './network-map.ts';
import { networkSpecOf } from './network-spec-of.ts';
import type { NetworkSpec } from './network.ts';
import { gatewayAddresses, gatewayRecord, sameRecord } from './port-record.ts';
import type { PortRecord } from './port-record.ts';
import type { Ports, WireEnds } from './ports.ts';
import { metadataAddress } from './program/tables.ts';
import { Turns } from './turns.ts';
import type { Wires } from './wires.ts';

/**
 * The gateways of the networks that have ports on this host. A gateway is a port like a server's, in a namespace of its
 * own with the network's gateway address; it comes with the network's first port here and goes with the last.
 */
export class Gateways {
  readonly #ports: Ports;
  readonly #wires: Wires;
  readonly #namespaces: GatewayNamespaces;
  readonly #turns = new Turns();
  /** The server ports of each network, from the moment that somebody asks for one: its gateway lives as long. */
  readonly #members = new Map<string, Set<string>>();

  readonly #mapOf: (networkId: string) => NetworkMap | undefined;
  readonly #onGateway: (networkId: string) => void;
  readonly #beforeEnd: (networkId: string) => Promise<void>;

  constructor(parts: GatewaysParts) {
    this.#mapOf = parts.mapOf;
    this.#onGateway = parts.onGateway;
    this.#beforeEnd = parts.beforeEnd;
    this.#ports = parts.ports;
    this.#wires = parts.wires;
    this.#namespaces = parts.namespaces;
  }

  /** Makes the gateway if this port is the first. Only `repair` looks whether one that is known still works. */
  join(network: NetworkSpec, portId: string): Promise<void> {
    return this.#turns.change(network.id, async () => {
      this.addMember(network.id, portId);
      const record = this.#recordOf(network);
      const known = this.#ports.get(record.portId);
      if (known === undefined || !sameRecord(known, record)) await this.#connect(network);
    });
  }

  /** What a changed map says of the gateway; nothing happens where it is not here. Its wire stays. */
  refresh(map: NetworkMap): Promise<void> {
    return this.#turns.change(map.id, async () => {
      const network = networkSpecOf(map);
      const record = this.#recordOf(network);
      const known = this.#ports.get(record.portId);
      if (known === undefined) return;
      if (!sameRecord(known, record)) await this.#ports.update(record);
      await this.#wires.configure({ ...this.#wireOf(network), portId: record.portId, deviceName: record.deviceName, macAddress: record.macAddress });
      this.#onGateway(map.id);
    });
  }

  /** The networks whose gateway is here. */
  networkIds(): string[] {
    return this.#ports.all().filter(port => port.role === 'gateway').map(port => port.networkId);
  }

  pathOf(networkId: string): string {
    return this.#namespaces.path(networkId);
  }

  /** Takes the gateway away if this port was the last. */
  leave(networkId: string, portId: string): Promise<void> {
    return this.#turns.change(networkId, async () => {
      const members = this.#members.get(networkId);
      members?.delete(portId);
      if (members === undefined || members.size === 0) await this.#remove(networkId);
    });
  }

  /** Remembers a port that was found on the bridge. */
  addMember(networkId: string, portId: string): void {
    const members = this.#members.get(networkId) ?? new Set();
    this.#members.set(networkId, members.add(portId));
  }

  /** The network that a port was joined to. */
  networkOf(portId: string): string | undefined {
    return [...this.#members].find(([, members]) => members.has(portId))?.[0];
  }

  /** Forgets ports that are not on this host any more, though nobody unplugged them. */
  forget(isGone: (portId: string) => boolean): void {
    for (const [networkId, members] of this.#members) {
      for (const portId of members) if (isGone(portId)) members.delete(portId);
      if (members.size === 0) this.#members.delete(networkId);
    }
  }

  /** Mends the gateways of networks that have ports, and removes all others; answers how many were touched. */
  async repair(networks: ReadonlyMap<string, NetworkSpec>): Promise<number> {
    let repaired = 0;
    const devices = new Set((await this.#wires.list()).map(wire => wire.deviceName));
    for (const network of networks.values()) {
      await this.#turns.quietly(network.id, async () => {
        if (!this.#members.has(network.id) || (await this.#isWhole(network, devices))) return;
        repaired += 1;
        await this.#connect(network);
      });
    }
    const gateways = this.#ports.all().filter(port => port.role === 'gateway');
    for (const networkId of new Set(gateways.map(port => port.networkId))) {
      await this.#turns.quietly(networkId, async () => {
        if (this.#members.has(networkId)) return;
        repaired += 1;
        await this.#remove(networkId);
      });
    }
    return repaired + (await this.#removeStrays());
  }

  /** What was made by a run that was killed before it wrote the gateway's record. */
  async #removeStrays(): Promise<number> {
    return this.#turns.observe(async changed => {
      const wires = (await this.#wires.list()).filter(wire => wire.role === 'gateway' && this.#ports.get(wire.portId) === undefined);
      const strays = changed.size > 0 ? [] : wires.map(wire => wire.deviceName);
      await this.#wires.remove(strays);
      return strays.length + (await this.#namespaces.removeAllBut([...this.#members.keys(), ...changed]));
    });
  }

  async #isWhole(network: NetworkSpec, devices: ReadonlySet<string>): Promise<boolean> {
    const record = this.#recordOf(network);
    const port = this.#ports.get(record.portId);
    if (port === undefined || port.ofport < 1 || !sameRecord(port, record)) return false;
    // A veth's ends live and die together: the outer one on this side tells that the inner one is there.
    return devices.has(record.deviceName) && (await this.#namespaces.isPresent(network.id));
  }

  async #connect(network: NetworkSpec): Promise<void> {
    await this.#namespaces.ensure(network.id);
    await this.#ports.connect(this.#recordOf(network), this.#wireOf(network));
    this.#onGateway(network.id);
  }

  #recordOf(network: NetworkSpec): PortRecord {
    return gatewayRecord(network, this.#mapOf(network.id));
  }

  /** A routed network's gateway answers for the router's other addresses too. */
  #wireOf(network: NetworkSpec): WireEnds {
    const map = this.#mapOf(network.id);
    const own = gatewayAddresses(network, map);
    const others = (map?.router?.interfaces ?? []).map(each => each.ip_address).filter(address => !own.some(each => each.ipAddress === address));
    return {
      netnsPath: this.#namespaces.path(network.id),
      innerName: 'eth0',
      mtu: network.mtu,
      addresses: [...own, ...[metadataAddress, ...others].map(ipAddress => ({ ipAddress, prefixLength: ipAddress.includes(':') ? 128 : 32 }))],
      routes: [],
    };
  }

  async #remove(networkId: string): Promise<void> {
    this.#members.delete(networkId);
    const gateway = this.#ports.all().find(port => port.role === 'gateway' && port.networkId === networkId);
    if (gateway !== undefined) await this.#ports.disconnect(gateway.portId, gateway.deviceName);
    await this.#beforeEnd(networkId);
    await this.#namespaces.remove(networkId);
  }
}

export interface GatewaysParts {
  ports: Ports;
  wires: Wires;
  namespaces: GatewayNamespaces;
  mapOf: (networkId: string) => NetworkMap | undefined;
  /** Hears of each gateway that came or changed. */
  onGateway: (networkId: string) => void;
  /** Takes away what stands in a gateway's namespace, before that goes. */
  beforeEnd: (networkId: string) => Promise<void>;
}
