/** Services, their endpoints and regions. Source: Identity API v3, "Service catalog and endpoints" and "Regions". */
import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { endpointUrl } from './catalog.ts';
import * as store from './catalog-store.ts';
import type { Endpoint, Region, Service } from './catalog-store.ts';
import { couldNotFind, duplicate } from './identity-faults.ts';
import type { IdentityConfig } from './identity.ts';
import type { IdentityParts } from './identity-parts.ts';
import { listTail, readListing } from './list-reply.ts';

type CatalogHandlers = Pick<
  Handlers<'identity'>,
  | `${'create' | 'get' | 'update' | 'delete'}${'Service' | 'Endpoint' | 'Region'}`
  | 'listServices'
  | 'listEndpoints'
  | 'listRegions'
  | 'putRegion'
>;

type ServiceBody = ReplyBodyOf<Operation<'identity', 'getService'>, 200>['service'];
type EndpointBody = ReplyBodyOf<Operation<'identity', 'getEndpoint'>, 200>['endpoint'];
type RegionBody = ReplyBodyOf<Operation<'identity', 'getRegion'>, 200>['region'];

export const catalogHandlers = (parts: IdentityParts): CatalogHandlers => ({ ...serviceHandlers(parts), ...endpointHandlers(parts), ...regionHandlers(parts) });

type ServiceHandlers = Pick<CatalogHandlers, 'listServices' | 'createService' | 'getService' | 'updateService' | 'deleteService'>;

function serviceHandlers({ db, newId }: IdentityParts): ServiceHandlers {
  return {
    async listServices(call) {
      const page = await store.pageServices(db, { ...readListing(call.query), type: call.query.type });
      return { status: 200, body: { services: page.items.map((service) => serviceBody(service, call.baseUrl)), ...listTail(call, page) } };
    },
    async createService(call) {
      const { type, name, description, enabled } = call.body.service;
      const service: Service = { id: newId(), type, name: name ?? null, description: description ?? null, enabled: enabled ?? true };
      await store.insertService(db, service);
      return { status: 201, body: { service: serviceBody(service, call.baseUrl) } };
    },
    async getService(call) {
      return { status: 200, body: { service: serviceBody(await mustFindService(db, call.path.id), call.baseUrl) } };
    },
    async updateService(call) {
      const { type, name, description, enabled } = call.body.service;
      const before = await mustFindService(db, call.path.id);
      const after: Service = {
        ...before,
        type: type ?? before.type,
        name: name === undefined ? before.name : name,
        description: description === undefined ? before.description : description,
        enabled: enabled ?? before.enabled,
      };
      if (!(await store.updateService(db, after))) throw couldNotFind('service', after.id);
      return { status: 200, body: { service: serviceBody(after, call.baseUrl) } };
    },
    async deleteService(call) {
      const { id } = call.path;
      const isGone = await db.transaction((trx) => store.removeService(trx, id));
      if (!isGone) throw couldNotFind('service', id);
      return { status: 204 };
    },
  };
}

type EndpointHandlers = Pick<CatalogHandlers, 'listEndpoints' | 'createEndpoint' | 'getEndpoint' | 'updateEndpoint' | 'deleteEndpoint'>;

