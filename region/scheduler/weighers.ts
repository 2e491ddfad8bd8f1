import type { Host } from '../hosts/host-store.ts';

/** The better a host suits, the higher; weights are added. */
export interface Weigher {
  name: string;
  weigh(host: Host): number;
}

/** Free memory in MiB leads, which spreads servers; among equals, fewer servers win. */
export const weighers: readonly Weigher[] = [
  { name: 'free-memory', weigh: (host) => host.capacity.memoryMib - host.claimed.memoryMib },
  { name: 'few-servers', weigh: (host) => -host.servers / 1000 },
];

/** Best first; what is equal in all is ordered by chance, so that parallel requests do not all run to one host. */
export function rankHosts(hosts: readonly Host[], chance: () => number): Host[] {
  return hosts
    .map((host) => ({ host, weight: weighers.reduce((sum, weigher) => sum + weigher.weigh(host), 0), tie: chance() }))
    .sort((a, b) => b.weight - a.weight || a.tie - b.tie)
    .map(({ host }) => host);
}
