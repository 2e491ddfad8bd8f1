import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { deleteExtraSpec, upsertExtraSpecs } from './extra-spec-store.ts';
import { findFlavor } from './find-flavor.ts';

interface Deps {
  db: Db;
}

export function listFlavorExtraSpecs({ db }: Deps): HandlerOf<'compute', 'listFlavorExtraSpecs'> {
  return async ({ path, auth }) => ({ status: 200, body: { extra_specs: (await findFlavor(db, path.id, auth)).extraSpecs } });
}

/** Adds those that are new and changes those that are there; servers that were made before keep what they were made with. */
export function createFlavorExtraSpecs({ db }: Deps): HandlerOf<'compute', 'createFlavorExtraSpecs'> {
  return async ({ path, auth, body }) => {
    const { id } = await findFlavor(db, path.id, auth);
    const specs = texts(body.extra_specs);
    await inTransaction(db, (trx) => upsertExtraSpecs(trx, id, specs));
    return { status: 200, body: { extra_specs: specs } };
  };
}

export function getFlavorExtraSpec({ db }: Deps): HandlerOf<'compute', 'getFlavorExtraSpec'> {
  return async ({ path, auth }) => {
    const value = (await findFlavor(db, path.id, auth)).extraSpecs[path.key];
    if (value === undefined) throw specNotFound(path.id, path.key);
    return { status: 200, body: { [path.key]: value } };
  };
}

export function updateFlavorExtraSpec({ db }: Deps): HandlerOf<'compute', 'updateFlavorExtraSpec'> {
  return async ({ path, auth, body }) => {
    const value = body[path.key];
    if (value === undefined) throw badRequest(`Request body and URI mismatch: the body must have the key ${path.key} of the URL.`, { field: path.key });
    const { id } = await findFlavor(db, path.id, auth);
    const specs = texts({ [path.key]: value });
    await inTransaction(db, (trx) => upsertExtraSpecs(trx, id, specs));
    return { status: 200, body: specs };
  };
}

export function deleteFlavorExtraSpec({ db }: Deps): HandlerOf<'compute', 'deleteFlavorExtraSpec'> {
  return async ({ path, auth }) => {
    const { id } = await findFlavor(db, path.id, auth);
    if (!(await deleteExtraSpec(db, id, path.key))) throw specNotFound(path.id, path.key);
    return { status: 200 };
  };
}

const texts = (specs: Readonly<Record<string, string | number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(specs).map(([name, value]) => [name, String(value)]));

const specNotFound = (id: string, key: string): Fault => new Fault('not-found', `Flavor ${id} has no extra specs with key ${key}.`);
