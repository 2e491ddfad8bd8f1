/**
 * Registered limits say what a project gets of a resource, limits what a single project or domain gets instead. They are
 * data for those services that ask for them; compute's quotas (region/quotas) are its own.
 */
import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { inTransaction, isForeignKeyViolation, isUniqueViolation } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { findRegion, findService } from './catalog-store.ts';
import { findDomain } from './domain-store.ts';
import { couldNotFind, duplicate, notPermitted } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { insertLimit, insertRegisteredLimit, listLimits, listRegisteredLimits, removeLimits, removeRegisteredLimit, updateLimit, updateRegisteredLimit } from './limit-store.ts';
import type { FullLimit, RegisteredLimit } from './limit-store.ts';
import { findProject } from './project-store.ts';
import { listLinks } from './wire.ts';

type LimitHandlers = Pick<
  Handlers<'identity'>,
  | 'listRegisteredLimits' | 'createRegisteredLimits' | 'getRegisteredLimit' | 'updateRegisteredLimit' | 'deleteRegisteredLimit'
  | 'listLimits' | 'createLimits' | 'getLimit' | 'updateLimit' | 'deleteLimit' | 'getLimitModel'
>;

type RegisteredBody = ReplyBodyOf<Operation<'identity', 'getRegisteredLimit'>, 200>['registered_limit'];
type LimitBody = ReplyBodyOf<Operation<'identity', 'getLimit'>, 200>['limit'];

