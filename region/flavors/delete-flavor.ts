import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { deleteFlavorRow } from './flavor-store.ts';
import { flavorNotFound } from './find-flavor.ts';

/** Servers keep the sizes that they were made with. */
export function deleteFlavor({ db }: { db: Db }): HandlerOf<'compute', 'deleteFlavor'> {
  return async ({ path }) => {
    if (!(await deleteFlavorRow(db, path.id))) throw flavorNotFound(path.id);
    return { status: 202 };
  };
}
