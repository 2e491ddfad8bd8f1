import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { findFlavor } from './find-flavor.ts';
import { flavorView } from './flavor-view.ts';

export function showFlavor({ db }: { db: Db }): HandlerOf<'compute', 'getFlavor'> {
  return async ({ path, auth, baseUrl, since }) => ({ status: 200, body: { flavor: flavorView(await findFlavor(db, path.id, auth), baseUrl, since) } });
}
