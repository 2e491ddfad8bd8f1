import { allDone } from './all-done.ts';
import type { IntegrationBridge } from './integration-bridge.ts';
import { sameRecord } from './port-record.ts';
import type { BridgePort, PortRecord } from './port-record.ts';
import type { SwitchProgram } from './program/switch-program.ts';
import { Turns } from './turns.ts';
import type { Wires, WireSpec } from './wires.ts';

/**
 * The ports on the bridge, servers' and gateways' alike. A port is four things: a record in the switch's database, a
 * wire, the inside of a namespace, and flows. The database is the memory; what this class remembers is a copy of it, for
 * speed, and `look` compares it with the original.
 *
 * To connect: pick the OpenFlow port number, and at once send the flows and make the wire; then put the wire on the
 * bridge and set its inside at once. Flows and wire do not depend on each other, because the number is ours to choose;
 * and the switch takes flows faster while it is not yet busy with a new port (in the userspace datapath that costs more
 * the more ports there are).
 */
export class Ports {
  readonly #bridge: IntegrationBridge;
  readonly #wires: Wires;
  readonly #program: SwitchProgram;
  readonly #turns = new Turns();
  readonly #known = new Map<string, BridgePort>();
  /** The numbers of ports that are staged: their flows stand, and nothing else. */
  readonly #staged = new Map<string, number>();
  readonly #reservedOfports = new Set<number>();
  #lastOfport = 0;

  constructor(parts: { bridge: IntegrationBridge; wires: Wires; program: SwitchProgram }) {
    this.#bridge = parts.bridge;
    this.#wires = parts.wires;
    this.#program = parts.program;
  }

  get(portId: string): BridgePort | undefined {
    return this.#known.get(portId);
  }

