import { join } from 'node:path';
import type { LaunchTap, TapWiring } from '../process/launch.ts';
import { notFound } from '../../openapi/serve/fault.ts';
import { allDone } from './all-done.ts';
import { DamageWatch } from './damage-watch.ts';
import { GatewayNamespaces } from './gateway-namespaces.ts';
import { Gateways } from './gateway.ts';
import { insideRoutes } from './inside-routes.ts';
import { IntegrationBridge } from './integration-bridge.ts';
import { MachineWays } from './machine-ways.ts';
import type { NetworkMap } from './network-map.ts';
import { networkSpecOf } from './network-spec-of.ts';
import type { HostNetwork, NetworkSpec, PluggedPort, PortAttachment, PortSpec, WantedPort } from './network.ts';
import { openflowSocket, openflowTarget } from './open-vswitch.ts';
import { Ovsdb } from './ovsdb.ts';
import { deviceNameFor, sameRecord, serverRecord } from './port-record.ts';
import type { BridgePort, PortRecord } from './port-record.ts';
import type { NetworkRepair, OvsNetworkOptions } from './ovs-network-options.ts';
import { Ports } from './ports.ts';
import { FlowTable } from './program/flow-table.ts';
import { MeterTable } from './program/meter-table.ts';
import { SwitchProgram } from './program/switch-program.ts';
import { Routers } from './routers.ts';
import { Dnsmasq } from './services/dnsmasq.ts';
import { NetworkServices } from './services/network-services.ts';
import { Shaper } from './shaper.ts';
import { SwitchControl } from './switch-control.ts';
import { judgeTrace } from './trace/judge.ts';
import type { TraceResult } from './trace/judge.ts';
import { tracedPacket } from './trace/packet.ts';
import type { TraceRequest } from './trace/packet.ts';
import { Tunnels } from './tunnels.ts';
import { Turns } from './turns.ts';
import { UplinkDevices } from './uplink-devices.ts';
import { sinkNameFor, Wires } from './wires.ts';

/**
 * The host's network on Open vSwitch: `Ports` knows how one port is made and taken away, `Gateways` when a network needs
 * its gateway, and this class what servers ask and what the region wants.
 *
 * Calls for one port run one after the other; different ports go at once, and their flows share bundles. `reconcile`
 * leaves alone every port that was plugged or unplugged since it began, because its list cannot know of it.
 *
 * Nothing is kept but what stands in the switch's database and on the machine: a new object finds it all by `prepare`.
 */
export class OvsNetwork implements HostNetwork {
  readonly #ovsdb: Ovsdb;
  readonly #bridge: IntegrationBridge;
  readonly #wires: Wires;
  readonly #ports: Ports;
  readonly #flows: FlowTable;
  readonly #program: SwitchProgram;
  readonly #control: SwitchControl;
  readonly #bridgeName: string;
  readonly #tunnels: Tunnels;
  readonly #uplinks: UplinkDevices;
  readonly #namespaces: GatewayNamespaces;
  readonly #gateways: Gateways;
  readonly #services: NetworkServices;
  readonly #machineWays: MachineWays;
  readonly #routers: Routers;
  readonly #shaper: Shaper;
  readonly #hasUplink: (map: NetworkMap) => boolean;
  readonly #onRepair: (repair: NetworkRepair) => void;
  readonly #reviveSwitch: () => Promise<void>;
  readonly #openflowSocket: string;
  #watch: DamageWatch | undefined;
  #wasOut = false;
  readonly #turns = new Turns();

