import type { Db } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { nextLink, pageLimit } from '../paging.ts';
import { maySeeFlavor } from './find-flavor.ts';
import { selectFlavors } from './flavor-store.ts';
import type { Flavor } from './flavor-store.ts';
import { flavorLinks, flavorView } from './flavor-view.ts';

/** Flavors by id and name, a page of them. */
export function listFlavors({ db }: { db: Db }): HandlerOf<'compute', 'listFlavors'> {
  return async ({ auth, query, baseUrl, since }) => {
    const { page, full } = pageOf(await selectFlavors(db), auth, query);
    const flavors = page.map(({ id, name, description }) => ({ id, name, ...(since('2.55') ? { description } : {}), links: flavorLinks(id, baseUrl) }));
    return { status: 200, body: { flavors, ...nextLink('flavors_links', full, `${baseUrl}/v2.1/flavors`, query, page.at(-1)?.id) } };
  };
}

export function listFlavorsDetail({ db }: { db: Db }): HandlerOf<'compute', 'listFlavorsDetail'> {
  return async ({ auth, query, baseUrl, since }) => {
    const { page, full } = pageOf(await selectFlavors(db), auth, query);
    const flavors = page.map((flavor) => flavorView(flavor, baseUrl, since));
    return { status: 200, body: { flavors, ...nextLink('flavors_links', full, `${baseUrl}/v2.1/flavors/detail`, query, page.at(-1)?.id) } };
  };
}

export interface FlavorQuery {
  is_public?: string;
  minRam?: number;
  minDisk?: number;
  sort_key?: string;
  sort_dir?: 'asc' | 'desc';
  limit?: number;
  marker?: string;
}

/** Filters, sorts and cuts; there are tens of flavors in a region, so memory is the right place. */
export function pageOf(all: readonly Flavor[], auth: AuthContext, query: FlavorQuery): { page: Flavor[]; full: boolean } {
  const isPublic = publicFilter(auth, query.is_public);
  const key = sortKeys[query.sort_key ?? 'flavorid'];
  if (!key) throw badRequest(`Cannot sort flavors by ${query.sort_key}: use one of ${Object.keys(sortKeys).join(', ')}.`);
  const sign = query.sort_dir === 'desc' ? -1 : 1;
  const sorted = all
    .filter((flavor) => (auth.isAdmin ? isPublic === undefined || flavor.isPublic === isPublic : maySeeFlavor(flavor, auth)))
    .filter((flavor) => flavor.memoryMib >= (query.minRam ?? 0) && flavor.diskGib >= (query.minDisk ?? 0))
    .sort((a, b) => sign * (compare(key(a), key(b)) || compare(a.id, b.id)));
  const start = query.marker === undefined ? 0 : sorted.findIndex(({ id }) => id === query.marker) + 1;
  if (query.marker !== undefined && start === 0) throw badRequest(`marker [${query.marker}] not found`);
  const limit = pageLimit(query.limit);
  return { page: sorted.slice(start, start + limit), full: limit > 0 && sorted.length - start > limit };
}

// Clients send the literal None for "all"; that is the admins' to see.
function publicFilter(auth: AuthContext, text: string | undefined): boolean | undefined {
  if (!auth.isAdmin) return undefined;
  const word = (text ?? 'true').toLowerCase();
  if (word === 'none') return undefined;
  if (['true', '1', 't', 'yes'].includes(word)) return true;
  if (['false', '0', 'f', 'no'].includes(word)) return false;
  throw badRequest(`Invalid is_public filter [${text}]: use True, False or None.`);
}

const sortKeys: Record<string, (flavor: Flavor) => string | number> = {
  flavorid: ({ id }) => id,
  id: ({ id }) => id,
  name: ({ name }) => name,
  memory_mb: ({ memoryMib }) => memoryMib,
  vcpus: ({ vcpus }) => vcpus,
  root_gb: ({ diskGib }) => diskGib,
  created_at: ({ createdAt }) => createdAt,
};

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
