import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findFlavor } from './find-flavor.ts';
import { updateDescription } from './flavor-store.ts';
import { flavorView } from './flavor-view.ts';

/** Its description; sizes never change, for servers count on them. */
export function updateFlavor({ db }: { db: Db }): HandlerOf<'compute', 'updateFlavor'> {
  return async ({ path, auth, body, baseUrl, since }) => {
    const flavor = await findFlavor(db, path.id, auth);
    const { description } = body.flavor;
    await updateDescription(db, flavor.id, description);
    return { status: 200, body: { flavor: flavorView({ ...flavor, description }, baseUrl, since) } };
  };
}
