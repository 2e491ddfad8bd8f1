import type { Flavor } from './flavor-store.ts';

/** Nova's flavor; swap 0 is the empty string before 2.75. */
export function flavorView(flavor: Flavor, baseUrl: string, since: (version: string) => boolean) {
  return {
    id: flavor.id,
    name: flavor.name,
    ram: flavor.memoryMib,
    disk: flavor.diskGib,
    vcpus: flavor.vcpus,
    swap: flavor.swapMib === 0 && !since('2.75') ? ('' as const) : flavor.swapMib,
    'OS-FLV-DISABLED:disabled': false,
    'OS-FLV-EXT-DATA:ephemeral': flavor.ephemeralGib,
    'os-flavor-access:is_public': flavor.isPublic,
    rxtx_factor: flavor.rxtxFactor,
    links: flavorLinks(flavor.id, baseUrl),
    ...(since('2.55') ? { description: flavor.description } : {}),
    ...(since('2.61') ? { extra_specs: flavor.extraSpecs } : {}),
  };
}

export const flavorLinks = (id: string, baseUrl: string) => [
  { rel: 'self', href: `${baseUrl}/v2.1/flavors/${encodeURIComponent(id)}` },
  { rel: 'bookmark', href: `${baseUrl}/flavors/${encodeURIComponent(id)}` },
];
