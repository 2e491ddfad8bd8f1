import type { Db } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { nextLink, pageLimit } from '../paging.ts';
import { findKeypair, keypairOwner } from './find-keypair.ts';
import { selectKeypair, selectKeypairs } from './keypair-store.ts';
import { keypairView, listedKeypair } from './keypair-view.ts';

/** The keypairs of a user by name; in pages since 2.35. */
export function listKeypairs({ db }: { db: Db }): HandlerOf<'compute', 'listKeypairs'> {
  return async ({ auth, query, since, baseUrl }) => {
    const userId = keypairOwner(auth, query.user_id);
    const { marker } = query;
    if (marker !== undefined && !(await selectKeypair(db, userId, marker))) throw badRequest(`marker [${marker}] not found`, { field: 'marker' });
    const limit = pageLimit(query.limit);
    const found = limit === 0 ? [] : await selectKeypairs(db, userId, { after: marker, limit });
    const full = since('2.35') && limit > 0 && found.length === limit;
    const keypairs = found.map((keypair) => ({ keypair: listedKeypair(keypair, since) }));
    return { status: 200, body: { keypairs, ...nextLink('keypairs_links', full, `${baseUrl}/v2.1/os-keypairs`, query, found.at(-1)?.name) } };
  };
}

export function showKeypair({ db }: { db: Db }): HandlerOf<'compute', 'getKeypair'> {
  return async ({ auth, path, query, since }) => {
    const keypair = await findKeypair(db, keypairOwner(auth, query.user_id), path.name);
    return { status: 200, body: { keypair: keypairView(keypair, since) } };
  };
}
