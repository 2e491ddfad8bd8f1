import { createHash } from 'node:crypto';
import type { IdentityConfig } from './identity.ts';

export interface CatalogService {
  id: string;
  type: string;
  name: string;
  description: string;
  endpoints: CatalogEndpoint[];
}

export interface CatalogEndpoint {
  id: string;
  interface: 'public' | 'internal' | 'admin';
  region: string;
  region_id: string;
  url: string;
}

/**
 * The services of this region, made from its configuration. Identity and compute carry their version and the others do
 * not: that is the form that all stock clients take (some append `v2.0` to the network's URL by themselves). Ids are
 * hashes of what they name, so every region process answers the same ones.
 */
export function buildCatalog(config: IdentityConfig): CatalogService[] {
  const region = typeof config.publicUrl === 'string' ? config.publicUrl : config.publicUrl();
  const services = [
    { type: 'identity', name: 'keystone', description: 'Identity', url: `${region}/identity/v3` },
    { type: 'compute', name: 'nova', description: 'Servers: containers and virtual machines', url: `${region}/compute/v2.1` },
    { type: 'network', name: 'neutron', description: 'Networks', url: `${region}/network` },
    { type: 'image', name: 'glance', description: 'Images and their layers', url: `${config.imageUrl}/image` },
    { type: 'sampan', name: 'sampan', description: 'Events, hosts and what OpenStack has no word for', url: `${region}/sampan/v1` },
  ];
  return services.map(({ type, name, description, url }) => ({
    id: idOf(`service ${type}`),
    type,
    name,
    description,
    endpoints: interfaces.map((name) => ({
      id: idOf(`endpoint ${config.regionName} ${type} ${name}`),
      interface: name,
      region: config.regionName,
      region_id: config.regionName,
      url,
    })),
  }));
}

/** The catalog as tokens show it, without what only the service list has. */
export const tokenCatalog = (config: IdentityConfig): Omit<CatalogService, 'description'>[] =>
  buildCatalog(config).map(({ id, type, name, endpoints }) => ({ id, type, name, endpoints }));

const interfaces = ['admin', 'internal', 'public'] as const;

const idOf = (what: string): string => createHash('sha256').update(what).digest('hex').slice(0, 32);
