import type { Db } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { selectFlavor } from './flavor-store.ts';
import type { Flavor } from './flavor-store.ts';
import { flavorView } from './flavor-view.ts';

export function showFlavor({ db }: { db: Db }): HandlerOf<'compute', 'getFlavor'> {
  return async ({ path, auth, baseUrl }) => ({ status: 200, body: { flavor: flavorView(await findFlavor(db, path.id, auth), baseUrl) } });
}

/** Flavors here have none; clients ask for them all the same. */
export function listFlavorExtraSpecs({ db }: { db: Db }): HandlerOf<'compute', 'listFlavorExtraSpecs'> {
  return async ({ path, auth }) => {
    await findFlavor(db, path.id, auth);
    return { status: 200, body: { extra_specs: {} } };
  };
}

/** A flavor that is not public is there for admins alone, as in Nova. */
export const maySeeFlavor = (flavor: Flavor, auth: AuthContext): boolean => flavor.isPublic || auth.isAdmin;

async function findFlavor(db: Db, id: string, auth: AuthContext): Promise<Flavor> {
  const flavor = await selectFlavor(db, id);
  if (!flavor || !maySeeFlavor(flavor, auth)) throw flavorNotFound(id);
  return flavor;
}

export const flavorNotFound = (id: string): Fault =>
  new Fault('not-found', `Flavor ${id} could not be found.`, { details: { resource: 'flavor', id } });
