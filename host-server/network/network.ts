import type { LaunchTap, TapWiring } from '../process/launch.ts';
import type { NetworkMap } from './network-map.ts';
import type { TraceResult } from './trace/judge.ts';
import type { TraceRequest } from './trace/packet.ts';

/**
 * What the rest of the host-server knows about networking: networks and ports as data in, wires and flows out. The same
 * for veth (containers) and tap (VMs).
 *
 * Everything is idempotent. `plug` connects one port's wire, `unplug` takes it away; `reconcile` is told the whole truth
 * (every port that this host should have, with its network) and changes only what differs.
 */
export interface HostNetwork {
  /** All maps that this host holds, before `prepare`: nothing is done about them yet. */
  takeMaps(maps: readonly NetworkMap[]): Promise<void>;
  /** Brings a network's map in force; resolves when the switch does what it says. */
  setMap(map: NetworkMap): Promise<void>;
  /** The network is as one without a map again. */
  dropMap(networkId: string): Promise<void>;
  /** Asks the switch where a packet of a port here would go. Throws `not-found` when port or map is not here. */
  trace(networkId: string, request: TraceRequest): Promise<TraceResult>;
  /** Finds or makes the integration bridge (fail mode secure, base flows). Safe at every start; touches no healthy port. */
  prepare(): Promise<void>;
  /**
   * Makes of a port what needs no guest yet (its flows, its network's gateway), so that `plug` has less left to do. Nothing
   * happens to a port that is there; what was staged is taken away by `unplug`, or by the next life's `prepare`.
   */
  stage(network: NetworkSpec, port: PortSpec): Promise<void>;
  /**
   * Wires one port into a network namespace: veth pair, the inner end moved in as `eth<index>` with MAC, MTU, addresses
   * and routes set, the outer end on the bridge with its flows. Of a server with taps the port's tap goes on the bridge; it
   * must be there. Resolves when traffic can pass.
   */
  plug(network: NetworkSpec, port: PortSpec, attachment: PortAttachment): Promise<void>;
  /** How the taps of ports are made, for who launches what holds them. */
  taps(ports: readonly { id: string; mtu: number }[]): { taps: LaunchTap[]; wiring: TapWiring };
  /** Takes a port away with its flows; nothing happens when it is not there. Removes the network's gateway with its last port. */
  unplug(portId: string): Promise<void>;
  /** The server of a network that has that address on this host. */
  serverAt(networkId: string, address: string): string | undefined;
  /** Ports found on the machine now. */
  list(): Promise<PluggedPort[]>;
  /** Removes what is on the machine and not in `wanted`, and puts back flows that are missing. For starts and repairs. */
  reconcile(wanted: readonly WantedPort[]): Promise<void>;
  /**
   * Calls when somebody else changed the switch's entries or took a port away, and when the switch or its bridge went away
   * or came back: `reconcile` then puts right what can be. Answers what ends it.
   */
  onDamage(listener: () => void): () => void;
  /** Takes away bridge, gateways and wires: for purge. */
  destroy(): Promise<void>;
  close(): Promise<void>;
}

export interface NetworkSpec {
  id: string;
  name: string;
  /** Unique in the region, 1..16,777,215: the flow program's tag of that network (and the VNI between hosts). */
  segment: number;
  /** Of its first IPv4 subnet, else of its first; undefined where it has none. */
  cidr: string | undefined;
  /** In that subnet, answered on every host by the network's own gateway namespace; undefined where it has none. */
  gatewayIp: string | undefined;
  mtu: number;
}

export interface PortSpec {
  id: string;
  networkId: string;
  serverId: string;
  /** Lower case, colons. */
  macAddress: string;
  fixedIps: FixedIp[];
}

export interface FixedIp {
  ipAddress: string;
  prefixLength: number;
  /** The subnet's gateway; undefined where the network's own is meant. */
  gatewayIp?: string;
  routes?: readonly Route[];
}

export interface Route {
  /** A CIDR. */
  destination: string;
  nexthop: string;
}

export interface PortAttachment {
  /** Absent where the port is a tap. */
  netnsPath?: string | undefined;
  /** eth0 is index 0 and carries the default route. */
  index: number;
}

export interface PluggedPort {
  portId: string;
  networkId: string;
  serverId: string;
  deviceName: string;
  ofport: number;
}

export interface WantedPort {
  network: NetworkSpec;
  port: PortSpec;
}
