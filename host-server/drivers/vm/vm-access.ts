import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { Fault, conflict } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';
import { readCgroupUsage } from '../container/cgroup-usage.ts';
import type { Observation } from '../driver.ts';
import type { ConsoleType, GuestAccess, GuestConsole, GuestFiles, GuestStats } from '../guest-access.ts';
import { AgentFiles } from './agent-files.ts';
import { qcow2Size } from './disks.ts';
import type { GuestAgent } from './guest-agent.ts';
import { readPlan } from './machine-plan.ts';
import type { MachinePlan } from './machine-plan.ts';
import { withQmp } from './qmp.ts';
import type { VmDriverOptions } from './vm-driver.ts';
import type { VmPaths } from './vm-paths.ts';

export interface VmAccessOptions {
  processes: Pick<Processes, 'run'>;
  observe: (serverId: string) => Promise<Observation>;
  agentOf: (serverId: string) => Promise<GuestAgent>;
  pathsOf: (serverId: string) => VmPaths;
  cgroupOf: (serverId: string) => string;
  taps: VmDriverOptions['taps'];
  now: () => Date;
}

/** The way into a machine: its guest agent for files and passwords, its own lines for consoles, its QEMU for counters. */
export class VmAccess implements GuestAccess {
  readonly #options: VmAccessOptions;

  constructor(options: VmAccessOptions) {
    this.#options = options;
  }

  async files(serverId: string): Promise<GuestFiles> {
    return new AgentFiles(await this.#runningAgent(serverId));
  }

  async setPassword(serverId: string, { user = 'root', hash }: { user?: string | undefined; hash: string }): Promise<string> {
    const agent = await this.#runningAgent(serverId);
    await agent.call('guest-set-user-password', { username: user, password: Buffer.from(hash).toString('base64'), crypted: true });
    return user;
  }

  async stats(serverId: string): Promise<GuestStats> {
    const { observe, pathsOf, cgroupOf, now } = this.#options;
    const paths = pathsOf(serverId);
    const seen = await observe(serverId);
    const [usage, plan, file, limit] = await Promise.all([readCgroupUsage(cgroupOf(serverId)), readPlan(paths), stat(paths.disk), qcow2Size(paths.disk)]);
    const blocks = seen.pid === undefined ? noBlocks : await blockCounters(paths);
    return {
      at: now().toISOString(),
      uptime_s: seen.startedAt === undefined ? 0 : Math.max(0, (now().getTime() - Date.parse(seen.startedAt)) / 1000),
      cpu: { count: plan?.cpus ?? 0, time_ns: usage.cpuNs, throttled_ns: usage.throttledNs },
      memory: { used_bytes: usage.memoryBytes, limit_bytes: (plan?.memoryMib ?? 0) * 2 ** 20 },
      disk: { used_bytes: file.blocks * 512, limit_bytes: limit, ...blocks },
      network: seen.pid === undefined || plan === undefined ? [] : await this.#network(plan),
    };
  }

  async openConsole(serverId: string, type: ConsoleType): Promise<GuestConsole> {
    const paths = this.#options.pathsOf(serverId);
    if (type === 'vnc' && (await readPlan(paths))?.machineType === 'microvm') {
      throw new Fault('not-supported', `The machine of server ${serverId} is a microvm and has no screen. Ask for the type serial.`);
    }
    const stream = connect(type === 'vnc' ? paths.vnc : paths.serial);
    try {
      await once(stream, 'connect');
    } catch (error) {
      throw conflict(`Server ${serverId} is not running, so it has no console. Start it first.`, { cause: (error as Error).message });
    }
    return { stream };
  }

  async #runningAgent(serverId: string): Promise<GuestAgent> {
    const { state } = await this.#options.observe(serverId);
    if (state !== 'running') throw conflict(`Server ${serverId} is not running, and its guest agent does not answer. Start it first.`, { state });
    const agent = await this.#options.agentOf(serverId);
    await agent.call('guest-ping', {}, 3_000);
    return agent;
  }

  /** What its taps count, as the guest sees it: what they received it has sent. */
  async #network({ nics }: MachinePlan): Promise<GuestStats['network']> {
    const { taps, wiring: { netnsPath } } = this.#options.taps(nics.map(({ portId, mtu }) => ({ id: portId, mtu })));
    const argv = [...(netnsPath === undefined ? [] : ['nsenter', `--net=${netnsPath}`]), 'ip', '-s', '-j', 'link', 'show', 'type', 'tun'];
    const devices = JSON.parse((await this.#options.processes.run(argv)).stdout || '[]') as TapDevice[];
    return nics.flatMap(({ macAddress }, index) => {
      const counters = devices.find(({ ifname }) => ifname !== undefined && ifname === taps[index]?.deviceName)?.stats64;
      if (counters === undefined) return [];
      const { rx, tx } = counters;
      return [{
        name: `eth${index}`, mac_address: macAddress,
        rx_bytes: tx.bytes, rx_packets: tx.packets, rx_errors: tx.errors, rx_drop: tx.dropped,
        tx_bytes: rx.bytes, tx_packets: rx.packets, tx_errors: rx.errors, tx_drop: rx.dropped,
      }];
    });
  }
}

interface TapDevice {
  ifname?: string;
  stats64?: Record<'rx' | 'tx', { bytes: number; packets: number; errors: number; dropped: number }>;
}

const noBlocks = { read_bytes: 0, written_bytes: 0, reads: 0, writes: 0 };

/** Of all its disks together, the config drive left out. */
async function blockCounters(paths: VmPaths): Promise<typeof noBlocks> {
  const devices = await withQmp(paths.qmp, (qmp) => qmp.execute<{ qdev?: string; stats: { rd_bytes: number; wr_bytes: number; rd_operations: number; wr_operations: number } }[]>('query-blockstats'));
  return devices.filter(({ qdev }) => !qdev?.includes('config-device')).reduce((sum, { stats }) => ({
    read_bytes: sum.read_bytes + stats.rd_bytes, written_bytes: sum.written_bytes + stats.wr_bytes,
    reads: sum.reads + stats.rd_operations, writes: sum.writes + stats.wr_operations,
  }), noBlocks);
}
