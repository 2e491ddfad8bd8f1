import { createHash } from 'node:crypto';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { ensureRegion, insertEndpoint, insertService, markSeeded, moveOwnEndpoints } from './catalog-store.ts';
import type { Endpoint } from './catalog-store.ts';

/**
 * Puts our own services into the catalog, each once in the life of a database: what an administrator deletes or changes
 * stays so. The region's name is configuration, so endpoints of our own follow it. Ids are hashes of what they name.
 */
export async function seedCatalog(db: Db, regionName: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    await ensureRegion(trx, regionName);
    await moveOwnEndpoints(trx, regionName);
    for (const [position, { type, name, description, base, path }] of ownServices.entries()) {
      if (!(await markSeeded(trx, type))) continue;
      const serviceId = idOf(`service ${type}`);
      await insertService(trx, { id: serviceId, type, name, description, enabled: true }, position);
      for (const side of ['admin', 'internal', 'public'] as const) {
        await insertEndpoint(trx, { id: idOf(`endpoint ${type} ${side}`), serviceId, interface: side, regionId: regionName, base, url: path, enabled: true });
      }
    }
  });
}

interface OwnService {
  type: string;
  name: string;
  description: string;
  base: Endpoint['base'];
  path: string;
}

/**
 * Identity and compute carry their version and the others do not: that is the form that all stock clients take (some
 * append `v2.0` to the network's URL by themselves).
 */
const ownServices: readonly OwnService[] = [
  { type: 'identity', name: 'keystone', description: 'Identity', base: 'region', path: '/identity/v3' },
  { type: 'compute', name: 'nova', description: 'Servers: containers and virtual machines', base: 'region', path: '/compute/v2.1' },
  { type: 'network', name: 'neutron', description: 'Networks', base: 'region', path: '/network' },
  { type: 'image', name: 'glance', description: 'Images and their layers', base: 'image', path: '/image' },
  { type: 'sampan', name: 'sampan', description: 'Events, hosts and what OpenStack has no word for', base: 'region', path: '/sampan/v1' },
];

const idOf = (what: string): string => createHash('sha256').update(what).digest('hex').slice(0, 32);
