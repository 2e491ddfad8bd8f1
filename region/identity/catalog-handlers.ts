import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { buildCatalog } from './catalog.ts';
import { findDomain, listDomains } from './domain-store.ts';
import type { Domain } from './domain-store.ts';
import { couldNotFind } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { flag, listLinks } from './wire.ts';

type CatalogHandlers = Pick<
  Handlers<'identity'>,
  'listIdentityVersions' | 'getIdentityVersion' | 'listDomains' | 'getDomain' | 'listServices' | 'listEndpoints' | 'listRegions'
>;

type Version = ReplyBodyOf<Operation<'identity', 'getIdentityVersion'>, 200>['version'];
type DomainBody = ReplyBodyOf<Operation<'identity', 'getDomain'>, 200>['domain'];

/** What is there without anybody having made it: versions, domains, services, endpoints, the region. */
export function catalogHandlers({ db, config }: IdentityParts): CatalogHandlers {
  return {
    // 300 with both a list and a Location, which is how clients find the only version.
    listIdentityVersions: (call) => ({
      status: 300,
      body: { versions: { values: [version(call.baseUrl)] } },
      headers: { Location: `${call.baseUrl}/v3/`, Vary: 'X-Auth-Token' },
    }),
    getIdentityVersion: (call) => ({ status: 200, body: { version: version(call.baseUrl) }, headers: { Vary: 'X-Auth-Token' } }),

    async listDomains(call) {
      const enabled = flag(call.query.enabled);
      const domains = (await listDomains(db)).filter(
        (domain) => (call.query.name === undefined || domain.name === call.query.name) && (enabled === undefined || domain.enabled === enabled),
      );
      return { status: 200, body: { domains: domains.map((domain) => domainBody(domain, call.baseUrl)), links: listLinks(call) } };
    },
    async getDomain(call) {
      const domain = await findDomain(db, { id: call.path.id });
      if (!domain) throw couldNotFind('domain', call.path.id);
      return { status: 200, body: { domain: domainBody(domain, call.baseUrl) } };
    },

    listServices(call) {
      const services = buildCatalog(config).map(({ id, type, name, description }) => ({
        ...{ id, type, name, description, enabled: true },
        links: { self: `${call.baseUrl}/v3/services/${id}` },
      }));
      return { status: 200, body: { services, links: listLinks(call) } };
    },
    listEndpoints(call) {
      const endpoints = buildCatalog(config).flatMap((service) =>
        service.endpoints.map((endpoint) => ({
          ...endpoint,
          service_id: service.id,
          enabled: true,
          links: { self: `${call.baseUrl}/v3/endpoints/${endpoint.id}` },
        })),
      );
      return { status: 200, body: { endpoints, links: listLinks(call) } };
    },
    listRegions(call) {
      const id = config.regionName;
      const regions = [{ id, description: '', parent_region_id: null, links: { self: `${call.baseUrl}/v3/regions/${id}` } }];
      return { status: 200, body: { regions, links: listLinks(call) } };
    },
  };
}

const version = (baseUrl: string): Version => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${baseUrl}/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
});

const domainBody = (domain: Domain, baseUrl: string): DomainBody => ({
  ...{ id: domain.id, name: domain.name, description: domain.description, enabled: domain.enabled, tags: [], options: {} },
  links: { self: `${baseUrl}/v3/domains/${domain.id}` },
});
