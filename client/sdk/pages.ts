import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import type { Cloud } from './open-cloud.ts';

export type Server = ReplyBody<Operation<'compute', 'getServer'>>['server'];
export type Image = ReplyBody<Operation<'image', 'getImage'>>;

export interface Listing {
  /** At most so many in all. */
  limit?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface ServerFilters extends Listing {
  name?: string | undefined;
  status?: string | undefined;
  allProjects?: boolean;
}

/** All servers with everything, newest first, page by page. */
export function listAllServers(cloud: Cloud, { name, status, allProjects, limit, signal }: ServerFilters = {}): Promise<Server[]> {
  const filters = { ...(name === undefined ? {} : { name }), ...(status === undefined ? {} : { status: [status] }), ...(allProjects ? { all_tenants: '1' } : {}) };
  return collect(limit, async (page) => {
    const { body } = await cloud.compute.call('listServersDetail', { query: { ...filters, ...page }, signal });
    return { items: body.servers, more: body.servers_links !== undefined };
  });
}

/** All images that the project may use. */
export function listAllImages(cloud: Cloud, { name, visibility, limit, signal }: Listing & { name?: string | undefined; visibility?: string | undefined } = {}): Promise<Image[]> {
  const filters = { ...(name === undefined ? {} : { name }), ...(visibility === undefined ? {} : { visibility }) };
  return collect(limit, async (page) => {
    const { body } = await cloud.image.call('listImages', { query: { limit: 500, ...filters, ...page }, signal });
    return { items: body.images, more: body.next !== undefined };
  });
}

interface Page<Item> {
  items: Item[];
  more: boolean;
}

/** Every item of a list that comes in pages. */
export async function collect<Item extends { id: string }>(
  limit: number | undefined,
  fetchPage: (page: { limit?: number; marker?: string }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const all: Item[] = [];
  while (limit === undefined || all.length < limit) {
    const marker = all.at(-1)?.id;
    const { items, more } = await fetchPage({ ...(limit === undefined ? {} : { limit: limit - all.length }), ...(marker === undefined ? {} : { marker }) });
    all.push(...items);
    if (!more || items.length === 0) break;
  }
  return limit === undefined ? all : all.slice(0, limit);
}