/** Unified limits, flat: a project's limit has nothing to do with its parent's. Source: Identity API v3, "Unified limits". */
export function limitHandlers({ db, newId }: IdentityParts): LimitHandlers {
  const mustFindRegistered = async (id: string): Promise<RegisteredLimit> => {
    const [found] = await listRegisteredLimits(db, { id });
    if (!found) throw couldNotFind('registered limit', id);
    return found;
  };
  const mustSee = async (auth: AuthContext, id: string): Promise<FullLimit> => {
    const [found] = await listLimits(db, { id });
    if (!found || !maySee(auth, found)) throw couldNotFind('limit', id);
    return found;
  };
  const requirePlace = async (serviceId: string, regionId: string | null): Promise<void> => {
    if (!(await findService(db, serviceId))) throw badRequest(`No service has the id ${serviceId}.`, { field: 'service_id' });
    if (regionId !== null && !(await findRegion(db, regionId))) throw badRequest(`No region has the id ${regionId}.`, { field: 'region_id' });
  };
  const requireNoLimits = async (id: string): Promise<void> => {
    if ((await listLimits(db, { registeredLimitId: id })).length > 0) throw inUse(id);
  };

  return {
    async listRegisteredLimits(call) {
      const { service_id: serviceId, region_id: regionId, resource_name: resourceName } = call.query;
      const found = await listRegisteredLimits(db, { serviceId, regionId, resourceName });
      return { status: 200, body: { registered_limits: found.map((one) => registeredBody(one, call.baseUrl)), links: listLinks(call) } };
    },

    async createRegisteredLimits(call) {
      const limits = call.body.registered_limits.map((wanted): RegisteredLimit => ({
        id: newId(),
        serviceId: wanted.service_id,
        regionId: wanted.region_id ?? null,
        resourceName: wanted.resource_name,
        defaultLimit: wanted.default_limit,
        description: wanted.description ?? null,
      }));
      for (const { serviceId, regionId } of limits) await requirePlace(serviceId, regionId);
      await inTransaction(db, async (trx) => {
        for (const limit of limits) await insertRegisteredLimit(trx, limit).catch(refuseDuplicate('registered_limit', limit.resourceName));
      });
      return { status: 201, body: { registered_limits: limits.map((one) => registeredBody(one, call.baseUrl)) } };
    },

    async getRegisteredLimit(call) {
      return { status: 200, body: { registered_limit: registeredBody(await mustFindRegistered(call.path.id), call.baseUrl) } };
    },

    async updateRegisteredLimit(call) {
      const before = await mustFindRegistered(call.path.id);
      const { service_id: serviceId, region_id: regionId, resource_name: resourceName, default_limit: defaultLimit, description } = call.body.registered_limit;
      const after: RegisteredLimit = {
        id: before.id,
        serviceId: serviceId ?? before.serviceId,
        regionId: regionId === undefined ? before.regionId : regionId,
        resourceName: resourceName ?? before.resourceName,
        defaultLimit: defaultLimit ?? before.defaultLimit,
        description: description === undefined ? before.description : description,
      };
      if (serviceId !== undefined || regionId !== undefined || resourceName !== undefined) await requireNoLimits(before.id);
      await requirePlace(after.serviceId, after.regionId);
      await updateRegisteredLimit(db, after).catch(refuseDuplicate('registered_limit', after.resourceName));
      return { status: 200, body: { registered_limit: registeredBody(after, call.baseUrl) } };
    },

    async deleteRegisteredLimit(call) {
      const { id } = await mustFindRegistered(call.path.id);
      await removeRegisteredLimit(db, id).catch((error: unknown) => {
        throw isForeignKeyViolation(error) ? inUse(id) : error;
      });
      return { status: 204 };
    },

    async listLimits(call) {
      const { service_id: serviceId, region_id: regionId, resource_name: resourceName, project_id: projectId, domain_id: domainId } = call.query;
      const found = await listLimits(db, { serviceId, regionId, resourceName, projectId, domainId });
      return { status: 200, body: { limits: found.filter((one) => maySee(call.auth, one)).map((one) => limitBody(one, call.baseUrl)), links: listLinks(call) } };
    },

    async createLimits(call) {
      const made: FullLimit[] = [];
      await inTransaction(db, async (trx) => {
        for (const wanted of call.body.limits) {
          const [projectId, domainId] = [wanted.project_id ?? null, wanted.domain_id ?? null];
          if ((projectId === null) === (domainId === null)) throw badRequest('A limit is for a project or for a domain: give one of project_id and domain_id.', { field: 'limits' });
          if (projectId !== null && !(await findProject(trx, { id: projectId }))) throw couldNotFind('project', projectId);
          if (domainId !== null && !(await findDomain(trx, { id: domainId }))) throw couldNotFind('domain', domainId);
          const place = { serviceId: wanted.service_id, regionId: wanted.region_id ?? null, resourceName: wanted.resource_name };
          const [registered] = await listRegisteredLimits(trx, place);
          if (!registered) throw new Fault('forbidden', 'Unable to create a limit that has no corresponding registered limit. Register the resource first.');
          const limit: FullLimit = { id: newId(), registeredLimitId: registered.id, projectId, domainId, resourceLimit: wanted.resource_limit, description: wanted.description ?? null, ...place };
          await insertLimit(trx, limit).catch(refuseDuplicate('limit', wanted.resource_name));
          made.push(limit);
        }
      });
      return { status: 201, body: { limits: made.map((one) => limitBody(one, call.baseUrl)) } };
    },

    async getLimit(call) {
      return { status: 200, body: { limit: limitBody(await mustSee(call.auth, call.path.id), call.baseUrl) } };
    },

    async updateLimit(call) {
      const before = await mustSee(call.auth, call.path.id);
      const { resource_limit: resourceLimit = before.resourceLimit, description = before.description } = call.body.limit;
      if (!(await updateLimit(db, before.id, { resourceLimit, description }))) throw couldNotFind('limit', before.id);
      return { status: 200, body: { limit: limitBody({ ...before, resourceLimit, description }, call.baseUrl) } };
    },

    async deleteLimit(call) {
      const { id } = await mustSee(call.auth, call.path.id);
      await removeLimits(db, { id });
      return { status: 204 };
    },

    getLimitModel: () => ({ status: 200, body: { model: { name: 'flat', description: 'Limit enforcement and validation does not take project hierarchy into consideration.' } } }),
  };
}

/** Limits are seen by administrators, readers of the system, services, and in the token's own scope. */
const maySee = (auth: AuthContext, { projectId, domainId }: FullLimit): boolean =>
  auth.isAdmin || auth.system || auth.roles.includes('service') ||
  (projectId !== null && projectId === auth.projectId) || (domainId !== null && domainId === auth.domainId);

const inUse = (id: string): Fault =>
  notPermitted('identity:update_registered_limit', `Unable to update or delete registered limit ${id} because there are project limits associated with it.`);

const refuseDuplicate = (what: string, name: string) => (error: unknown): never => {
  throw isUniqueViolation(error) ? duplicate(what, name) : error;
};

const registeredBody = (one: RegisteredLimit, baseUrl: string): RegisteredBody => ({
  id: one.id,
  service_id: one.serviceId,
  region_id: one.regionId,
  resource_name: one.resourceName,
  default_limit: one.defaultLimit,
  description: one.description,
  links: { self: `${baseUrl}/v3/registered_limits/${one.id}` },
});

const limitBody = (one: FullLimit, baseUrl: string): LimitBody => ({
  id: one.id,
  service_id: one.serviceId,
  region_id: one.regionId,
  project_id: one.projectId,
  domain_id: one.domainId,
  resource_name: one.resourceName,
  resource_limit: one.resourceLimit,
  description: one.description,
  links: { self: `${baseUrl}/v3/limits/${one.id}` },
});
