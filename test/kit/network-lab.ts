import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NetworkMap, PortMap } from '../../host-server/network/network-map.ts';
import { networkSpecOf } from '../../host-server/network/network-spec-of.ts';
import type { NetworkSpec, PortSpec, WantedPort } from '../../host-server/network/network.ts';
import { flowCookie } from '../../host-server/network/program/tables.ts';
import type { FlowKind } from '../../host-server/network/program/tables.ts';
import { openflowTarget, reviveSwitch } from '../../host-server/network/open-vswitch.ts';
import type { OperatorRanges } from '../../host-server/network/operator-ranges.ts';
import { OvsNetwork } from '../../host-server/network/ovs-network.ts';
import type { NetworkRepair } from '../../host-server/network/ovs-network-options.ts';
import { namespacePath } from '../../host-server/network/named-namespaces.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import { nodeProcesses } from './node-processes.ts';
import { privateOvs } from './private-ovs.ts';
import type { PrivateOvs } from './private-ovs.ts';

/**
 * A host's network with a switch of its own and namespaces in the place of servers. `close` takes everything away,
 * whatever state a test left it in.
 */
export class NetworkLab {
  readonly ovs: PrivateOvs;
  readonly bridgeName: string;
  readonly repairs: NetworkRepair[] = [];
  readonly overlaps: { networkId: string; why: string }[] = [];
  readonly #namespaces = new Set<string>();
  readonly #directory: string;
  readonly #helper: HelperProcesses;
  readonly #host: LabHost;
  #network: OvsNetwork;
  #lastHost = 9;
  #isClosed = false;

  /** With another process runner than the tests' own, for a benchmark. */
  static async open(processes: LabProcesses = nodeProcesses(), host: LabHost = {}): Promise<NetworkLab> {
    const directory = await mkdtemp(join(tmpdir(), 'lab-'));
    // What drops its rights reads there.
    await chmod(directory, 0o711);
    await buildHelper(join(directory, 'helper'));
    const lab = new NetworkLab(await privateOvs(processes), directory, host);
    await host.wire?.(lab);
    await lab.network.prepare();
    return lab;
  }

  private constructor(ovs: PrivateOvs, directory: string, host: LabHost) {
    this.ovs = ovs;
    this.#host = host;
    this.#directory = directory;
    this.#helper = new HelperProcesses(join(directory, 'helper'));
    this.bridgeName = `br-${ovs.tag}`;
    this.#network = this.#makeNetwork();
  }

