import type { Host, Ratios, Resources } from '../hosts/host-store.ts';
import { isUp } from '../hosts/host-state.ts';
import type { Kind } from '../wire.ts';

/** What a server needs of its host. */
export interface Need {
  kind: Kind;
  /** As Debian names it; null: any. */
  architecture: string | null;
  size: Resources;
  /** Where it is wished to be; see placement.ts. */
  placement?: Placement;
}

/** Wishes of the user and of the flavor, as far as they concern where a server goes; what is left out does not matter. */
export interface Placement {
  zone?: string;
  /** A host by name. */
  hostName?: string;
  group?: GroupPlacement;
  /** Ids of hosts: only on one of these, and on none of those. */
  sameHosts?: ReadonlySet<string>;
  differentHosts?: ReadonlySet<string>;
  /** What the aggregates of a host must say, and what they say by host. */
  aggregateSpecs?: { wanted: ReadonlyMap<string, readonly string[]>; hosts: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> };
}

export interface GroupPlacement {
  policy: 'affinity' | 'anti-affinity' | 'soft-affinity' | 'soft-anti-affinity';
  /** Of anti-affinity. */
  maxPerHost: number;
  /** How many members each host has; grows with each pick. */
  members: Map<string, number>;
}

export interface FilterSettings {
  ratios: Ratios;
  /** A host not heard of for longer is as good as down. */
  downAfterMs: number;
  /** The zone of hosts that no aggregate puts into one. */
  defaultZone?: string;
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
    passes: (host, _need, { downAfterMs }, nowMs) => isUp(host) && host.heartbeatAt !== null && nowMs - Date.parse(host.heartbeatAt) <= downAfterMs,
  },
  { name: 'kind', passes: (host, { kind }) => host.kinds.includes(kind) },
  { name: 'architecture', passes: (host, { architecture }) => architecture === null || sameArchitecture(host.architecture, architecture) },
  { name: 'zone', passes: (host, { placement }, { defaultZone }) => placement?.zone === undefined || (host.zone ?? defaultZone) === placement.zone },
  { name: 'host', passes: (host, { placement }) => placement?.hostName === undefined || host.name === placement.hostName },
  { name: 'aggregate', passes: (host, { placement }) => hasAggregateSpecs(host, placement) },
  { name: 'same-host', passes: (host, { placement }) => placement?.sameHosts?.has(host.id) ?? true },
  { name: 'different-host', passes: (host, { placement }) => !(placement?.differentHosts?.has(host.id) ?? false) },
  { name: 'affinity', passes: (host, { placement }) => placement?.group?.policy !== 'affinity' || placement.group.members.size === 0 || placement.group.members.has(host.id) },
  {
    name: 'anti-affinity',
    passes: (host, { placement }) => placement?.group?.policy !== 'anti-affinity' || (placement.group.members.get(host.id) ?? 0) < placement.group.maxPerHost,
  },
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

/** Each wanted key stands in the host's aggregates with one of the wanted values. */
function hasAggregateSpecs(host: Host, placement: Placement | undefined): boolean {
  if (!placement?.aggregateSpecs) return true;
  const own = placement.aggregateSpecs.hosts.get(host.id);
  return [...placement.aggregateSpecs.wanted].every(([key, values]) => values.some((value) => own?.get(key)?.has(value) === true));
}

// Images name architectures as the kernel does, hosts as Debian and OCI do.
const debianNames: Record<string, string> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'armhf', i686: 'i386' };

const sameArchitecture = (a: string, b: string): boolean => (debianNames[a] ?? a) === (debianNames[b] ?? b);
