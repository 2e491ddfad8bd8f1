import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Logger } from '../../openapi/serve/log.ts';
import type { HostCore } from '../core.ts';
import type { GuestStats } from '../drivers/guest-access.ts';
import { listServers } from '../servers/spec-store.ts';

interface Measured {
  serverId: string;
  name: string;
  projectId: string;
  kind: string;
  stats: GuestStats;
}

const sum = (stats: GuestStats, of: (device: GuestStats['network'][number]) => number): number => stats.network.reduce((total, device) => total + of(device), 0);

const gauges: readonly { name: string; help: string; value: (stats: GuestStats) => number }[] = [
  { name: 'memory_bytes', help: 'Memory in use', value: (stats) => stats.memory.used_bytes },
  { name: 'cpu_seconds', help: 'Processor time since its start', value: (stats) => stats.cpu.time_ns / 1e9 },
  { name: 'disk_read_bytes', help: 'Bytes read since its start', value: (stats) => stats.disk.read_bytes },
  { name: 'disk_written_bytes', help: 'Bytes written since its start', value: (stats) => stats.disk.written_bytes },
  { name: 'network_received_bytes', help: 'Bytes received since its start', value: (stats) => sum(stats, (device) => device.rx_bytes) },
  { name: 'network_sent_bytes', help: 'Bytes sent since its start', value: (stats) => sum(stats, (device) => device.tx_bytes) },
];

/** What each running server uses, read when somebody asks for the metrics; all gauges share one reading. */
export function registerServerGauges(registry: Registry, core: () => HostCore | undefined, log: Logger): void {
  let reading: Promise<Measured[]> | undefined;
  const measured = (): Promise<Measured[]> => {
    reading ??= measure(core(), log).finally(() => setImmediate(() => (reading = undefined)));
    return reading;
  };
  for (const { name, help, value } of gauges) {
    new Gauge({
      name: `sampan_server_${name}`,
      help,
      labelNames: ['server_id', 'server', 'project_id', 'kind'] as const,
      registers: [registry],
      async collect() {
        const all = await measured();
        this.reset();
        for (const { serverId, name, projectId, kind, stats } of all) this.set({ server_id: serverId, server: name, project_id: projectId, kind }, value(stats));
      },
    });
  }
}

/** A server that cannot be read (it may just end) is left out. */
async function measure(core: HostCore | undefined, log: Logger): Promise<Measured[]> {
  if (!core) return [];
  const drivers = [...core.drivers.values()];
  const found = await Promise.all(drivers.map(async (driver) => ({ driver, seen: await driver.list() })));
  const running = found.flatMap(({ driver: { access, kind }, seen }) =>
    access ? seen.filter(({ state }) => state === 'running').map(({ serverId }) => ({ access, kind, serverId })) : [],
  );
  const specs = new Map((await listServers(core.db)).map(({ id, spec }) => [id, spec]));
  const measured = await Promise.all(
    running.map(async ({ access, kind, serverId }): Promise<Measured[]> => {
      try {
        const spec = specs.get(serverId);
        return [{ serverId, name: spec?.name ?? '', projectId: spec?.project_id ?? '', kind, stats: await access.stats(serverId) }];
      } catch (error) {
        log.debug({ error, server_id: serverId }, 'a server could not be measured');
        return [];
      }
    }),
  );
  return measured.flat();
}