  get runDir(): string {
    return join(this.#directory, 'network');
  }

  get metadataSocket(): string {
    return join(this.#directory, 'metadata.sock');
  }

  get switchNetnsPath(): string {
    return namespacePath(this.ovs.options.namespace);
  }

  get network(): OvsNetwork {
    return this.#network;
  }

  /** What a restart of the host-server does: a new object that knows nothing. */
  async restart(maps: readonly NetworkMap[] = []): Promise<void> {
    await this.#network.close();
    this.#network = this.#makeNetwork();
    await this.#network.takeMaps(maps);
    await this.#network.prepare();
  }

  networkSpec(segment: number, cidr = '10.7.0.0/24'): SpecWithGateway {
    const gatewayIp = cidr.replace(/0\/\d+$/, '1');
    return { id: randomUUID(), name: `net-${segment}`, segment, cidr, gatewayIp, mtu: 1450 };
  }

  /** A namespace that plays a server, not plugged yet. */
  async guest(network: NetworkSpec, host = (this.#lastHost += 1)): Promise<Guest> {
    const id = randomUUID();
    const namespace = `lab-${this.ovs.tag}-${this.#namespaces.size}`;
    this.#namespaces.add(namespace);
    await run(['ip', 'netns', 'add', namespace]);
    const ipAddress = (network.cidr ?? '10.7.0.0/24').replace(/0\/\d+$/, String(host));
    const port: PortSpec = {
      id, networkId: network.id, serverId: randomUUID(),
      macAddress: `fa:16:3e:07:00:${host.toString(16).padStart(2, '0')}`,
      fixedIps: [{ ipAddress, prefixLength: 24 }],
    };
    const inside = (argv: readonly string[]): Promise<Outcome> => run(['nsenter', `--net=${namespacePath(namespace)}`, ...argv]);
    return {
      network, port, namespace, ipAddress, run: inside,
      spawn: (argv, onReady) => spawnSaying(['nsenter', `--net=${namespacePath(namespace)}`, ...argv], onReady),
      deviceName: `sv${id.replaceAll('-', '').slice(0, 11)}`,
      attachment: { netnsPath: namespacePath(namespace), index: 0 },
      pings: async (target, ...flags) => (await inside(['ping', '-c1', '-W1', ...flags, target])).code === 0,
      losesTouch: async (target) => {
        for (let tries = 0; tries < 10; tries += 1) if ((await inside(['ping', '-c1', '-W1', target])).code !== 0) return true;
        return false;
      },
      reaches: async (target, ...flags) => (await inside(['ping', '-c1', '-w10', ...flags, target])).code === 0,
    };
  }

  /** A server whose port is in a network's map. */
  async member(map: NetworkMap, port: PortMap): Promise<Guest> {
    const network = networkSpecOf(map);
    const guest = await this.guest(network);
    const fixedIps = port.fixed_ips.map(({ subnet_id: subnetId, ip_address: ipAddress }) => {
      const subnet = map.subnets.find(({ id }) => id === subnetId);
      return { ipAddress, prefixLength: Number(subnet?.cidr.split('/')[1] ?? 24), ...(subnet?.gateway_ip === undefined ? {} : { gatewayIp: subnet.gateway_ip }) };
    });
    const spec: PortSpec = { ...guest.port, id: port.id, macAddress: port.mac_address, fixedIps };
    const member = { ...guest, port: spec, ipAddress: fixedIps[0]?.ipAddress ?? '', deviceName: `sv${port.id.replaceAll('-', '').slice(0, 11)}` };
    await this.plug(member);
    return member;
  }

  async plugged(network: NetworkSpec, host?: number): Promise<Guest> {
    const guest = await this.guest(network, host);
    await this.plug(guest);
    return guest;
  }

  plug(guest: Guest): Promise<void> {
    return this.#network.plug(guest.network, guest.port, guest.attachment);
  }

  async flows(...match: string[]): Promise<SeenFlow[]> {
    const target = openflowTarget(this.ovs.handle, this.bridgeName);
    await this.appctl('revalidator/wait');
    const { stdout } = await run(['ovs-ofctl', '--no-names', '-O', 'OpenFlow14', 'dump-flows', target, ...match]);
    return stdout.split('\n').flatMap(line => {
      const found = /cookie=(0x[0-9a-f]+), duration=([\d.]+)s, table=(\d+), n_packets=(\d+), .*?(priority=.*)$/.exec(line);
      if (found === null) return [];
      const [, cookie = '', duration, table, packets, rest] = found;
      return [{ cookie: BigInt(cookie), durationS: Number(duration), packets: Number(packets), rule: `table=${table},${rest}` }];
    });
  }

  /** How many packets met the entries of one kind of one port. */
  async packets(guest: Pick<WantedPort, 'port'>, kind: FlowKind): Promise<number> {
    const seen = await this.flows();
    return seen.filter(flow => flow.cookie === flowCookie(guest.port.id, kind)).reduce((sum, flow) => sum + flow.packets, 0);
  }

  appctl(...words: string[]): Promise<Outcome> {
    return run(['ovs-appctl', '-t', `${this.ovs.options.runDir}/ovs-vswitchd.ctl`, ...words]);
  }

  vsctl(...words: string[]): Promise<Outcome> {
    return run(['ovs-vsctl', `--db=unix:${this.ovs.handle.ovsdbSocket}`, ...words]);
  }

  ofctl(command: string, ...words: string[]): Promise<Outcome> {
    return run(['ovs-ofctl', '-O', 'OpenFlow14', command, openflowTarget(this.ovs.handle, this.bridgeName), ...words]);
  }

  /** Runs a program where the switch stands. */
  beside(argv: readonly string[]): Promise<Outcome> {
    return run(['nsenter', `--net=${namespacePath(this.ovs.options.namespace)}`, ...argv]);
  }

  /** The network devices beside the switch that are not part of the switch. */
  async wires(): Promise<string[]> {
    const { stdout } = await this.beside(['ip', '-o', 'link', 'show', 'type', 'veth']);
    return stdout.split('\n').flatMap(line => /^\d+: ([^@:]+)/.exec(line)?.[1] ?? []);
  }

  /** Whether who stands in a network's gateway namespace gets an answer from there. */
  async gatewayReaches(networkId: string, target: string): Promise<boolean> {
    return (await run(['ip', 'netns', 'exec', this.gatewayNamespace({ id: networkId }), 'ping', '-c1', '-w5', target])).code === 0;
  }

  gatewayNamespace(network: Pick<NetworkSpec, 'id'>): string {
    return `gw-${this.ovs.tag}-${network.id.slice(0, 13)}`;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const name of this.#namespaces) await run(['ip', 'netns', 'delete', name]);
    const steps = [() => this.#network.destroy(), () => this.#network.close(), () => this.ovs.stop(), () => this.#helper.close(), () => rm(this.#directory, { recursive: true })];
    const errors: unknown[] = [];
    for (const step of steps) await step().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, 'The lab could not be cleaned up.');
  }

  /** Synchronous, for what is asked after `close`. */
  leftovers(): string[] {
    const listed = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }) + execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' });
    return listed.split('\n').filter(line => line.includes(this.ovs.tag));
  }

  #makeNetwork(): OvsNetwork {
    return new OvsNetwork({
      processes: this.ovs.options.processes,
      links: this.#helper,
      switch: this.ovs.handle,
      reviveSwitch: () => reviveSwitch(this.ovs.handle, this.ovs.options),
      bridgeName: this.bridgeName,
      gatewayPrefix: `gw-${this.ovs.tag}`,
      runDir: this.runDir,
      metadataSocket: this.metadataSocket,
      doors: this.#helper,
      ...(this.#host.hostId === undefined ? {} : { hostId: this.#host.hostId }),
      ...(this.#host.tunnelIp === undefined ? {} : { tunnelIp: this.#host.tunnelIp, underlayNetnsPath: this.switchNetnsPath }),
      ...(this.#host.uplinks === undefined ? {} : { uplinks: this.#host.uplinks }),
      ...(this.#host.reach === undefined ? {} : { reach: this.#host.reach, machineNetnsPath: this.switchNetnsPath }),
      onOverlap: (networkId, why) => this.overlaps.push({ networkId, why }),
      onRepair: repair => this.repairs.push(repair),
    });
  }
}

/** What makes the lab one of several hosts. */
export interface LabHost {
  hostId?: string;
  tunnelIp?: string;
  uplinks?: ReadonlyMap<string, string>;
  /** What the machine reaches by plain address; the switch's namespace stands for the machine. */
  reach?: OperatorRanges;
  /** Called once the switch's namespace is there, before the network is prepared. */
  wire?: (lab: NetworkLab) => Promise<void>;
}

type SpecWithGateway = NetworkSpec & { gatewayIp: string };

type LabProcesses = PrivateOvs['options']['processes'];

export interface Guest extends WantedPort {
  namespace: string;
  ipAddress: string;
  deviceName: string;
  attachment: { netnsPath: string; index: number };
  run: (argv: readonly string[]) => Promise<Outcome>;
  /** Starts a program that says its pid once it is ready; resolves with its exit code. */
  spawn: (argv: readonly string[], onReady: (pid: number) => void) => Promise<number>;
  /** One echo request, answered within a second. */
  pings: (target: string, ...flags: string[]) => Promise<boolean>;
  /**
   * Asks until an answer comes, for ten seconds. For what must pass: a datapath entry of before a change is revalidated
   * shortly after it (ovs-vswitchd(8), `other_config:max-revalidator`), so on a busy machine one lone request may still
   * meet the old one.
   */
  reaches: (target: string, ...flags: string[]) => Promise<boolean>;
  /** Asks until no answer comes, ten times: the other side of the same. */
  losesTouch: (target: string) => Promise<boolean>;
}

export interface SeenFlow {
  cookie: bigint;
  durationS: number;
  packets: number;
  rule: string;
}

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

function spawnSaying(argv: readonly string[], onReady: (pid: number) => void): Promise<number> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.once('data', (said: Buffer) => onReady(Number(said.toString())));
  return new Promise((resolve) => child.once('close', code => resolve(code ?? 1)));
}

async function run(argv: readonly string[]): Promise<Outcome> {
  const [program = '', ...args] = argv;
  try {
    return { code: 0, ...(await promisify(execFile)(program, args, { timeout: 30_000 })) };
  } catch (error) {
    const failed = error as { code?: unknown; stdout?: string; stderr?: string };
    return { code: typeof failed.code === 'number' ? failed.code : 1, stdout: failed.stdout ?? '', stderr: failed.stderr ?? String(error) };
  }
}