  constructor(options: OvsNetworkOptions) {
    const { processes, links, bridgeName } = options;
    const { datapathType, ovsdbSocket } = options.switch;
    this.#ovsdb = new Ovsdb({ socketPath: ovsdbSocket });
    this.#bridge = new IntegrationBridge({ ovsdb: this.#ovsdb, bridgeName, datapathType });
    this.#wires = new Wires({ processes, links, bridgeName, isUserspaceDatapath: datapathType === 'netdev', switchNetnsPath: options.switch.netnsPath });
    this.#bridgeName = bridgeName;
    this.#control = new SwitchControl({ runDir: options.switch.runDir });
    this.#openflowSocket = openflowSocket(options.switch, bridgeName);
    this.#reviveSwitch = options.reviveSwitch ?? (() => Promise.resolve());
    const target = openflowTarget(options.switch, bridgeName);
    const hostId = options.hostId;
    this.#flows = new FlowTable({ processes, target, heard: () => this.#watch?.heard() ?? Promise.resolve() });
    this.#program = new SwitchProgram({ self: { hostId }, flows: this.#flows, meters: new MeterTable({ processes, target }) });
    this.#ports = new Ports({ bridge: this.#bridge, wires: this.#wires, program: this.#program });
    this.#namespaces = new GatewayNamespaces({ processes, prefix: options.gatewayPrefix });
    const hasUplink = (map: NetworkMap): boolean => map.physical_network !== undefined && (options.uplinks?.has(map.physical_network) ?? false);
    this.#hasUplink = hasUplink;
    const mapOf = (networkId: string): NetworkMap | undefined => gatewayMapOf(this.#program.program.map(networkId), hasUplink);
    this.#gateways = new Gateways({ ports: this.#ports, wires: this.#wires, namespaces: this.#namespaces, mapOf,
      onGateway: networkId => [this.#services, this.#machineWays].forEach(each => each.wake(networkId)),
      beforeEnd: async networkId => void (await allDone([this.#services.stop(networkId), this.#machineWays.stop(networkId)])) });
    const gatewayOf = (networkId: string) =>
      (this.#gateways.networkIds().includes(networkId) ? { name: this.#namespaces.name(networkId), path: this.#namespaces.path(networkId) } : undefined);
    const onFailure = (networkId: string, error: unknown): void => this.#onRepair({ what: 'service', networkId, error });
    this.#machineWays = new MachineWays({
      processes, bridgeName, mapOf, gatewayOf, onFailure, ranges: options.reach ?? { networkIds: new Set(), cidrs: [] }, machineNetnsPath: options.machineNetnsPath,
      onOverlap: options.onOverlap ?? (() => undefined),
    });
    this.#services = new NetworkServices({
      dnsmasq: new Dnsmasq({ processes, folder: join(options.runDir, 'dnsmasq') }), doors: options.doors, metadataSocket: options.metadataSocket, mapOf,
      gatewayOf: networkId => gatewayOf(networkId)?.path, onFailure,
    });
    const place = { processes, ports: this.#ports, sinkName: datapathType === 'netdev' ? sinkNameFor(bridgeName) : undefined, switchNetnsPath: options.switch.netnsPath };
    this.#shaper = new Shaper({ processes, switchNetnsPath: options.switch.netnsPath });
    this.#routers = new Routers({
      processes, program: this.#program.program, ports: this.#ports, wires: this.#wires, gateways: this.#gateways, prefix: options.gatewayPrefix, hostId, hasUplink,
    });
    this.#tunnels = new Tunnels({ ...place, bridgeName, hostId, tunnelIp: options.tunnelIp, underlayNetnsPath: options.underlayNetnsPath });
    this.#uplinks = new UplinkDevices({ ...place, uplinks: options.uplinks ?? new Map() });
    this.#onRepair = options.onRepair ?? (() => undefined);
  }

  takeMaps(maps: readonly NetworkMap[]): Promise<void> {
    for (const map of maps) this.#program.takeMap(map);
    return Promise.resolve();
  }

  setMap(map: NetworkMap): Promise<void> {
    return this.#turns.quietly(map.id, async () => {
      // Two pushes may have overtaken each other on their way here.
      if ((this.#program.program.map(map.id)?.revision ?? 0) > map.revision) return;
      await this.#program.setMap(map.id, map);
      await allDone([this.#gateways.refresh(map), this.#tunnel(map), this.#shape(map.ports.map(({ id }) => id))]);
      for (const routerId of this.#routers.concernedBy(map.id)) await this.#routers.apply(routerId);
    });
  }

  dropMap(networkId: string): Promise<void> {
    return this.#turns.quietly(networkId, async () => {
      const routerIds = this.#routers.concernedBy(networkId);
      await this.#program.setMap(networkId, undefined);
      for (const routerId of routerIds) await this.#routers.apply(routerId);
      await this.#tunnels.apply(networkId, undefined, undefined);
    });
  }

  async trace(networkId: string, request: TraceRequest): Promise<TraceResult> {
    const map = this.#program.program.map(networkId);
    if (map === undefined) throw notFound('network', networkId);
    const packet = tracedPacket(map, request, this.#ports.all());
    return judgeTrace(await this.#control.trace(this.#bridgeName, packet), packet, this.#program.program.maps(), this.#ports.all());
  }

  async prepare(): Promise<void> {
    await this.#ensureBridge();
    await this.#look();
    await this.#ports.repairFlows();
    await this.#bringUplinks();
    await this.#repairTunnels();
  }

  stage(network: NetworkSpec, port: PortSpec): Promise<void> {
    return this.#connect(network, port, record => this.#ports.stage(record));
  }

  plug(network: NetworkSpec, port: PortSpec, attachment: PortAttachment): Promise<void> {
    return this.#connect(network, port, record => this.#ports.connect(record, {
      netnsPath: attachment.netnsPath,
      innerName: `eth${attachment.index}`,
      mtu: network.mtu,
      addresses: port.fixedIps,
      routes: insideRoutes(network, port.fixedIps, attachment.index),
    }));
  }

  taps(ports: readonly { id: string; mtu: number }[]): { taps: LaunchTap[]; wiring: TapWiring } {
    return this.#wires.taps(ports.map(({ id, mtu }) => ({ portId: id, deviceName: deviceNameFor('server', id), mtu })));
  }

  unplug(portId: string): Promise<void> {
    return this.#turns.change(portId, async () => {
      const deviceName = deviceNameFor('server', portId);
      const port = this.#ports.get(portId) ?? (await this.#bridge.find(deviceName));
      // One that was only staged is on no bridge, and its network's gateway may have come for it.
      await this.#takeAway({ portId, deviceName, networkId: port?.networkId ?? this.#gateways.networkOf(portId) });
    });
  }

  serverAt(networkId: string, address: string): string | undefined {
    return this.#ports.all().find(port => port.role === 'server' && port.networkId === networkId && port.ipAddresses.includes(address))?.serverId;
  }

  async list(): Promise<PluggedPort[]> {
    const [ports, wires] = await allDone([this.#bridge.list(), this.#wires.list()]);
    const present = new Set(wires.map(wire => wire.deviceName));
    return ports
      .filter(port => port.role === 'server' && port.ofport > 0 && present.has(port.deviceName))
      .map(({ portId, networkId, serverId, deviceName, ofport }) => ({ portId, networkId, serverId, deviceName, ofport }));
  }

  reconcile(wanted: readonly WantedPort[]): Promise<void> {
    return this.#turns.observe(async changed => {
      const began = performance.now();
      const records = new Map(wanted.map(({ network, port }) => [port.id, serverRecord(network, port)]));
      await this.#reviveSwitch();
      await this.#ensureBridge();
      await this.#look();
      if (this.#wasOut) await this.#comeBack();
      const wires = (await this.#wires.list()).filter(wire => wire.role === 'server');
      const devices = new Set(wires.map(wire => wire.deviceName));
      const loose = wires.filter(wire => this.#ports.get(wire.portId) === undefined);
      for (const port of this.#ports.all().filter(port => port.role === 'server')) {
        await this.#repair(port.portId, changed, () => this.#repairKnown(port, records.get(port.portId), devices));
      }
      for (const { portId, deviceName } of loose) {
        await this.#repair(portId, changed, () => this.#repairLoose(portId, deviceName, records.get(portId)));
      }
      this.#gateways.forget(portId => this.#ports.get(portId) === undefined && !changed.has(portId));
      const networks = new Map(wanted.map(({ network }) => [network.id, network]));
      for (const port of this.#ports.all().filter(each => this.#isOutsideHere(each))) {
        const map = this.#program.program.map(port.networkId);
        if (map !== undefined && !networks.has(map.id)) networks.set(map.id, networkSpecOf(map));
      }
      if ((await this.#gateways.repair(networks)) > 0) this.#onRepair({ what: 'gateway' });
      await this.#bringUplinks();
      if ((await this.#repairTunnels()) > 0) this.#onRepair({ what: 'tunnel' });
      await this.#ports.repairFlows();
      await this.#shaper.look();
      await this.#shape(this.#ports.all().map(port => port.portId));
      await this.#routers.repair();
      await this.#services.repair(this.#gateways.networkIds());
      await this.#machineWays.repair(this.#gateways.networkIds());
      this.#watch?.looked(performance.now() - began);
    });
  }

  onDamage(listener: () => void): () => void {
    const watch = new DamageWatch({
      socketPath: this.#openflowSocket,
      isOwnFlow: cookie => this.#flows.isOwn(cookie),
      isMissing: deviceName => this.#ports.isMissing(deviceName),
      // Entries come first, whatever else is to be looked at.
      onDamage: () => void this.#ports.repairFlows().catch((error: unknown) => this.#onRepair({ what: 'left-behind', error })).finally(listener),
      onOutage: () => {
        this.#wasOut = true;
        listener();
      },
    });
    this.#watch = watch;
    return () => watch.stop();
  }

  async destroy(): Promise<void> {
    await this.#services.destroy();
    await this.#machineWays.destroy();
    await this.#routers.destroy();
    const devices = [...(await this.#bridge.list()), ...(await this.#wires.list())].map(port => port.deviceName);
    await this.#bridge.remove();
    await this.#wires.remove([...new Set(devices)]);
    await this.#namespaces.removeAllBut([]);
    await this.#wires.destroy();
  }

  async close(): Promise<void> {
    await this.#services.close();
    await this.#machineWays.close();
    await this.#ovsdb.close();
  }

  #connect(network: NetworkSpec, port: PortSpec, work: (record: PortRecord) => Promise<void>): Promise<void> {
    return this.#turns.change(port.id, async () => {
      const record = serverRecord(network, port);
      try {
        await allDone([this.#gateways.join(network, port.id), work(record)]);
        await this.#shape([port.id]);
        this.#wakeRouter(network.id, port.id);
      } catch (error) {
        await this.#takeAway(record).catch((rest: unknown) => {
          // The caller hears why the port failed; what is left behind now is found by a later unplug or reconcile.
          this.#onRepair({ what: 'left-behind', portId: port.id, error: rest });
        });
        throw error;
      }
    });
  }

  /** What goes to servers here, at the rates of the maps. */
  async #shape(portIds: readonly string[]): Promise<void> {
    for (const portId of portIds) {
      const port = this.#ports.get(portId);
      if (port?.role !== 'server' || port.ofport < 1) continue;
      const rates = this.#program.program.ratesOf(port);
      await this.#shaper.apply(port.deviceName, rates?.ingress_kbps === undefined ? undefined : { kbps: rates.ingress_kbps, burstKbit: rates.ingress_burst_kbit });
    }
  }

  /** A port with a floating address needs its router here; nobody waits for it. */
  #wakeRouter(networkId: string, portId: string): void {
    const map = this.#program.program.map(networkId);
    if (map?.router?.gateway === undefined) return;
    this.#routers.apply(map.router.id).catch((error: unknown) => this.#onRepair({ what: 'service', networkId, portId, error }));
  }

  #tunnel(map: NetworkMap): Promise<boolean> {
    return this.#tunnels.apply(map.id, map, map.router === undefined ? undefined : this.#program.program.exitHostOf(map.router.id));
  }

  /** Answers how many were not as they should be. */
  async #repairTunnels(): Promise<number> {
    const maps = this.#program.program.maps();
    const known = new Set(maps.map(({ id }) => id));
    const strays = this.#ports.all().filter(port => port.role === 'tunnel' && !known.has(port.networkId));
    const touched = await allDone([...maps.map(map => this.#tunnel(map)), ...strays.map(port => this.#tunnels.apply(port.networkId, undefined, undefined))]);
    return touched.filter(Boolean).length;
  }

  async #bringUplinks(): Promise<void> {
    for (const device of await this.#uplinks.apply()) this.#onRepair({ what: 'missing-uplink', device });
  }

  async #ensureBridge(): Promise<void> {
    await allDone([this.#bridge.ensure(), this.#wires.prepare()]);
  }

  /** A switch that was started again has its ports and no flows: those come first, whatever else is to be looked at. */
  async #comeBack(): Promise<void> {
    this.#wasOut = false;
    this.#onRepair({ what: 'switch' });
    await this.#ports.repairFlows();
  }

  async #look(): Promise<void> {
    await this.#ports.look();
    for (const port of this.#ports.all()) {
      if (port.role === 'server' || this.#isOutsideHere(port)) this.#gateways.addMember(port.networkId, port.portId);
    }
  }

  async #takeAway(port: { portId: string; deviceName: string; networkId: string | undefined }): Promise<void> {
    const zone = this.#ports.get(port.portId)?.ofport ?? 0;
    this.#shaper.forget(port.deviceName);
    await this.#ports.disconnect(port.portId, port.deviceName);
    if (zone > 0 && this.#hasGroups(port.networkId)) await this.#forgetConnections(zone);
    if (port.networkId !== undefined) await this.#gateways.leave(port.networkId, port.portId);
  }

  /** A router's side in an external network whose gateway is on this machine. */
  #isOutsideHere(port: BridgePort): boolean {
    const map = this.#program.program.map(port.networkId);
    return port.role === 'outside' && map !== undefined && !this.#hasUplink(map);
  }

  #hasGroups(networkId: string | undefined): boolean {
    return networkId !== undefined && this.#program.program.map(networkId) !== undefined;
  }

  /** The number is another port's one day. It is not worth a failure: numbers rest for long before they come again. */
  async #forgetConnections(zone: number): Promise<void> {
    await this.#control.forgetConnections(zone).catch((error: unknown) => this.#onRepair({ what: 'left-behind', error }));
  }

  #repair(portId: string, changed: ReadonlySet<string>, repair: () => Promise<void>): Promise<void> {
    return this.#turns.quietly(portId, async () => {
      if (!changed.has(portId)) await repair();
    });
  }

  /** A port on the bridge: unwanted, without its device, with an old record, or as it should be. */
  async #repairKnown(port: BridgePort, record: PortRecord | undefined, devices: ReadonlySet<string>): Promise<void> {
    if (record === undefined || port.ofport < 1 || !devices.has(port.deviceName)) {
      this.#onRepair({ what: record === undefined ? 'unwanted-port' : 'dead-port', portId: port.portId });
      await this.#takeAway(port);
    } else if (!sameRecord(port, record)) {
      this.#onRepair({ what: 'changed-port', portId: port.portId });
      await this.#ports.update(record);
    }
  }

  /** A wire beside the bridge: back onto it when it is wanted. */
  async #repairLoose(portId: string, deviceName: string, record: PortRecord | undefined): Promise<void> {
    this.#onRepair({ what: record === undefined ? 'unwanted-wire' : 'lost-port', portId });
    if (record === undefined) {
      await this.#wires.remove([deviceName]);
      return;
    }
    this.#gateways.addMember(record.networkId, portId);
    await this.#ports.adopt(record);
  }
}

/** Where a physical network is reached from here its gateway is there: ours has no address of it. */
function gatewayMapOf(map: NetworkMap | undefined, hasUplink: (map: NetworkMap) => boolean): NetworkMap | undefined {
  if (map === undefined || !hasUplink(map)) return map;
  return { ...map, subnets: map.subnets.map(({ gateway_ip: _, ...subnet }) => subnet) };
}
