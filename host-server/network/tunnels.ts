import type { Processes } from '../process/process.ts';
import type { NetworkMap } from './network-map.ts';
import { tunnelRecord } from './port-record.ts';
import type { Ports } from './ports.ts';
import { fdbChanges, tunnelPeers } from './tunnel-peers.ts';
import type { FdbEntry } from './tunnel-peers.ts';
import { Turns } from './turns.ts';

/**
 * The ways to a network's other hosts: one VXLAN device of the kernel a network, only while another host has a port of it.
 * The device is made where the machine's own addresses are and stands where the switch is; its forwarding table is
 * written from the network's map, and it learns nothing. The kernel's own device serves both datapaths alike, and a
 * private switch in a namespace of its own needs no underlay there.
 */
export class Tunnels {
  readonly #options: TunnelsOptions;
  readonly #turns = new Turns();

  constructor(options: TunnelsOptions) {
    this.#options = options;
  }

  /** Makes the tunnel of a network as its map says, or takes it away where it is not needed. */
  apply(networkId: string, map: NetworkMap | undefined, exitHostId: string | undefined): Promise<boolean> {
    return this.#turns.change(networkId, async () => {
      const { tunnelIp, hostId, ports } = this.#options;
      const peers = map === undefined || tunnelIp === undefined || map.type !== 'vxlan' ? [] : tunnelPeers(map, { hostId, tunnelIp }, exitHostId);
      if (map === undefined || tunnelIp === undefined || peers.length === 0) return this.#remove(networkId);
      const record = tunnelRecord(map);
      const isThere = await this.#isThere(record.deviceName, map);
      // The switch would go on with the device that is gone.
      if (!isThere) await ports.detach(record.portId, record.deviceName);
      if (!isThere) await this.#make(record.deviceName, record.portId, map, tunnelIp);
      await ports.attach(record);
      const lines = fdbChanges(record.deviceName, await this.#read(record.deviceName), peers);
      if (lines.length > 0) await this.#run([...this.#inside, 'bridge', '-batch', '-'], lines.map((line) => `${line}\n`).join(''));
      return !isThere || lines.length > 0;
    });
  }

  async #remove(networkId: string): Promise<boolean> {
    const { portId, deviceName } = tunnelRecord({ id: networkId, segment: 1 });
    if (this.#options.ports.get(portId) === undefined) return false;
    await this.#options.ports.disconnect(portId, deviceName);
    return true;
  }

  async #make(deviceName: string, portId: string, map: NetworkMap, tunnelIp: string): Promise<void> {
    const { switchNetnsPath, underlayNetnsPath, bridgeName, sinkName } = this.#options;
    const underlay = underlayNetnsPath === undefined ? [] : ['nsenter', `--net=${underlayNetnsPath}`];
    await this.#run([...this.#inside, 'ip', 'link', 'delete', 'dev', deviceName], undefined, true);
    await this.#run([
      ...underlay, 'ip', 'link', 'add', 'name', deviceName, ...(switchNetnsPath === undefined ? [] : ['netns', switchNetnsPath]), 'mtu', String(map.mtu),
      'type', 'vxlan', 'id', String(map.segment), 'local', tunnelIp, 'dstport', '4789', 'nolearning', 'noudpcsum',
    ]);
    const lines = [
      `link set dev ${deviceName} alias ${bridgeName}/${portId}`,
      `link set dev ${deviceName} addrgenmode none`,
      ...(sinkName === undefined ? [] : [`link set dev ${deviceName} master ${sinkName}`]),
      `link set dev ${deviceName} up`,
    ];
    await this.#run([...this.#inside, 'ip', '-batch', '-'], lines.map((line) => `${line}\n`).join(''));
    // What the kernel glued together would be too long for the userspace datapath.
    if (sinkName !== undefined) await this.#run([...this.#inside, 'ethtool', '-K', deviceName, 'gro', 'off', 'tx', 'off'], undefined, true);
  }

  async #isThere(deviceName: string, map: NetworkMap): Promise<boolean> {
    const result = await this.#run([...this.#inside, 'ip', '-j', '-d', 'link', 'show', 'dev', deviceName], undefined, true);
    if (result.code !== 0) return false;
    const [device] = JSON.parse(result.stdout) as { mtu: number; flags: string[]; linkinfo?: { info_data?: { id?: number; local?: string } } }[];
    const data = device?.linkinfo?.info_data;
    return device?.mtu === map.mtu && device.flags.includes('UP') && data?.id === map.segment && data.local === this.#options.tunnelIp;
  }

  async #read(deviceName: string): Promise<FdbEntry[]> {
    const { stdout } = await this.#run([...this.#inside, 'bridge', '-j', 'fdb', 'show', 'dev', deviceName]);
    const entries = JSON.parse(stdout === '' ? '[]' : stdout) as { mac: string; dst?: string }[];
    return entries.flatMap(({ mac, dst }) => (dst === undefined ? [] : [{ mac, dst }]));
  }

  #run(argv: readonly string[], input?: string, allowFailure = false): ReturnType<Processes['run']> {
    return this.#options.processes.run(argv, { timeoutMs: 10_000, allowFailure, ...(input === undefined ? {} : { input }) });
  }

  get #inside(): string[] {
    const { switchNetnsPath } = this.#options;
    return switchNetnsPath === undefined ? [] : ['nsenter', `--net=${switchNetnsPath}`];
  }
}

export interface TunnelsOptions {
  processes: Pick<Processes, 'run'>;
  ports: Ports;
  bridgeName: string;
  /** Undefined where the kernel's datapath carries the packets. */
  sinkName: string | undefined;
  hostId: string | undefined;
  /** Undefined: networks end at this host. */
  tunnelIp: string | undefined;
  /** Where the switch stands; undefined is the host's own namespace. */
  switchNetnsPath: string | undefined;
  /** Where the tunnels' own packets travel; undefined is the host's own namespace. */
  underlayNetnsPath: string | undefined;
}