function endpointHandlers({ db, newId, config }: IdentityParts): EndpointHandlers {
  const mustFind = async (id: string): Promise<Endpoint> => {
    const endpoint = await store.findEndpoint(db, id);
    if (!endpoint) throw couldNotFind('endpoint', id);
    return endpoint;
  };
  /** The old key `region` makes the region where it is not there yet, as Keystone does. */
  const regionOf = async ({ region_id: regionId, region }: { region_id?: string | null; region?: string | null }): Promise<string | null | undefined> => {
    const asked = regionId === undefined ? region : regionId;
    if (typeof asked !== 'string') return asked;
    if (regionId === undefined) await store.ensureRegion(db, asked);
    else if (!(await store.findRegion(db, asked))) throw badRequest(`Could not find region: ${asked}. Create it first.`, { field: 'endpoint.region_id' });
    return asked;
  };
  const mustHaveService = async (id: string): Promise<void> => {
    if (!(await store.findService(db, id))) throw badRequest(`Could not find service: ${id}.`, { field: 'endpoint.service_id' });
  };

  return {
    async listEndpoints(call) {
      const { service_id: serviceId, interface: side, region_id: regionId } = call.query;
      const page = await store.pageEndpoints(db, { ...readListing(call.query), serviceId, interface: side, regionId });
      return { status: 200, body: { endpoints: page.items.map((endpoint) => endpointBody(endpoint, config, call.baseUrl)), ...listTail(call, page) } };
    },
    async createEndpoint(call) {
      const wanted = call.body.endpoint;
      await mustHaveService(wanted.service_id);
      const regionId = (await regionOf(wanted)) ?? null;
      const endpoint: Endpoint = { id: newId(), serviceId: wanted.service_id, interface: wanted.interface, regionId, base: null, url: checkUrl(wanted.url), enabled: wanted.enabled ?? true };
      await store.insertEndpoint(db, endpoint);
      return { status: 201, body: { endpoint: endpointBody(endpoint, config, call.baseUrl) } };
    },
    async getEndpoint(call) {
      return { status: 200, body: { endpoint: endpointBody(await mustFind(call.path.id), config, call.baseUrl) } };
    },
    async updateEndpoint(call) {
      const wanted = call.body.endpoint;
      const before = await mustFind(call.path.id);
      if (wanted.service_id !== undefined) await mustHaveService(wanted.service_id);
      const regionId = await regionOf(wanted);
      // Whoever moves one of our own endpoints, or gives it a URL, has it in hand from then on; configuration no more.
      const isTaken = wanted.url !== undefined || (regionId !== undefined && regionId !== before.regionId);
      const after: Endpoint = {
        ...before,
        serviceId: wanted.service_id ?? before.serviceId,
        interface: wanted.interface ?? before.interface,
        regionId: regionId === undefined ? before.regionId : regionId,
        ...(isTaken && { base: null, url: wanted.url === undefined ? endpointUrl(before, config) : checkUrl(wanted.url) }),
        enabled: wanted.enabled ?? before.enabled,
      };
      if (!(await store.updateEndpoint(db, after))) throw couldNotFind('endpoint', after.id);
      return { status: 200, body: { endpoint: endpointBody(after, config, call.baseUrl) } };
    },
    async deleteEndpoint(call) {
      if (!(await store.removeEndpoint(db, call.path.id))) throw couldNotFind('endpoint', call.path.id);
      return { status: 204 };
    },
  };
}

type RegionHandlers = Pick<CatalogHandlers, 'listRegions' | 'createRegion' | 'putRegion' | 'getRegion' | 'updateRegion' | 'deleteRegion'>;

