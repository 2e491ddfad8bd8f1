/** The query of `requestPath` from another marker, at `path`; relative, as Glance's links are. */
export function pageLink(path: string, requestPath: string, marker: string | undefined): string {
  const params = new URLSearchParams(requestPath.split('?')[1] ?? '');
  params.delete('marker');
  if (marker !== undefined) params.set('marker', marker);
  const query = params.toString();
  return query === '' ? path : `${path}?${query}`;
}
