import type { Host, Ratios, Resources } from '../hosts/host-store.ts';
import type { Kind } from '../wire.ts';

/** What a server needs of its host. */
export interface Need {
  kind: Kind;
  /** As Debian names it; null: any. */
  architecture: string | null;
  size: Resources;
}

export interface FilterSettings {
  ratios: Ratios;
  /** A host not heard of for longer is as good as down. */
  downAfterMs: number;
}

export interface Filter {
  name: string;
  passes(host: Host, need: Need, settings: FilterSettings, nowMs: number): boolean;
}

/** In order: a host is counted for the first filter that refuses it, so the cheap and telling ones stand first. */
export const filters: readonly Filter[] = [
  { name: 'enabled', passes: (host) => host.enabled },
  {
    name: 'up',
    passes: (host, _need, { downAfterMs }, nowMs) =>
      host.state === 'up' && host.heartbeatAt !== null && nowMs - Date.parse(host.heartbeatAt) <= downAfterMs,
  },
  { name: 'kind', passes: (host, { kind }) => host.kinds.includes(kind) },
  { name: 'architecture', passes: (host, { architecture }) => architecture === null || sameArchitecture(host.architecture, architecture) },
  { name: 'vcpus', passes: (host, { size }, { ratios }) => (host.claimed.vcpus + size.vcpus) * 100 <= host.capacity.vcpus * ratios.vcpusPercent },
  { name: 'memory', passes: (host, { size }, { ratios }) => (host.claimed.memoryMib + size.memoryMib) * 100 <= host.capacity.memoryMib * ratios.memoryPercent },
  { name: 'disk', passes: (host, { size }, { ratios }) => (host.claimed.diskGib + size.diskGib) * 100 <= host.capacity.diskGib * ratios.diskPercent },
];

export interface Filtered {
  fit: Host[];
  /** How many hosts each filter refused; filters that refused none are not there. */
  refused: Record<string, number>;
}

export function filterHosts(hosts: readonly Host[], need: Need, settings: FilterSettings, nowMs: number): Filtered {
  const result: Filtered = { fit: [], refused: {} };
  for (const host of hosts) {
    const refuser = filters.find((filter) => !filter.passes(host, need, settings, nowMs));
    if (refuser) result.refused[refuser.name] = (result.refused[refuser.name] ?? 0) + 1;
    else result.fit.push(host);
  }
  return result;
}

// Images name architectures as the kernel does, hosts as Debian and OCI do.
const debianNames: Record<string, string> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'armhf', i686: 'i386' };

const sameArchitecture = (a: string, b: string): boolean => (debianNames[a] ?? a) === (debianNames[b] ?? b);
