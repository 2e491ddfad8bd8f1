import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { NetworkLab } from './network-lab.ts';
import type { LabHost } from './network-lab.ts';

/** Several hosts on one machine: each a lab with a switch of its own, joined by an underlay, a Linux bridge in a namespace. */
export class HostsLab {
  readonly labs: NetworkLab[] = [];
  readonly hosts: { id: string; tunnel_ip: string }[] = [];
  readonly underlay = `und-${randomBytes(3).toString('hex')}`;
  #devices = 0;

  static async open(count: number, more: (index: number, hosts: HostsLab) => Partial<LabHost> = () => ({}), prepare: (hosts: HostsLab) => void = () => undefined): Promise<HostsLab> {
    const hosts = new HostsLab();
    try {
      hosts.#run('ip', 'netns', 'add', hosts.underlay);
      hosts.inUnderlay('ip', 'link', 'add', 'under', 'type', 'bridge');
      hosts.inUnderlay('ip', 'link', 'set', 'under', 'up');
      hosts.inUnderlay('ip', 'link', 'set', 'lo', 'up');
      prepare(hosts);
      for (let index = 0; index < count; index += 1) await hosts.#add(index, more(index, hosts));
    } catch (error) {
      await hosts.close();
      throw error;
    }
    return hosts;
  }

  inUnderlay(...argv: string[]): string {
    return this.#run('ip', 'netns', 'exec', this.underlay, ...argv);
  }

  /** A wire from the switch's namespace of a lab to a bridge in the underlay. */
  wire(lab: NetworkLab, innerName: string, bridge = 'under'): void {
    this.#devices += 1;
    this.inUnderlay('ip', 'link', 'add', `w${this.#devices}`, 'master', bridge, 'mtu', '1600', 'type', 'veth', 'peer', 'name', innerName, 'netns', lab.switchNetnsPath, 'mtu', '1600');
    this.inUnderlay('ip', 'link', 'set', `w${this.#devices}`, 'up');
    this.#run('nsenter', `--net=${lab.switchNetnsPath}`, 'ip', 'link', 'set', innerName, 'up');
  }

  async close(): Promise<void> {
    const results = await Promise.allSettled(this.labs.map(lab => lab.close()));
    this.#run('ip', 'netns', 'delete', this.underlay);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #add(index: number, more: Partial<LabHost>): Promise<void> {
    const tunnelIp = `192.168.77.${index + 1}`;
    const hostId = randomUUID();
    const lab = await NetworkLab.open(undefined, {
      hostId, tunnelIp, ...more,
      wire: async (it) => {
        this.wire(it, 'under0');
        this.#run('nsenter', `--net=${it.switchNetnsPath}`, 'ip', 'address', 'add', `${tunnelIp}/24`, 'dev', 'under0');
        this.#run('nsenter', `--net=${it.switchNetnsPath}`, 'ip', 'link', 'set', 'lo', 'up');
        await more.wire?.(it);
      },
    });
    this.labs.push(lab);
    this.hosts.push({ id: hostId, tunnel_ip: tunnelIp });
  }

  #run(program: string, ...argv: string[]): string {
    return execFileSync(program, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }
}
