import type { NetworkMap } from '../network-map.ts';
import type { BridgePort } from '../port-record.ts';
import { egressMeterOf, FlowProgram } from './flow-program.ts';
import type { Self } from './flow-program.ts';
import type { FlowTable } from './flow-table.ts';
import type { MeterTable, Rate } from './meter-table.ts';

/** The flow program in force: what changes in `FlowProgram` goes to the switch, as one bundle with the difference only. */
export class SwitchProgram {
  readonly program: FlowProgram;
  readonly #flows: FlowTable;
  readonly #meters: MeterTable;

  constructor(options: { self: Self; flows: FlowTable; meters: MeterTable }) {
    this.program = new FlowProgram(options.self);
    this.#flows = options.flows;
    this.#meters = options.meters;
  }

  setPort(port: BridgePort): Promise<void> {
    return this.#apply(this.program.setPort(port), [port]);
  }

  async removePort(portId: string): Promise<void> {
    const port = this.program.ports().find((each) => each.portId === portId);
    await this.#apply(this.program.removePort(portId), []);
    if (port !== undefined) await this.#dropMeters([port]);
  }

  async setMap(networkId: string, map: NetworkMap | undefined): Promise<void> {
    const owners = this.program.setMap(networkId, map);
    const ports = this.program.ports().filter((port) => port.networkId === networkId && port.role === 'server');
    await this.#apply(owners, ports);
    await this.#dropMeters(ports);
  }

  /** Remembers a map and tells the switch nothing yet. */
  takeMap(map: NetworkMap): void {
    this.program.setMap(map.id, map);
  }

  /** The ports that the program knows. */
  portIds(): string[] {
    return this.program.ports().map((port) => port.portId);
  }

  /** Makes the switch what the program says, whatever it holds now. `ports` is every port there is. */
  async repair(ports: readonly BridgePort[], isToGo: (portId: string) => boolean): Promise<void> {
    for (const portId of this.portIds()) if (isToGo(portId)) this.program.removePort(portId);
    for (const port of ports) this.program.setPort(port);
    const wanted = this.#metersOf(this.program.ports());
    await this.#meters.look(new Set(wanted.keys()));
    await this.#meters.ensure(wanted);
    // All in one turn of the event loop, so that they go into one bundle and no port changes in between.
    const owners = new Set(this.program.owners());
    const stale = this.#flows.owners().filter((owner) => !owners.has(owner));
    await Promise.all([...stale, ...owners].map((owner) => this.#flows.set(owner, this.program.rulesOf(owner))).concat(this.#flows.repair()));
  }

  async #apply(owners: readonly string[], ports: readonly BridgePort[]): Promise<void> {
    const meters = this.#metersOf(ports);
    if (meters.size > 0) await this.#meters.ensure(meters);
    await Promise.all([...new Set(owners)].map((owner) => this.#flows.set(owner, this.program.rulesOf(owner))));
  }

  #metersOf(ports: readonly BridgePort[]): Map<number, Rate> {
    const meters = new Map<number, Rate>();
    for (const port of ports) {
      if (port.role !== 'server' || port.ofport < 1) continue;
      const rates = this.program.ratesOf(port);
      if (rates?.egress_kbps !== undefined) meters.set(egressMeterOf(port.ofport), { kbps: rates.egress_kbps, burstKbit: rates.egress_burst_kbit });
    }
    return meters;
  }

  /** Of ports that have no limit any more, or are gone. */
  async #dropMeters(ports: readonly BridgePort[]): Promise<void> {
    const wanted = this.#metersOf(this.program.ports());
    const gone = ports.map((port) => egressMeterOf(port.ofport)).filter((id) => !wanted.has(id) && this.#meters.has(id));
    if (gone.length > 0) await this.#meters.remove(gone);
  }
}
