import type { Door, Doors } from '../../process/doors.ts';
import type { NetworkMap } from '../network-map.ts';
import { metadataAddress } from '../program/tables.ts';
import { Turns } from '../turns.ts';
import type { Dnsmasq } from './dnsmasq.ts';

/**
 * What a network's gateway namespace serves: DHCP and names by dnsmasq, metadata through a door to the host-server. Nobody
 * waits for it: a plugged port is no later for it. What fails is tried again by the next look at the machine.
 */
export class NetworkServices {
  readonly #options: NetworkServicesOptions;
  readonly #turns = new Turns();
  readonly #doors = new Map<string, Door>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: NetworkServicesOptions) {
    this.#options = options;
  }

  /** Begins to make a network's services what its map says. */
  wake(networkId: string): void {
    const work = this.apply(networkId).catch((error: unknown) => this.#options.onFailure(networkId, error));
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  apply(networkId: string): Promise<void> {
    return this.#turns.change(networkId, async () => {
      const netnsPath = this.#options.gatewayOf(networkId);
      if (netnsPath === undefined) return this.#stop(networkId);
      await this.#openDoor(networkId, netnsPath);
      const map = this.#options.mapOf(networkId);
      if (map === undefined) await this.#options.dnsmasq.stop(networkId);
      else await this.#options.dnsmasq.apply(map, netnsPath);
    });
  }

  /** Before the namespace goes: whoever stands in it would keep it. */
  stop(networkId: string): Promise<void> {
    return this.#turns.change(networkId, () => this.#stop(networkId));
  }

  /** Looks at all of them; those of networks that have no gateway here end. */
  async repair(networkIds: readonly string[]): Promise<void> {
    const strays = (await this.#options.dnsmasq.list()).filter((id) => this.#options.gatewayOf(id) === undefined);
    for (const networkId of [...strays, ...networkIds]) await this.apply(networkId).catch((error: unknown) => this.#options.onFailure(networkId, error));
  }

  /** The doors end with the host-server; dnsmasq goes on. */
  async close(): Promise<void> {
    await Promise.all(this.#underWay);
    for (const networkId of [...this.#doors.keys()]) await this.#closeDoor(networkId);
  }

  async destroy(): Promise<void> {
    await this.close();
    await this.#options.dnsmasq.destroy();
  }

  async #openDoor(networkId: string, netnsPath: string): Promise<void> {
    const { doors, metadataSocket } = this.#options;
    if (doors === undefined || metadataSocket === undefined || this.#doors.has(networkId)) return;
    const door = await doors.openDoor({ netnsPath, address: metadataAddress, port: 80, socketPath: metadataSocket, tag: networkId });
    this.#doors.set(networkId, door);
    void door.ended.then(() => {
      if (this.#doors.get(networkId) === door) this.#doors.delete(networkId);
    });
  }

  async #closeDoor(networkId: string): Promise<void> {
    const door = this.#doors.get(networkId);
    this.#doors.delete(networkId);
    await door?.close();
  }

  async #stop(networkId: string): Promise<void> {
    await this.#closeDoor(networkId);
    await this.#options.dnsmasq.stop(networkId);
  }
}

export interface NetworkServicesOptions {
  dnsmasq: Dnsmasq;
  /** Undefined together with `metadataSocket`: no metadata is served. */
  doors: Doors | undefined;
  /** Where the metadata service listens. */
  metadataSocket: string | undefined;
  mapOf: (networkId: string) => NetworkMap | undefined;
  /** The namespace of a network's gateway; undefined where it is not here. */
  gatewayOf: (networkId: string) => string | undefined;
  onFailure: (networkId: string, error: unknown) => void;
}
