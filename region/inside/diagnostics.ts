import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { conflict } from '../../openapi/serve/fault.ts';
import { findServer } from '../servers/find-server.ts';
import type { Server } from '../servers/server-row.ts';
import type { components } from '../../openapi/generated/sampan.ts';
import { lineTo } from './server-line.ts';
import type { InsideDeps } from './server-line.ts';

type Stats = components['schemas']['ServerStats'];

/** Nova's diagnostics: words of the hypervisor before 2.48, one form for all since then. */
export const getDiagnostics =
  (deps: InsideDeps): HandlerOf<'compute', 'getDiagnostics'> =>
  async ({ path, auth, requestId, signal, since }) => {
    const server = await findServer(deps.db, path.id, auth);
    if (!['active', 'paused'].includes(server.vmState)) throw conflict(`Cannot 'get_diagnostics' instance ${server.id} while it is in vm_state ${server.vmState}`);
    const { client } = await lineTo(deps, server);
    const stats = (await client.call('getHostStats', { path: { id: server.id }, requestId, signal, timeoutMs: 20_000 })).body;
    return { status: 200, body: since('2.48') ? plainDiagnostics(server, stats) : oldDiagnostics(server, stats) };
  };

export function oldDiagnostics(server: Server, { cpu, memory, disk, network }: Stats): Record<string, number> {
  const device = server.kind === 'vm' ? 'vda' : 'root';
  return {
    cpu0_time: cpu.time_ns,
    'memory': Math.round(memory.limit_bytes / 1024),
    'memory-actual': Math.round(memory.limit_bytes / 1024),
    'memory-rss': Math.round(memory.used_bytes / 1024),
    [`${device}_read`]: disk.read_bytes,
    [`${device}_read_req`]: disk.reads,
    [`${device}_write`]: disk.written_bytes,
    [`${device}_write_req`]: disk.writes,
    [`${device}_errors`]: -1,
    ...Object.fromEntries(
      network.flatMap((device) => [
        [`${device.name}_rx`, device.rx_bytes], [`${device.name}_rx_packets`, device.rx_packets], [`${device.name}_rx_errors`, device.rx_errors], [`${device.name}_rx_drop`, device.rx_drop],
        [`${device.name}_tx`, device.tx_bytes], [`${device.name}_tx_packets`, device.tx_packets], [`${device.name}_tx_errors`, device.tx_errors], [`${device.name}_tx_drop`, device.tx_drop],
      ]),
    ),
  };
}

export const plainDiagnostics = (server: Pick<Server, 'kind' | 'vmState' | 'configDrive'>, { uptime_s: uptimeS, cpu, memory, disk, network }: Stats) => ({
  state: server.vmState === 'paused' ? 'paused' : 'running',
  driver: 'sampan',
  hypervisor: server.kind === 'vm' ? 'qemu' : 'runc',
  hypervisor_os: 'linux',
  uptime: Math.round(uptimeS),
  config_drive: server.configDrive === 'True',
  num_cpus: Math.ceil(cpu.count),
  num_disks: 1,
  num_nics: network.length,
  cpu_details: [{ id: 0, time: cpu.time_ns, utilisation: null }],
  memory_details: { maximum: Math.round(memory.limit_bytes / 1024 ** 2), used: Math.round(memory.used_bytes / 1024 ** 2) },
  disk_details: [{ read_bytes: disk.read_bytes, read_requests: disk.reads, write_bytes: disk.written_bytes, write_requests: disk.writes, errors_count: null }],
  nic_details: network.map((device) => ({
    mac_address: device.mac_address,
    rx_octets: device.rx_bytes, rx_packets: device.rx_packets, rx_errors: device.rx_errors, rx_drop: device.rx_drop, rx_rate: null,
    tx_octets: device.tx_bytes, tx_packets: device.tx_packets, tx_errors: device.tx_errors, tx_drop: device.tx_drop, tx_rate: null,
  })),
});
