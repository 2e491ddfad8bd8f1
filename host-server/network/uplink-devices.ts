import type { Processes } from '../process/process.ts';
import { uplinkRecord } from './port-record.ts';
import type { Ports } from './ports.ts';

/**
 * The devices that lead to physical networks, put on the bridge. A device that stands in the host's own namespace goes
 * to the switch's; the kernel gives a real one back when that namespace ends.
 */
export class UplinkDevices {
  readonly #options: UplinkDevicesOptions;

  constructor(options: UplinkDevicesOptions) {
    this.#options = options;
  }

  /** Puts each on the bridge; those that are nowhere are answered. One that is not configured any more leaves it. */
  async apply(): Promise<string[]> {
    const { uplinks, ports } = this.#options;
    const missing: string[] = [];
    for (const [physicalNetwork, deviceName] of uplinks) {
      if (await this.#bring(deviceName)) await ports.attach(uplinkRecord(physicalNetwork, deviceName));
      else missing.push(deviceName);
    }
    for (const port of ports.all()) {
      if (port.role === 'uplink' && uplinks.get(port.physicalNetwork ?? '') !== port.deviceName) await ports.detach(port.portId, port.deviceName);
    }
    return missing;
  }

  async #bring(deviceName: string): Promise<boolean> {
    const { switchNetnsPath, sinkName } = this.#options;
    const inside = switchNetnsPath === undefined ? [] : ['nsenter', `--net=${switchNetnsPath}`];
    const isInside = (await this.#run([...inside, 'ip', 'link', 'show', 'dev', deviceName])).code === 0;
    if (!isInside) {
      if (switchNetnsPath === undefined) return false;
      if ((await this.#run(['ip', 'link', 'set', 'dev', deviceName, 'netns', switchNetnsPath])).code !== 0) return false;
    }
    await this.#run([...inside, 'ip', 'link', 'set', 'dev', deviceName, 'addrgenmode', 'none']);
    if (sinkName !== undefined) {
      await this.#run([...inside, 'ip', 'link', 'set', 'dev', deviceName, 'master', sinkName]);
      await this.#run([...inside, 'ethtool', '-K', deviceName, 'gro', 'off', 'tx', 'off', 'rxvlan', 'off', 'txvlan', 'off']);
    }
    return (await this.#run([...inside, 'ip', 'link', 'set', 'dev', deviceName, 'up'])).code === 0;
  }

  #run(argv: readonly string[]): ReturnType<Processes['run']> {
    return this.#options.processes.run(argv, { timeoutMs: 10_000, allowFailure: true });
  }
}

export interface UplinkDevicesOptions {
  processes: Pick<Processes, 'run'>;
  ports: Ports;
  /** Physical network to device. */
  uplinks: ReadonlyMap<string, string>;
  sinkName: string | undefined;
  switchNetnsPath: string | undefined;
}
