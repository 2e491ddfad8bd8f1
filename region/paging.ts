const maxLimit = 1000;

/** Items a page: what was asked for, at most 1000, which is also the default. */
export const pageLimit = (limit: number | undefined): number => Math.min(limit ?? maxLimit, maxLimit);

/** The `next` link under its key, only when there is more than this page (Compute API, "Paginated collections"). */
export function nextLink<K extends string>(
  key: K,
  full: boolean,
  url: string,
  query: object,
  marker: string | undefined,
): Partial<Record<K, { rel: string; href: string }[]>> {
  if (!full || marker === undefined) return {};
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, marker })) {
    for (const one of [value].flat()) if (one !== undefined) params.append(name, String(one));
  }
  return { [key]: [{ rel: 'next', href: `${url}?${params}` }] } as Partial<Record<K, { rel: string; href: string }[]>>;
}
