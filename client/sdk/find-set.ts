import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import { find } from './find.ts';
import type { Cloud } from './open-cloud.ts';
import { collect } from './pages.ts';

export type ServerSet = ReplyBody<Operation<'sampan', 'getSet'>>;
export type Instance = ServerSet['instances'][number];

export const findSet = (cloud: Cloud, text: string): Promise<ServerSet> =>
  find('set', text, {
    byId: async (id) => (await cloud.sampan.call('getSet', { path: { id } })).body,
    byName: (name) => listAllSets(cloud, { name }),
    all: () => listAllSets(cloud),
  });

/** By name, page by page. */
export const listAllSets = (cloud: Cloud, filters: { name?: string; all_projects?: boolean } = {}): Promise<ServerSet[]> =>
  collect(undefined, async (page) => {
    const { body } = await cloud.sampan.call('listSets', { query: { ...filters, ...page } });
    return { items: body.sets, more: body.next !== undefined };
  });

/** The instance with that number, or the first one that runs. */
export function pickInstance({ name, instances }: ServerSet, ordinal: number | undefined): Instance {
  const found = ordinal === undefined ? instances.find(({ status, draining }) => status === 'ACTIVE' && !draining) : instances.find((each) => each.ordinal === ordinal);
  if (found) return found;
  const has = instances.length === 0 ? 'it has none' : `it has ${instances.map((each) => `${each.ordinal} (${each.status})`).join(', ')}`;
  throw new Fault('not-found', `Set ${name} has no instance ${ordinal === undefined ? 'that runs' : ordinal}: ${has}.`);
}
