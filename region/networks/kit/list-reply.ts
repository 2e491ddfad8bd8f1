import type { ListQuery, Page } from './list-store.ts';

interface ListCall {
  baseUrl: string;
  query: ListQuery & { fields?: string[] };
}

interface Link {
  rel: string;
  href: string;
}

/** The body of a list: views cut to `fields`, and links when it was asked for by the page. */
export function listBody<K extends string, View extends object>(key: K, path: string, call: ListCall, page: Page<{ id: string }>, views: readonly View[]) {
  const { fields, ...query } = call.query;
  const link = (rel: 'next' | 'previous', marker: string | undefined): Link[] => {
    if (marker === undefined) return [];
    const params = new URLSearchParams();
    const asked = { ...query, fields, marker, page_reverse: rel === 'previous' ? true : undefined };
    for (const [name, value] of Object.entries(asked)) for (const one of [value].flat()) if (one !== undefined) params.append(name, String(one));
    return [{ rel, href: `${call.baseUrl}/v2.0/${path}?${params}` }];
  };
  const links = query.limit === undefined ? [] : [...link('next', page.hasNext ? page.rows.at(-1)?.id : undefined), ...link('previous', page.hasPrevious ? page.rows[0]?.id : undefined)];
  return { [key]: views.map((view) => onlyFields(view, fields)), ...(links.length > 0 ? { [`${key}_links`]: links } : {}) } as { [P in K]: View[] };
}

/** With `fields` only those keys stay. Debian's client sends them as the text of a Python tuple. */
export function onlyFields<View extends object>(view: View, fields: readonly string[] | undefined): View {
  const names = fields?.flatMap((field) => field.match(/[\w:-]+/g) ?? []) ?? [];
  return names.length === 0 ? view : (Object.fromEntries(Object.entries(view).filter(([key]) => names.includes(key))) as View);
}
