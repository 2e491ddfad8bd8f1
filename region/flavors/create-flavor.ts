import { isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import { insertFlavor } from './flavor-store.ts';
import type { Flavor } from './flavor-store.ts';
import { flavorView } from './flavor-view.ts';

/** Makes a flavor; id and name are each unique (409). */
export function createFlavor({ db, ambient }: { db: Db; ambient: Ambient }): HandlerOf<'compute', 'createFlavor'> {
  return async ({ body, baseUrl, since }) => {
    const asked = body.flavor;
    const flavor: Flavor = {
      id: asked.id === undefined || asked.id === null || asked.id === 'auto' ? ambient.uuid() : String(asked.id),
      name: asked.name.trim(),
      vcpus: Number(asked.vcpus),
      memoryMib: Number(asked.ram),
      diskGib: Number(asked.disk),
      swapMib: Number(asked.swap ?? 0),
      ephemeralGib: Number(asked['OS-FLV-EXT-DATA:ephemeral'] ?? 0),
      rxtxFactor: Number(asked.rxtx_factor ?? 1),
      isPublic: String(asked['os-flavor-access:is_public'] ?? true).toLowerCase() === 'true',
      description: asked.description ?? null,
      extraSpecs: {},
      projectIds: [],
      createdAt: ambient.now().toISOString(),
    };
    try {
      await insertFlavor(db, flavor);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new Fault('already-exists', `Flavor with name ${flavor.name} or ID ${flavor.id} already exists.`, { cause: error });
    }
    return { status: 200, body: { flavor: flavorView(flavor, baseUrl, since) } };
  };
}
