import type { Processes } from '../process/process.ts';
import type { Gateways } from './gateway.ts';
import { NamedNamespaces, namespacePath } from './named-namespaces.ts';
import type { NetworkMap } from './network-map.ts';
import { networkSpecOf } from './network-spec-of.ts';
import type { BridgePort, PortRecord } from './port-record.ts';
import { sameRecord } from './port-record.ts';
import type { Ports, WireEnds } from './ports.ts';
import type { FlowProgram } from './program/flow-program.ts';
import { insideAddresses, insidePeers, outsidePortId, planRouter } from './router-plan.ts';
import type { RouterPlan } from './router-plan.ts';
import { Turns } from './turns.ts';
import type { Wires } from './wires.ts';

/**
 * The ways out of routers on this host. Between a router's networks flows route (route-rules.ts); what leaves for its
 * external network goes through a namespace of its own, where nftables translates addresses. So the machine's own
 * firewall has no part in it: whatever happens to its rules, servers stay connected.
 */
export class Routers {
  readonly #options: RoutersOptions;
  readonly #namespaces: NamedNamespaces;
  readonly #turns = new Turns();
  readonly #applied = new Map<string, string>();

  constructor(options: RoutersOptions) {
    this.#options = options;
    this.#namespaces = new NamedNamespaces(options.processes);
  }

  /** The routers that a network's map is of concern to: its own, and those that leave into it. */
  concernedBy(networkId: string): string[] {
    const maps = this.#options.program.maps();
    return [...new Set(maps.flatMap(({ id, router }) => (router !== undefined && (id === networkId || router.gateway?.network_id === networkId) ? [router.id] : [])))];
  }

