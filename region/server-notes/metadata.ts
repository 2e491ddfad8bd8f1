import { inTransaction } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Db } from '../../openapi/serve/db.ts';
import type { Ambient } from '../ambient.ts';
import type { Dispatcher } from '../hosts/dispatch.ts';
import type { Limits } from '../quotas/limits.ts';
import { findServer, serverNotFound } from '../servers/find-server.ts';
import { lockMetadata, writeMetadata } from './metadata-store.ts';

export interface MetadataDeps {
  db: Db;
  ambient: Ambient;
  dispatcher: Dispatcher;
  limits: Limits;
}

export function listServerMetadata({ db }: MetadataDeps): HandlerOf<'compute', 'listServerMetadata'> {
  return async ({ path, auth }) => ({ status: 200, body: { metadata: (await findServer(db, path.id, auth)).metadata } });
}

export function mergeServerMetadata(deps: MetadataDeps): HandlerOf<'compute', 'mergeServerMetadata'> {
  return async ({ path, auth, body }) => ({ status: 200, body: { metadata: await change(deps, path.id, auth, (before) => ({ ...before, ...body.metadata })) } });
}

export function replaceServerMetadata(deps: MetadataDeps): HandlerOf<'compute', 'replaceServerMetadata'> {
  return async ({ path, auth, body }) => ({ status: 200, body: { metadata: await change(deps, path.id, auth, () => body.metadata) } });
}

export function getServerMetadataItem({ db }: MetadataDeps): HandlerOf<'compute', 'getServerMetadataItem'> {
  return async ({ path, auth }) => {
    const value = (await findServer(db, path.id, auth)).metadata[path.key];
    if (value === undefined) throw itemNotFound(path.key);
    return { status: 200, body: { meta: { [path.key]: value } } };
  };
}

export function updateServerMetadataItem(deps: MetadataDeps): HandlerOf<'compute', 'updateServerMetadataItem'> {
  return async ({ path, auth, body }) => {
    const value = body.meta[path.key];
    if (value === undefined) throw badRequest(`Request body and URI mismatch: the body must have the key ${path.key} of the URL.`, { field: 'meta' });
    await change(deps, path.id, auth, (before) => ({ ...before, [path.key]: value }));
    return { status: 200, body: { meta: { [path.key]: value } } };
  };
}

export function deleteServerMetadataItem(deps: MetadataDeps): HandlerOf<'compute', 'deleteServerMetadataItem'> {
  return async ({ path, auth }) => {
    await change(deps, path.id, auth, ({ [path.key]: gone, ...rest }) => {
      if (gone === undefined) throw itemNotFound(path.key);
      return rest;
    });
    return { status: 204 };
  };
}

type Metadata = Record<string, string>;

/** Under the row's lock, as a new generation of the spec: the guest reads its metadata from its host. */
async function change({ db, ambient, dispatcher, limits }: MetadataDeps, id: string, auth: AuthContext, work: (before: Metadata) => Metadata): Promise<Metadata> {
  const { projectId } = await findServer(db, id, auth);
  const after = await inTransaction(db, async (trx) => {
    const before = await lockMetadata(trx, id);
    if (!before) throw serverNotFound(id);
    const wanted = work(before);
    const max = await limits.of(trx, projectId, 'metadata_items');
    if (max >= 0 && Object.keys(wanted).length > max) throw new Fault('quota-exceeded', `Maximum number of metadata items exceeds ${max}: server ${id} would have ${Object.keys(wanted).length}. Delete some first.`);
    await writeMetadata(trx, id, wanted, ambient.now().toISOString());
    return wanted;
  });
  dispatcher.wake([{ id }]);
  return after;
}

const itemNotFound = (key: string): Fault => new Fault('not-found', `Metadata item was not found: there is no key ${key}.`, { details: { resource: 'metadata item', id: key } });