function regionHandlers({ db, newId }: IdentityParts): RegionHandlers {
  const mustFind = async (id: string): Promise<Region> => {
    const region = await store.findRegion(db, id);
    if (!region) throw couldNotFind('region', id);
    return region;
  };
  const mustHaveParent = async (id: string | null): Promise<void> => {
    if (id !== null) await mustFind(id);
  };
  const insert = async (region: Region): Promise<void> => {
    await mustHaveParent(region.parentRegionId);
    await store.insertRegion(db, region).catch((error: unknown) => {
      throw isUniqueViolation(error) ? duplicate('region', region.id) : error;
    });
  };

  return {
    async listRegions(call) {
      const page = await store.pageRegions(db, { ...readListing(call.query), parentRegionId: call.query.parent_region_id });
      return { status: 200, body: { regions: page.items.map((region) => regionBody(region, call.baseUrl)), ...listTail(call, page) } };
    },
    async createRegion(call) {
      const { id, description, parent_region_id: parentRegionId } = call.body.region;
      const region: Region = { id: id ?? newId(), description: description ?? '', parentRegionId: parentRegionId ?? null };
      await insert(region);
      return { status: 201, body: { region: regionBody(region, call.baseUrl) } };
    },
    async putRegion(call) {
      const { id } = call.path;
      const { id: named, description, parent_region_id: parentRegionId } = call.body.region;
      if (typeof named === 'string' && named !== id) throw badRequest(`The region's id is ${id} in the URL and ${named} in the body: leave the second one out.`, { field: 'region.id' });
      const region: Region = { id, description: description ?? '', parentRegionId: parentRegionId ?? null };
      await insert(region);
      return { status: 201, body: { region: regionBody(region, call.baseUrl) } };
    },
    async getRegion(call) {
      return { status: 200, body: { region: regionBody(await mustFind(call.path.id), call.baseUrl) } };
    },
    async updateRegion(call) {
      const { description, parent_region_id: parentRegionId } = call.body.region;
      const before = await mustFind(call.path.id);
      const after: Region = {
        ...before,
        description: description === undefined ? before.description : (description ?? ''),
        parentRegionId: parentRegionId === undefined ? before.parentRegionId : parentRegionId,
      };
      for (let above = after.parentRegionId; above !== null; above = (await mustFind(above)).parentRegionId) {
        if (above === after.id) throw badRequest(`The region ${after.id} cannot lie below itself.`, { field: 'region.parent_region_id' });
      }
      if (!(await store.updateRegion(db, after))) throw couldNotFind('region', after.id);
      return { status: 200, body: { region: regionBody(after, call.baseUrl) } };
    },
    async deleteRegion(call) {
      const { id } = call.path;
      const isGone = await store.removeRegion(db, id).catch((error: unknown) => {
        if (!isForeignKeyViolation(error)) throw error;
        throw new Fault('forbidden', `Unable to delete region ${id} because it or its child regions have associated endpoints, or it has child regions.`, { details: { resource: 'region', id } });
      });
      if (!isGone) throw couldNotFind('region', id);
      return { status: 204 };
    },
  };
}

async function mustFindService(db: IdentityParts['db'], id: string): Promise<Service> {
  const service = await store.findService(db, id);
  if (!service) throw couldNotFind('service', id);
  return service;
}

/** Placeholders aside, it is an address that clients can go to. */
function checkUrl(url: string): string {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url.replaceAll(/[$%]\(\w+\)s/g, 'x'))) throw badRequest(`The URL ${url} of the endpoint is not an http or https URL.`, { field: 'endpoint.url' });
  const strange = [...url.matchAll(/[$%]\((\w+)\)s/g)].map((match) => match[1] ?? '').find((name) => !placeholders.has(name));
  if (strange !== undefined) throw badRequest(`The URL of the endpoint holds $(${strange})s, and only project_id, tenant_id and user_id are known.`, { field: 'endpoint.url' });
  return url;
}

const placeholders = new Set(['project_id', 'tenant_id', 'user_id']);

const serviceBody = ({ id, type, name, description, enabled }: Service, baseUrl: string): ServiceBody => ({
  ...{ id, type, enabled },
  ...(name !== null && { name }),
  ...(description !== null && { description }),
  links: { self: `${baseUrl}/v3/services/${id}` },
});

const endpointBody = (endpoint: Endpoint, config: IdentityConfig, baseUrl: string): EndpointBody => ({
  id: endpoint.id,
  service_id: endpoint.serviceId,
  interface: endpoint.interface,
  url: endpointUrl(endpoint, config),
  region: endpoint.regionId,
  region_id: endpoint.regionId,
  enabled: endpoint.enabled,
  links: { self: `${baseUrl}/v3/endpoints/${endpoint.id}` },
});

const regionBody = ({ id, description, parentRegionId }: Region, baseUrl: string): RegionBody => ({
  ...{ id, description, parent_region_id: parentRegionId },
  links: { self: `${baseUrl}/v3/regions/${id}` },
});