  /** Makes a router's way out as the maps say, or takes it away. */
  apply(routerId: string): Promise<void> {
    return this.#turns.change(routerId, async () => {
      const plan = this.#plan(routerId);
      if (plan === undefined) return this.#remove(routerId);
      const netnsPath = namespacePath(this.#nameOf(routerId));
      await this.#namespaces.ensure(this.#nameOf(routerId));
      const { mtu } = plan;
      await this.#wire(plan.leg, { netnsPath, innerName: 'inside', mtu, addresses: insideAddresses, routes: [] });
      for (const peer of Object.values(insidePeers)) await this.#run(netnsPath, ['ip', 'neigh', 'replace', peer, 'lladdr', plan.router.mac_address.toLowerCase(), 'dev', 'inside', 'nud', 'permanent']);
      await this.#wire(plan.leg, { netnsPath, innerName: 'inside', mtu, addresses: insideAddresses, routes: plan.insideRoutes });
      await this.#wire(plan.outside, { netnsPath, innerName: 'outside', mtu, addresses: plan.outsideAddresses, routes: plan.outsideRoutes });
      await this.#dropStale(netnsPath, plan);
      if (this.#applied.get(routerId) !== plan.ruleset || !(await this.#hasRuleset(netnsPath))) {
        await this.#run(netnsPath, ['tee', '/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv6/conf/all/forwarding'], '1');
        await this.#run(netnsPath, ['nft', '-f', '-'], plan.ruleset);
        this.#applied.set(routerId, plan.ruleset);
      }
      await this.#joinOutside(plan);
    });
  }

  /** All of them, and what is left of those that are no more. */
  async repair(): Promise<void> {
    const wanted = new Set(this.#options.program.maps().flatMap(({ router }) => router?.id ?? []));
    const there = this.#options.ports.all().filter((port) => port.role === 'leg').map((port) => port.networkId);
    for (const routerId of new Set([...wanted, ...there])) await this.apply(routerId);
    const names = new Set([...wanted].map((id) => this.#nameOf(id)));
    for (const name of await this.#mine()) if (!names.has(name)) await this.#namespaces.remove(name);
  }

  async destroy(): Promise<void> {
    for (const name of await this.#mine()) await this.#namespaces.remove(name);
  }

  #plan(routerId: string): RouterPlan | undefined {
    const { program, hostId } = this.#options;
    const maps = program.maps().filter(({ router }) => router?.id === routerId);
    // Maps come one by one: the youngest knows the router best.
    const router = maps.sort((one, other) => other.revision - one.revision)[0]?.router;
    const external = router?.gateway === undefined ? undefined : program.map(router.gateway.network_id);
    if (router === undefined || external === undefined) return undefined;
    const here = new Set(program.ports().map((port) => port.portId));
    const floating = maps.flatMap(({ ports }) => ports.filter(({ id }) => here.has(id)).flatMap((port) => port.floating_ips ?? []));
    return planRouter({ router, external, floating, isExit: program.isExitHost(routerId) && maps.some((map) => map.ports.length > 0), hostId });
  }

  /** Where the external network has no uplink here, its gateway is on this machine, as any network's. */
  async #joinOutside({ outside, router }: RouterPlan): Promise<void> {
    const map = router.gateway === undefined ? undefined : this.#options.program.map(router.gateway.network_id);
    if (map !== undefined && !this.#options.hasUplink(map)) await this.#options.gateways.join(networkSpecOf(map), outside.portId);
  }

  async #wire(record: PortRecord, ends: WireEnds): Promise<void> {
    const { ports, wires } = this.#options;
    const known: BridgePort | undefined = ports.get(record.portId);
    if (known === undefined) return ports.connect(record, ends);
    // An address more or less is no reason to cut what runs.
    if (!sameRecord(known, record)) await ports.update(record);
    const wire = { ...ends, portId: record.portId, deviceName: record.deviceName, macAddress: record.macAddress };
    if (await wires.isHealthy({ ...wire, addresses: [] })) await wires.configure(wire);
    else await ports.connect(record, ends);
  }

  async #dropStale(netnsPath: string, plan: RouterPlan): Promise<void> {
    const { stdout } = await this.#run(netnsPath, ['ip', '-j', 'address', 'show', 'dev', 'outside']);
    const [device] = JSON.parse(stdout === '' ? '[]' : stdout) as { addr_info?: { local: string; prefixlen: number; scope: string }[] }[];
    const wanted = new Set(plan.outsideAddresses.map(({ ipAddress, prefixLength }) => `${ipAddress}/${prefixLength}`));
    for (const { local, prefixlen, scope } of device?.addr_info ?? []) {
      if (scope !== 'link' && !wanted.has(`${local}/${prefixlen}`)) await this.#run(netnsPath, ['ip', 'address', 'delete', `${local}/${prefixlen}`, 'dev', 'outside']);
    }
  }

  async #hasRuleset(netnsPath: string): Promise<boolean> {
    return (await this.#run(netnsPath, ['nft', 'list', 'table', 'ip6', 'sampan'], undefined, true)).code === 0;
  }

  async #remove(routerId: string): Promise<void> {
    this.#applied.delete(routerId);
    const { ports, gateways } = this.#options;
    const leg = ports.all().find((port) => port.role === 'leg' && port.networkId === routerId);
    if (leg !== undefined) await ports.disconnect(leg.portId, leg.deviceName);
    const name = this.#nameOf(routerId);
    if (!(await this.#mine()).includes(name)) return;
    const outsideId = outsidePortId(routerId, this.#options.hostId);
    const outside = ports.all().filter((port) => port.portId === outsideId);
    for (const port of outside) {
      await ports.disconnect(port.portId, port.deviceName);
      await gateways.leave(port.networkId, port.portId);
    }
    await this.#namespaces.remove(name);
  }

  async #mine(): Promise<string[]> {
    const start = `${this.#options.prefix}-r-`;
    return (await this.#namespaces.list()).filter((name) => name.startsWith(start) && /^[0-9a-f]{8}-[0-9a-f]{4}$/.test(name.slice(start.length)));
  }

  #nameOf(routerId: string): string {
    return `${this.#options.prefix}-r-${routerId.slice(0, 13)}`;
  }

  #run(netnsPath: string, argv: readonly string[], input?: string, allowFailure = false): ReturnType<Processes['run']> {
    return this.#options.processes.run(['nsenter', `--net=${netnsPath}`, ...argv], { timeoutMs: 10_000, allowFailure, ...(input === undefined ? {} : { input }) });
  }
}

export interface RoutersOptions {
  processes: Pick<Processes, 'run'>;
  program: FlowProgram;
  ports: Ports;
  wires: Wires;
  gateways: Gateways;
  /** Namespaces are called `<prefix>-r-<13 characters of the router's id>`. */
  prefix: string;
  hostId: string | undefined;
  hasUplink: (map: NetworkMap) => boolean;
}
