import type { Listing, Page } from './list-store.ts';

/** The query keys that every list takes, as the contract has them. */
export interface ListingQuery {
  name?: string;
  name__contains?: string;
  name__icontains?: string;
  name__startswith?: string;
  name__endswith?: string;
  sort_key?: string;
  sort_dir?: string;
  limit?: number;
  marker?: string;
}

export const readListing = (query: ListingQuery): Listing => ({
  name: query.name,
  nameContains: query.name__contains,
  nameIcontains: query.name__icontains,
  nameStartswith: query.name__startswith,
  nameEndswith: query.name__endswith,
  sortKey: query.sort_key,
  descending: query.sort_dir === 'desc',
  limit: query.limit,
  marker: query.marker,
});

interface ListCall {
  baseUrl: string;
  requestPath: string;
  query: { limit?: number };
}

export interface ListTail {
  links: { self: string; next: string | null; previous: null };
  truncated?: true;
}

/** What stands behind a list: its links, and that it was cut although nobody had set a limit. */
export function listTail(call: ListCall, page: Page<{ id: string }>): ListTail {
  const self = `${call.baseUrl}${call.requestPath}`;
  const marker = page.items.at(-1)?.id;
  const next = page.more && marker !== undefined ? nextUrl(self, marker) : null;
  return { links: { self, next, previous: null }, ...(page.more && call.query.limit === undefined && { truncated: true as const }) };
}

function nextUrl(self: string, marker: string): string {
  const url = new URL(self);
  url.searchParams.set('marker', marker);
  return url.href;
}
