import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { selectFlavor } from './flavor-store.ts';
import type { Flavor } from './flavor-store.ts';

/** A flavor that is not public is there for admins and for the projects that were given access, as in Nova. */
export const maySeeFlavor = (flavor: Flavor, auth: AuthContext): boolean =>
  flavor.isPublic || auth.isAdmin || (auth.projectId !== null && flavor.projectIds.includes(auth.projectId));

export async function findFlavor(db: DbOrTrx, id: string, auth: AuthContext): Promise<Flavor> {
  const flavor = await selectFlavor(db, id);
  if (!flavor || !maySeeFlavor(flavor, auth)) throw flavorNotFound(id);
  return flavor;
}

export const flavorNotFound = (id: string): Fault =>
  new Fault('not-found', `Flavor ${id} could not be found.`, { details: { resource: 'flavor', id } });