  all(): BridgePort[] {
    return [...this.#known.values()];
  }

  /** Whether a known port's device is not on the machine or not on the bridge. */
  async isMissing(deviceName: string): Promise<boolean> {
    if (!this.all().some(port => port.deviceName === deviceName)) return false;
    const [port, isThere] = await allDone([this.#bridge.find(deviceName), this.#wires.isThere(deviceName)]);
    return port === undefined || port.ofport < 1 || !isThere;
  }

  /** Picks a port's number and gives the switch its flows, which need no wire yet. Nothing happens to a known port. */
  stage(record: PortRecord): Promise<void> {
    return this.#turns.change(record.portId, async () => {
      if (this.#known.has(record.portId) || this.#staged.has(record.portId)) return;
      const ofport = this.#reserveOfport();
      this.#staged.set(record.portId, ofport);
      await this.#program.setPort({ ...record, ofport });
    });
  }

  /** Makes a port whole, or sees that it is whole and touches nothing. */
  connect(record: PortRecord, ends: WireEnds): Promise<void> {
    return this.#turns.change(record.portId, async () => {
      const wire = { ...ends, portId: record.portId, deviceName: record.deviceName, macAddress: record.macAddress };
      if (this.#known.has(record.portId)) {
        if (await this.#isWhole(record, wire)) return;
        await this.#takeDown(record.portId, record.deviceName, { keepsWire: ends.netnsPath === undefined });
      }
      await this.#withOfport(record.portId, async ofport => {
        const [granted] = await allDone([
          this.#wireUp(record, wire, ofport),
          this.#program.setPort({ ...record, ofport }),
        ]);
        await this.#keep({ ...record, ofport: granted });
      });
    });
  }

  /** Takes a port away with all that belongs to it. Nothing happens when it is not there. */
  disconnect(portId: string, deviceName: string): Promise<void> {
    return this.#turns.change(portId, () => this.#takeDown(portId, deviceName));
  }

  /** Puts a wire that stands beside the bridge back on it. */
  adopt(record: PortRecord): Promise<void> {
    return this.#turns.change(record.portId, () => this.#withOfport(record.portId, async ofport => {
      await this.#keep({ ...record, ofport: await this.#bridge.addPort(record, ofport) });
    }));
  }

  /** Puts a device that is no wire (a tunnel, an uplink) on the bridge, or sees that it is there. */
  attach(record: PortRecord): Promise<void> {
    return this.#turns.change(record.portId, async () => {
      const port = await this.#bridge.find(record.deviceName);
      if (port !== undefined && port.ofport > 0 && sameRecord(port, record)) return this.#keep(port);
      if (port !== undefined) await this.#bridge.removePorts([record.deviceName]);
      await this.#withOfport(record.portId, async ofport => this.#keep({ ...record, ofport: await this.#bridge.addPort(record, ofport) }));
    });
  }

  /** Takes a device that is no wire off the bridge; the device stays. */
  detach(portId: string, deviceName: string): Promise<void> {
    return this.#turns.change(portId, () => this.#takeDown(portId, deviceName, { keepsWire: true }));
  }

  /** Changes what a port may say and hear; its wire stays. */
  update(record: PortRecord): Promise<void> {
    return this.#turns.change(record.portId, async () => {
      const known = this.#known.get(record.portId);
      if (known === undefined) return;
      await this.#bridge.updateRecord(record);
      await this.#keep({ ...record, ofport: known.ofport });
    });
  }

  /** Reads what is on the bridge; a port that is being changed meanwhile is left to whoever changes it. */
  look(): Promise<void> {
    return this.#turns.observe(async changed => {
      const found = new Map((await this.#bridge.list()).map(port => [port.portId, port]));
      for (const portId of this.#known.keys()) {
        if (!found.has(portId) && !changed.has(portId)) this.#known.delete(portId);
      }
      for (const port of found.values()) {
        this.#lastOfport = Math.max(this.#lastOfport, port.ofport);
        if (!changed.has(port.portId)) this.#known.set(port.portId, port);
      }
    });
  }

  /** Makes the switch's flow table what the known ports say, whatever it holds now. */
  async repairFlows(): Promise<void> {
    const live = this.all().filter(port => port.ofport > 0);
    const there = new Set([...live.map(port => port.portId), ...this.#staged.keys()]);
    await this.#program.repair(live, portId => !there.has(portId) && !this.#turns.isBusy(portId));
  }

  async #keep(port: BridgePort): Promise<void> {
    this.#known.set(port.portId, port);
    await this.#program.setPort(port);
  }

  /** Looks at the machine, not at what is remembered. */
  async #isWhole(record: PortRecord, wire: WireSpec): Promise<boolean> {
    const port = await this.#bridge.find(record.deviceName);
    if (port === undefined || port.ofport < 1 || !sameRecord(port, record)) return false;
    if (!(await this.#wires.isHealthy(wire))) return false;
    await this.#keep(port);
    return true;
  }

  /** Answers the OpenFlow port number that the switch granted. */
  async #wireUp(record: PortRecord, wire: WireSpec, ofport: number): Promise<number> {
    await this.#wires.make(wire);
    const [granted] = await allDone([this.#bridge.addPort(record, ofport), this.#wires.configure(wire)]);
    return granted;
  }

  /** @param options.keepsWire a tap that is in use is not ours to make again */
  async #takeDown(portId: string, deviceName: string, options: { keepsWire?: boolean } = {}): Promise<void> {
    this.#known.delete(portId);
    this.#unstage(portId);
    const unwired = this.#bridge.removePorts([deviceName]).then(() => (options.keepsWire ? undefined : this.#wires.remove([deviceName])));
    await allDone([this.#program.removePort(portId), unwired]);
  }

  /** With the number that the port was staged with, or a new one. */
  async #withOfport(portId: string, work: (ofport: number) => Promise<void>): Promise<void> {
    const ofport = this.#staged.get(portId) ?? this.#reserveOfport();
    this.#staged.delete(portId);
    try {
      await work(ofport);
    } finally {
      this.#reservedOfports.delete(ofport);
    }
  }

  /** Numbers go upwards and only then start again, so that one rests before it is another port's. */
  #reserveOfport(): number {
    const used = new Set(this.all().map(port => port.ofport));
    let ofport = this.#lastOfport;
    do ofport = ofport >= highestOfport ? 1 : ofport + 1;
    while (used.has(ofport) || this.#reservedOfports.has(ofport));
    this.#lastOfport = ofport;
    this.#reservedOfports.add(ofport);
    return ofport;
  }

  #unstage(portId: string): void {
    const ofport = this.#staged.get(portId);
    if (ofport !== undefined) this.#reservedOfports.delete(ofport);
    this.#staged.delete(portId);
  }
}

/** Where a port's wire ends, and what is set there. */
export type WireEnds = Omit<WireSpec, 'portId' | 'deviceName' | 'macAddress'>;

/** OpenFlow 1.4 keeps the numbers from 0xff00 on for itself (section 7.2.1, OFPP_MAX). */
const highestOfport = 0xfeff;
