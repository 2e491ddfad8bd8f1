/**
 * The machine's own way to servers on it: by plain address, for networks that the operator names. A veth pair joins the
 * machine with a network's gateway namespace, and the subnets are routes over it. In the namespace the machine's packets
 * get the gateway's address, which a tenant's groups do not keep out, and nothing else is forwarded: no server begins
 * anything with the machine, and nobody behind the machine comes through it.
 *
 *   machine  169.254.42.1 ── spXXXXXXXXXXX ═ machine ── 169.254.42.2  gateway namespace  eth0 ── switch ── servers
 *
 * An address can lead to one network only. A subnet that overlaps with a route which the machine has already, its own or
 * one of another network, is left out, and that is told; the namespace is still a way to it.
 */
import type { Processes } from '../process/process.ts';
import type { NetworkMap } from './network-map.ts';
import { overlap, subnetsInReach } from './operator-ranges.ts';
import type { OperatorRanges } from './operator-ranges.ts';
import { showLinks } from './show-links.ts';
import type { LinkDevice } from './show-links.ts';
import { Turns } from './turns.ts';

export class MachineWays {
  readonly #options: MachineWaysOptions;
  readonly #turns = new Turns();
  /** What stands for each network: a map that changes nothing of it costs nothing. */
  readonly #standing = new Map<string, string>();
  /** What was told of each network, so that it is told once. */
  readonly #told = new Map<string, string>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: MachineWaysOptions) {
    this.#options = options;
  }

  /** Begins to make a network's way what its map says; no port waits for it. */
  wake(networkId: string): void {
    if (this.#standing.get(networkId) === this.#wish(networkId)) return;
    const work = this.apply(networkId).catch((error: unknown) => this.#options.onFailure(networkId, error));
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  /** One at a time: which of two networks has an address is decided by who has it already. */
  apply(networkId: string): Promise<void> {
    return this.#turns.change('machine', async () => {
      const map = this.#options.mapOf(networkId);
      const gateway = this.#options.gatewayOf(networkId);
      const wanted = this.#wanted(networkId);
      const wish = this.#wish(networkId);
      const name = deviceNameOf(networkId);
      const isThere = (await this.#devices()).some((device) => device.ifname === name);
      if (wanted.length === 0 || map === undefined || gateway === undefined) {
        if (isThere) await this.#remove(name);
        this.#standing.delete(networkId);
        return;
      }
      await this.#connect(name, networkId, map.mtu, gateway, isThere);
      await this.#route(name, map, wanted);
      if (wish !== undefined) this.#standing.set(networkId, wish);
    });
  }

  /** All of them, and those of networks that have no gateway here any more. */
  async repair(networkIds: readonly string[]): Promise<void> {
    const wanted = new Set(networkIds.map(deviceNameOf));
    for (const { ifname } of await this.#devices()) if (!wanted.has(ifname)) await this.#turns.change('machine', () => this.#remove(ifname));
    for (const networkId of networkIds) await this.apply(networkId).catch((error: unknown) => this.#options.onFailure(networkId, error));
  }

  /** Before a network's gateway goes. */
  stop(networkId: string): Promise<void> {
    return this.#turns.change('machine', async () => {
      this.#told.delete(networkId);
      if (this.#standing.delete(networkId)) await this.#remove(deviceNameOf(networkId));
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async destroy(): Promise<void> {
    await this.close();
    for (const { ifname } of await this.#devices()) await this.#remove(ifname);
  }

  #wanted(networkId: string): string[] {
    const map = this.#options.mapOf(networkId);
    return map === undefined || this.#options.gatewayOf(networkId) === undefined ? [] : subnetsInReach(map, this.#options.ranges);
  }

  /** Undefined where nothing is wanted. */
  #wish(networkId: string): string | undefined {
    const wanted = this.#wanted(networkId);
    return wanted.length === 0 ? undefined : JSON.stringify([wanted, this.#options.mapOf(networkId)?.mtu]);
  }

  async #connect(name: string, networkId: string, mtu: number, gateway: GatewayPlace, isThere: boolean): Promise<void> {
    const inside = ['nsenter', `--net=${gateway.path}`];
    const hasInner = (await this.#run([...inside, 'ip', 'link', 'show', 'dev', innerName], { allowFailure: true })).code === 0;
    if (!isThere || !hasInner) {
      // A gateway namespace that was made anew has lost its end, and a machine whose end was deleted too.
      if (isThere) await this.#remove(name);
      await this.#machine('ip', 'link', 'add', name, 'mtu', String(mtu), 'type', 'veth', 'peer', 'name', innerName, 'mtu', String(mtu), 'netns', gateway.name);
      await this.#machine('ip', 'link', 'set', name, 'alias', this.#alias(networkId));
    }
    await this.#machine('ip', 'address', 'replace', `${machineAddress}/32`, 'dev', name);
    await this.#machine('ip', 'link', 'set', name, 'up');
    await this.#run([...inside, 'ip', 'address', 'replace', `${gatewayAddress}/32`, 'dev', innerName]);
    await this.#run([...inside, 'ip', 'link', 'set', innerName, 'up']);
    await this.#run([...inside, 'ip', 'route', 'replace', machineAddress, 'dev', innerName]);
    // The rules stand before anything is forwarded.
    await this.#run([...inside, 'nft', '-f', '-'], { input: ruleset });
    await this.#run([...inside, 'tee', '/proc/sys/net/ipv4/ip_forward'], { input: '1' });
  }

  async #route(name: string, map: NetworkMap, wanted: readonly string[]): Promise<void> {
    const routes = await this.#routes();
    const own = routes.filter(({ dev }) => dev === name).map(({ dst }) => dst);
    const told: string[] = [];
    for (const cidr of wanted) {
      const taken = routes.find((route) => route.dev !== name && overlap(route.dst, cidr));
      if (taken !== undefined) told.push(`${cidr} overlaps with ${taken.dst} on ${taken.dev}, which this machine has already`);
      else if (!own.includes(cidr)) await this.#machine('ip', 'route', 'add', cidr, 'via', gatewayAddress, 'dev', name, 'onlink', 'src', machineAddress);
    }
    for (const dst of own.filter((each) => !wanted.includes(each))) await this.#machine('ip', 'route', 'delete', dst, 'dev', name);
    this.#tell(map.id, told);
  }

  #tell(networkId: string, told: readonly string[]): void {
    const text = told.join('; ');
    if ((this.#told.get(networkId) ?? '') !== text && text !== '') this.#options.onOverlap(networkId, text);
    this.#told.set(networkId, text);
  }

  /** The machine's IPv4 routes but the default one and those to its own addresses. */
  async #routes(): Promise<{ dst: string; dev: string }[]> {
    const { stdout } = await this.#machine('ip', '-j', '-4', 'route', 'show');
    const routes = JSON.parse(stdout === '' ? '[]' : stdout) as { type?: string; dst?: string; dev?: string }[];
    return routes.flatMap(({ type, dst, dev }) => (dst === undefined || dst === 'default' ? [] : [{ dst: dst.includes('/') ? dst : `${dst}/32`, dev: dev ?? type ?? 'several devices' }]));
  }

  /** The machine's ends of this host-server's pairs. */
  async #devices(): Promise<LinkDevice[]> {
    const devices = await showLinks(this.#options.processes, this.#where(), ['link', 'show', 'type', 'veth']);
    return devices.filter(({ ifname, ifalias }) => /^sp[0-9a-f]{11}$/.test(ifname) && ifalias?.startsWith(this.#alias('')) === true);
  }

  async #remove(name: string): Promise<void> {
    await this.#run([...this.#where(), 'ip', 'link', 'delete', name], { allowFailure: true });
  }

  #alias(networkId: string): string {
    return `${this.#options.bridgeName}/machine/${networkId}`;
  }

  #where(): string[] {
    return this.#options.machineNetnsPath === undefined ? [] : ['nsenter', `--net=${this.#options.machineNetnsPath}`];
  }

  #machine(...argv: string[]): ReturnType<Processes['run']> {
    return this.#run([...this.#where(), ...argv]);
  }

  #run(argv: readonly string[], more: { input?: string; allowFailure?: boolean } = {}): ReturnType<Processes['run']> {
    return this.#options.processes.run(argv, { timeoutMs: 10_000, ...more });
  }
}

/** A gateway's namespace, as `ip netns` calls it. */
export interface GatewayPlace {
  name: string;
  path: string;
}

export interface MachineWaysOptions {
  processes: Pick<Processes, 'run'>;
  ranges: OperatorRanges;
  bridgeName: string;
  /** Undefined is the host's own namespace. */
  machineNetnsPath: string | undefined;
  mapOf: (networkId: string) => NetworkMap | undefined;
  gatewayOf: (networkId: string) => GatewayPlace | undefined;
  /** Hears once of subnets that were left out, and why. */
  onOverlap: (networkId: string, why: string) => void;
  onFailure: (networkId: string, error: unknown) => void;
}

const innerName = 'machine';
const machineAddress = '169.254.42.1';
const gatewayAddress = '169.254.42.2';

const deviceNameOf = (networkId: string): string => `sp${networkId.replaceAll('-', '').slice(0, 11)}`;

const ruleset = `${[
  'table ip sampan',
  'delete table ip sampan',
  'table ip sampan {',
  '  chain postrouting {',
  '    type nat hook postrouting priority srcnat; policy accept;',
  `    iifname "${innerName}" oifname "eth0" masquerade`,
  '  }',
  '  chain input {',
  '    type filter hook input priority filter; policy accept;',
  // What the namespace serves, it serves the tenant.
  `    iifname "eth0" ip daddr ${gatewayAddress} drop`,
  '  }',
  '  chain forward {',
  '    type filter hook forward priority filter; policy drop;',
  '    ct state established,related accept',
  `    iifname "${innerName}" oifname "eth0" ip saddr ${machineAddress} accept`,
  '  }',
  '}',
].join('\n')}\n`;
