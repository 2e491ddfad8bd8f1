import type { Host } from '../hosts/host-store.ts';
import type { Need } from './filters.ts';

/** The better a host suits, the higher; weights are added. */
export interface Weigher {
  name: string;
  weigh(host: Host, need: Need): number;
}

/** More than any memory in MiB: a group's wish goes before what is free. */
const wish = 1e9;

/** A soft group's wish leads; then free memory in MiB, which spreads servers; among equals, fewer servers win. */
export const weighers: readonly Weigher[] = [
  { name: 'soft-affinity', weigh: (host, { placement }) => (placement?.group?.policy === 'soft-affinity' ? wish * (placement.group.members.get(host.id) ?? 0) : 0) },
  { name: 'soft-anti-affinity', weigh: (host, { placement }) => (placement?.group?.policy === 'soft-anti-affinity' ? -wish * (placement.group.members.get(host.id) ?? 0) : 0) },
  { name: 'free-memory', weigh: (host) => host.capacity.memoryMib - host.claimed.memoryMib },
  { name: 'few-servers', weigh: (host) => -host.servers / 1000 },
];

/** Best first; what is equal in all is ordered by chance, so that parallel requests do not all run to one host. */
export function rankHosts(hosts: readonly Host[], need: Need, chance: () => number): Host[] {
  return hosts
    .map((host) => ({ host, weight: weighers.reduce((sum, weigher) => sum + weigher.weigh(host, need), 0), tie: chance() }))
    .sort((a, b) => b.weight - a.weight || a.tie - b.tie)
    .map(({ host }) => host);
}
