import type { Operation, ReplyBody } from '../../openapi/contracts.ts';
import { find, pickByText } from './find.ts';
import type { Cloud } from './open-cloud.ts';

export type Domain = ReplyBody<Operation<'identity', 'getDomain'>>['domain'];
export type Group = ReplyBody<Operation<'identity', 'getGroup'>>['group'];
export type Service = ReplyBody<Operation<'identity', 'getService'>>['service'];
export type Endpoint = ReplyBody<Operation<'identity', 'getEndpoint'>>['endpoint'];
export type Region = ReplyBody<Operation<'identity', 'getRegion'>>['region'];

/** The finders of find.ts for what administrators of identity work with. A domain of a tenant is found by its id alone. */
export const findDomain = (cloud: Cloud, text: string): Promise<Domain> =>
  find('domain', text, {
    byId: async (id) => (await cloud.identity.call('getDomain', { path: { id } })).body.domain,
    byName: async (name) => (await cloud.identity.call('listDomains', { query: { name } })).body.domains,
    all: async () => (await cloud.identity.call('listDomains')).body.domains,
  });

export const findGroup = (cloud: Cloud, text: string): Promise<Group> =>
  find('group', text, {
    byId: async (id) => (await cloud.identity.call('getGroup', { path: { id } })).body.group,
    byName: async (name) => (await cloud.identity.call('listGroups', { query: { name } })).body.groups,
    all: async () => (await cloud.identity.call('listGroups')).body.groups,
  });

/** A service may also be called by its type, where no other has it. */
export async function findService(cloud: Cloud, text: string): Promise<Service> {
  const { services } = (await cloud.identity.call('listServices')).body;
  const [first, ...others] = services.filter(({ type }) => type === text);
  return first && others.length === 0 ? first : pickByText('service', text, services);
}

export const findEndpoint = (cloud: Cloud, id: string): Promise<Endpoint> =>
  find('endpoint', id, { all: async () => (await cloud.identity.call('listEndpoints')).body.endpoints });

export const findRegion = (cloud: Cloud, id: string): Promise<Region> =>
  find('region', id, { all: async () => (await cloud.identity.call('listRegions')).body.regions });
