import { listReferrers, listTags } from './manifest-store.ts';
import { openForPull } from './open-repository.ts';
import { registryFault } from './registry-fault.ts';
import type { RegistryHandler, RegistryServices } from './registry-services.ts';
import { listRepositories } from './repository-store.ts';

/** `GET /v2/<name>/tags/list` (end-8a, end-8b). */
export const showTags =
  ({ db }: RegistryServices): RegistryHandler<'tags'> =>
  async ({ target: { name }, principal, query }) => {
    const repo = await openForPull(db, name, principal);
    const tags = (await listTags(db, repo.id)).filter(({ digest }) => repo.mayReadManifest(digest)).map((tag) => tag.name);
    const { page, headers } = pageOf(tags, query, `/v2/${name}/tags/list`);
    return { status: 200, body: { name, tags: page }, headers };
  };

/** `GET /v2/_catalog` (distribution, "Catalog"): what the caller may see. */
export const showCatalog =
  ({ db }: RegistryServices): RegistryHandler<'catalog'> =>
  async ({ principal, query }) => {
    const names = await listRepositories(db, principal.catalog === 'all' ? 'all' : principal.catalog.map(({ id }) => id), principal.viewer);
    const { page, headers } = pageOf(names, query, '/v2/_catalog');
    return { status: 200, body: { repositories: page }, headers };
  };

/** `GET /v2/<name>/referrers/<digest>` (end-12a, end-12b): an index of what names this manifest as its subject. */
export const showReferrers =
  ({ db }: RegistryServices): RegistryHandler<'referrers'> =>
  async ({ target: { name, digest }, principal, query }) => {
    const repo = await openForPull(db, name, principal);
    const wanted = query.get('artifactType');
    const referrers = repo.mayReadManifest(digest) ? await listReferrers(db, repo.id, digest) : [];
    const manifests = referrers
      .filter(({ artifactType }) => wanted === null || artifactType === wanted)
      .map((each) => ({
        mediaType: each.mediaType,
        digest: each.digest,
        size: each.size,
        ...(each.artifactType !== null && { artifactType: each.artifactType }),
        ...(each.annotations && { annotations: each.annotations }),
      }));
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    return { status: 200, body: { schemaVersion: 2, mediaType, manifests }, headers: { 'Content-Type': mediaType, ...(wanted !== null && { 'OCI-Filters-Applied': 'artifactType' }) } };
  };

/**
 * At most `n` of the names behind `last`, in case-insensitive order, with a `Link` (RFC 8288) to the rest: distribution-spec
 * 1.1, "Listing tags". Without `n` the whole list.
 */
export function pageOf(names: readonly string[], query: URLSearchParams, path: string): { page: string[]; headers: Record<string, string> } {
  const n = query.get('n');
  if (n !== null && !/^\d{1,9}$/.test(n)) throw registryFault('PAGINATION_NUMBER_INVALID', `n is ${JSON.stringify(n.slice(0, 40))}, and must be a number from 0.`);
  const last = query.get('last');
  const behind = [...names].sort(inOrder).filter((name) => last === null || inOrder(name, last) > 0);
  const page = n === null ? behind : behind.slice(0, Number(n));
  const end = page.at(-1);
  const isCut = page.length < behind.length && end !== undefined;
  return { page, headers: isCut ? { Link: `<${path}?${new URLSearchParams({ n: String(n), last: end }).toString()}>; rel="next"` } : {} };
}

function inOrder(a: string, b: string): number {
  const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()];
  if (lowerA !== lowerB) return lowerA < lowerB ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
