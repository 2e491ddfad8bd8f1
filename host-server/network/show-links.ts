import type { Processes } from '../process/process.ts';

/** What `ip -j link` and `ip -j address` tell of a device. */
export interface LinkDevice {
  ifname: string;
  ifindex: number;
  link_index?: number;
  ifalias?: string;
  address?: string;
  flags?: string[];
  addr_info?: { local: string; prefixlen: number }[];
}

/** What `ip -j` shows; nothing when the device or the namespace is not there. `where` goes before it, as `nsenter` and its words. */
export async function showLinks(processes: Pick<Processes, 'run'>, where: readonly string[], words: readonly string[]): Promise<LinkDevice[]> {
  const result = await processes.run([...where, 'ip', '-j', ...words], { allowFailure: true, timeoutMs: 10_000 });
  if (result.code !== 0) return [];
  const devices = JSON.parse(result.stdout === '' ? '[]' : result.stdout) as Partial<LinkDevice>[];
  // Devices of other kinds come as empty objects when one kind is asked for.
  return devices.filter((device): device is LinkDevice => device.ifname !== undefined);
}
