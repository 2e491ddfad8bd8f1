import { isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, conflict, Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { findProject } from '../identity/project-store.ts';
import { deleteFlavorAccess, insertFlavorAccess } from './flavor-access-store.ts';
import { findFlavor } from './find-flavor.ts';

/** Who may use a flavor that is not public; a public one has no such list. */
export function listFlavorAccess({ db }: { db: Db }): HandlerOf<'compute', 'listFlavorAccess'> {
  return async ({ path, auth }) => {
    const flavor = await findFlavor(db, path.id, auth);
    if (flavor.isPublic) throw new Fault('not-found', `Access list not available for public flavors: everybody may use ${flavor.name}.`);
    return { status: 200, body: await accessOf(db, path.id, auth) };
  };
}

/** Gives a project access, or takes it; both answer who has access then. */
export function actOnFlavor({ db }: { db: Db }): HandlerOf<'compute', 'actOnFlavor'> {
  return async ({ path, auth, body }) => {
    const { addTenantAccess: add, removeTenantAccess: remove } = body;
    const flavor = await findFlavor(db, path.id, auth);
    const projectId = add?.tenant ?? remove?.tenant ?? '';
    if (!(await findProject(db, { id: projectId }))) throw badRequest(`Project ID ${projectId} is not a valid project.`, { field: 'tenant' });
    if (flavor.isPublic) throw conflict(`Tenant access cannot be ${add ? 'added to' : 'removed from'} a public flavor: everybody may use ${flavor.name}.`);
    if (add) await grant(db, flavor.id, projectId);
    else if (!(await deleteFlavorAccess(db, flavor.id, projectId))) {
      throw new Fault('not-found', `Flavor access not found for ${flavor.id} / ${projectId} combination.`);
    }
    return { status: 200, body: await accessOf(db, path.id, auth) };
  };
}

async function grant(db: Db, flavorId: string, projectId: string): Promise<void> {
  try {
    await insertFlavorAccess(db, flavorId, projectId);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Fault('already-exists', `Flavor access already exists for flavor ${flavorId} and project ${projectId} combination.`, { cause: error });
  }
}

const accessOf = async (db: Db, id: string, auth: AuthContext) => ({
  flavor_access: (await findFlavor(db, id, auth)).projectIds.map((projectId) => ({ flavor_id: id, tenant_id: projectId })),
});
