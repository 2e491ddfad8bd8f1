import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { LaunchTap, TapWiring } from '../process/launch.ts';
import type { Links } from '../process/links.ts';
import type { Processes } from '../process/process.ts';
import { allDone } from './all-done.ts';
import type { Route } from './network.ts';
import { portRoleOf } from './port-record.ts';
import type { PortRole } from './port-record.ts';
import { showLinks } from './show-links.ts';
import type { LinkDevice } from './show-links.ts';

/**
 * Wires: veth pairs whose outer end stands where the switch is, for the bridge, and whose inner end is `eth<index>` in a
 * guest's namespace. They are made and taken away by rtnetlink; looking at them needs no hurry and is done by `ip`.
 *
 * The wire of a machine is a tap, which stands there as an outer end does; who launches the machine makes it (launch.h),
 * and it goes with the machine.
 *
 * With the userspace datapath the switch only listens to the outer end and the IP stack around it hears every packet
 * too: where the switch stands in the host's own namespace, a guest could talk to the host behind the flows' back. So the
 * outer end is made a port of the *sink*, a Linux bridge that is never up: it takes every packet away from the stack after
 * the switch has seen it. Nor does the stack say anything by itself on an outer end (no IPv6 link-local address).
 *
 * The outer end's alias names bridge and port, so that a wire that never came to the bridge is known as ours.
 */
export class Wires {
  readonly #processes: Pick<Processes, 'run'>;
  readonly #links: Links;
  readonly #switchNetnsPath: string | undefined;
  readonly #bridgeName: string;
  readonly #sinkName: string | undefined;
  readonly #outside: readonly string[];

  constructor(options: WiresOptions) {
    this.#processes = options.processes;
    this.#links = options.links;
    this.#switchNetnsPath = options.switchNetnsPath;
    this.#outside = options.switchNetnsPath === undefined ? [] : ['nsenter', `--net=${options.switchNetnsPath}`];
    this.#bridgeName = options.bridgeName;
    this.#sinkName = options.isUserspaceDatapath ? sinkNameFor(options.bridgeName) : undefined;
  }

