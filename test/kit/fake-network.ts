import type { NetworkMap } from '../../host-server/network/network-map.ts';
import type { HostNetwork, NetworkSpec, PluggedPort, PortAttachment, PortSpec, WantedPort } from '../../host-server/network/network.ts';
import type { TraceResult } from '../../host-server/network/trace/judge.ts';
import type { TraceRequest } from '../../host-server/network/trace/packet.ts';
import type { LaunchTap, TapWiring } from '../../host-server/process/launch.ts';
import type { Fault } from '../../openapi/serve/fault.ts';

/** What is wired on the machine; outlives the network object, as wires do. */
export type FakeWires = Map<string, PluggedPort & { netnsPath: string | undefined }>;

export interface FakeNetworkOptions {
  wires?: FakeWires;
  /** Answer a fault to let that call fail. */
  fail?: (call: 'stage' | 'plug' | 'unplug', portId: string) => Fault | undefined;
}

/** A host's network that wires nothing, and keeps a list of what it would have wired. */
export class FakeNetwork implements HostNetwork {
  readonly wires: FakeWires;
  readonly maps = new Map<string, NetworkMap>();
  readonly #fail: NonNullable<FakeNetworkOptions['fail']>;

  constructor(options: FakeNetworkOptions = {}) {
    this.wires = options.wires ?? new Map();
    this.#fail = options.fail ?? (() => undefined);
  }

  async takeMaps(maps: readonly NetworkMap[]): Promise<void> {
    for (const map of maps) this.maps.set(map.id, map);
    return Promise.resolve();
  }

  async setMap(map: NetworkMap): Promise<void> {
    this.maps.set(map.id, map);
    return Promise.resolve();
  }

  async dropMap(networkId: string): Promise<void> {
    this.maps.delete(networkId);
    return Promise.resolve();
  }

  async trace(_networkId: string, request: TraceRequest): Promise<TraceResult> {
    return Promise.resolve({ verdict: 'dropped', reason: 'Nothing is wired here.', packet: `to ${request.to_ip}`, steps: [] });
  }

  serverAt(): string | undefined {
    return undefined;
  }

  async prepare(): Promise<void> {
    await Promise.resolve();
  }

  /** Staged ports are no wires yet; who stages may be told that it failed. */
  async stage(_network: NetworkSpec, port: PortSpec): Promise<void> {
    await Promise.resolve();
    const fault = this.#fail('stage', port.id);
    if (fault) throw fault;
  }

  async plug(network: NetworkSpec, port: PortSpec, attachment: PortAttachment): Promise<void> {
    await Promise.resolve();
    const fault = this.#fail('plug', port.id);
    if (fault) throw fault;
    const deviceName = `sv${port.id.slice(0, 11)}`;
    this.wires.set(port.id, { portId: port.id, networkId: network.id, serverId: port.serverId, deviceName, ofport: 1, netnsPath: attachment.netnsPath });
  }

  taps(): { taps: LaunchTap[]; wiring: TapWiring } {
    return { taps: [], wiring: { offload: true } };
  }

  async unplug(portId: string): Promise<void> {
    await Promise.resolve();
    const fault = this.#fail('unplug', portId);
    if (fault) throw fault;
    this.wires.delete(portId);
  }

  async list(): Promise<PluggedPort[]> {
    return Promise.resolve([...this.wires.values()]);
  }

  onDamage(): () => void {
    return () => undefined;
  }

  async reconcile(wanted: readonly WantedPort[]): Promise<void> {
    const keep = new Set(wanted.map(({ port }) => port.id));
    for (const portId of this.wires.keys()) if (!keep.has(portId)) this.wires.delete(portId);
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    this.wires.clear();
    return Promise.resolve();
  }

  async close(): Promise<void> {
    return Promise.resolve();
  }
}