  async prepare(): Promise<void> {
    if (this.#sinkName === undefined) return;
    const argv = [...this.#outside, 'ip', 'link', 'add', 'name', this.#sinkName, 'type', 'bridge'];
    const result = await this.#processes.run(argv, { timeoutMs: 10_000, allowFailure: true });
    if (result.code === 0 || result.stderr.includes('File exists')) return;
    throw new Fault(
      'network-failed',
      `The bridge ${this.#sinkName}, which keeps the host's IP stack away from the servers, could not be made: ` +
      `${result.stderr.trim()}. Load the kernel's bridge module.`,
    );
  }

  taps(ports: readonly { deviceName: string; portId: string; mtu: number }[]): { taps: LaunchTap[]; wiring: TapWiring } {
    return {
      taps: ports.map(({ deviceName, portId, mtu }) => ({ deviceName, alias: this.#alias(portId), mtu })),
      wiring: { netnsPath: this.#switchNetnsPath, master: this.#sinkName, offload: this.#sinkName === undefined },
    };
  }

  /** Makes the pair; what is left of an earlier attempt is removed first. `configure` and the bridge come next. */
  async make(wire: WireSpec): Promise<void> {
    if (!hasInside(wire)) return;
    const veth = {
      netnsPath: this.#switchNetnsPath, name: wire.deviceName, alias: this.#alias(wire.portId), master: this.#sinkName,
      guestNetnsPath: wire.netnsPath, innerName: wire.innerName, macAddress: wire.macAddress, mtu: wire.mtu,
    };
    try {
      await this.#links.makeVeth(veth);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw wireFault(wire, error);
      await this.remove([wire.deviceName]);
      await this.#links.makeVeth(veth).catch((again: unknown) => {
        throw wireFault(wire, again);
      });
    }
  }

  /** Sets addresses and routes inside; harmless when they are set already. */
  async configure(wire: WireSpec): Promise<void> {
    if (!hasInside(wire)) return;
    const inside = {
      netnsPath: wire.netnsPath, name: wire.innerName,
      addresses: wire.addresses.map(address => `${address.ipAddress}/${address.prefixLength}`), routes: wire.routes.map(route => `${route.destination} ${route.nexthop}`),
      // The userspace datapath passes on what it reads, and a veth's packets have no checksum until hardware adds it.
      offload: this.#sinkName === undefined,
    };
    await this.#links.setUpInside(inside).catch((error: unknown) => {
      throw wireFault(wire, error);
    });
  }

  /** Whether the wire's inner end is in that namespace, up, and has the MAC and addresses that it should have; a tap, whether it is there. */
  async isHealthy(wire: WireSpec): Promise<boolean> {
    if (!hasInside(wire)) return this.isThere(wire.deviceName);
    const inside = ['nsenter', `--net=${wire.netnsPath}`];
    const [outer, inner] = await allDone([
      this.#show(this.#outside, ['link', 'show', 'dev', wire.deviceName]),
      this.#show(inside, ['address', 'show', 'dev', wire.innerName]),
    ]);
    if (outer[0] === undefined || inner[0] === undefined) return false;
    const { link_index: peer, address, flags = [], addr_info: found = [] } = inner[0];
    const addresses = new Set(found.map(each => `${each.local}/${each.prefixlen}`));
    return peer === outer[0].ifindex && address === wire.macAddress && flags.includes('UP')
      && wire.addresses.every(each => addresses.has(`${each.ipAddress}/${each.prefixLength}`));
  }

  /** Whether a device stands beside the switch. */
  async isThere(deviceName: string): Promise<boolean> {
    return (await this.#show(this.#outside, ['link', 'show', 'dev', deviceName])).length > 0;
  }

  /** Takes wires away, both ends; those that are not there are passed over. */
  async remove(deviceNames: readonly string[]): Promise<void> {
    if (deviceNames.length === 0) return;
    await this.#links.deleteLinks(this.#switchNetnsPath, deviceNames);
  }

  /** The outer ends of this bridge's wires that are on the machine now, with what their names and aliases say. */
  async list(): Promise<FoundWire[]> {
    const kinds = await allDone(['veth', 'tun'].map(kind => this.#show(this.#outside, ['link', 'show', 'type', kind])));
    return kinds.flat().flatMap(device => {
      const role = portRoleOf(device.ifname);
      const [bridgeName, portId] = (device.ifalias ?? '').split('/');
      if (role === undefined || bridgeName !== this.#bridgeName || portId === undefined) return [];
      return [{ deviceName: device.ifname, portId, role }];
    });
  }

  /** Takes the sink away. */
  async destroy(): Promise<void> {
    if (this.#sinkName !== undefined) await this.remove([this.#sinkName]);
  }

  #alias(portId: string): string {
    return `${this.#bridgeName}/${portId}`;
  }

  #show(where: readonly string[], words: readonly string[]): Promise<LinkDevice[]> {
    return showLinks(this.#processes, where, words);
  }
}

export interface WiresOptions {
  processes: Pick<Processes, 'run'>;
  links: Links;
  bridgeName: string;
  isUserspaceDatapath: boolean;
  /** Where the switch stands; undefined is the host's own namespace. */
  switchNetnsPath: string | undefined;
}

export interface FoundWire {
  deviceName: string;
  portId: string;
  role: PortRole;
}

export interface WireSpec {
  portId: string;
  deviceName: string;
  /** Undefined for a tap, whose inside is the machine's own. */
  netnsPath: string | undefined;
  innerName: string;
  macAddress: string;
  mtu: number;
  addresses: readonly { ipAddress: string; prefixLength: number }[];
  routes: readonly Route[];
}

const hasInside = (wire: WireSpec): wire is WireSpec & { netnsPath: string } => wire.netnsPath !== undefined;

export const sinkNameFor = (bridgeName: string): string => `${bridgeName.slice(0, 10)}-sink`;

/** The kernel's answer, where there was one. */
const errnoOf = (error: unknown): unknown => (isFault(error) ? error.details['errno'] : undefined);

/** What the kernel refused is about this wire; anything else is the helper's own trouble and stays what it is. */
function wireFault(wire: WireSpec, error: unknown): unknown {
  if (!isFault(error) || errnoOf(error) === undefined) return error;
  return new Fault(
    'network-failed',
    `The wire ${wire.deviceName} of port ${wire.portId} could not be made as ${wire.innerName} in ${wire.netnsPath}: ${error.message} ` +
    `Look whether the server's process lives and whether it has another ${wire.innerName}.`,
    { cause: error },
  );
}
