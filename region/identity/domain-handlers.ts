import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { isUniqueViolation } from '../../openapi/serve/db.ts';
import type { Trx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { removeGrants } from './assignment-store.ts';
import { addDomain, defaultDomainId, findDomain, pageDomains, removeDomain, updateDomain } from './domain-store.ts';
import type { Domain } from './domain-store.ts';
import { forgetGroup, forgetProject, forgetRole, forgetUser } from './forget.ts';
import { pageGroups } from './group-store.ts';
import { couldNotFind, duplicate, immutableFault } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { listTail, readListing } from './list-reply.ts';
import { listProjects } from './project-store.ts';
import { listReach, mayLook } from './reach.ts';
import { pageRoles } from './role-store.ts';
import { listUsers } from './user-store.ts';
import { flag, isImmutable, mergeOptions } from './wire.ts';

type DomainHandlers = Pick<Handlers<'identity'>, 'listDomains' | 'createDomain' | 'getDomain' | 'updateDomain' | 'deleteDomain'>;

type DomainBody = ReplyBodyOf<Operation<'identity', 'getDomain'>, 200>['domain'];

/** Source: Identity API v3, "Domains". */
export function domainHandlers(parts: IdentityParts): DomainHandlers {
  const { db, now, newId, revoker } = parts;
  const mustFind = async (id: string): Promise<Domain> => {
    const domain = await findDomain(db, { id });
    if (!domain) throw couldNotFind('domain', id);
    return domain;
  };

  return {
    async listDomains(call) {
      const reach = listReach(call.auth);
      const page = await pageDomains(db, { ...readListing(call.query), enabled: flag(call.query.enabled), ids: reach === undefined ? undefined : [reach] });
      return { status: 200, body: { domains: page.items.map((domain) => domainBody(domain, call.baseUrl)), ...listTail(call, page) } };
    },

    async createDomain(call) {
      const wanted = call.body.domain;
      const domain = await makeDomain(parts, {
        id: wanted.explicit_domain_id ?? newId(),
        name: wanted.name,
        description: wanted.description ?? '',
        enabled: wanted.enabled ?? true,
        tags: [...new Set(wanted.tags)],
        options: mergeOptions({}, wanted.options),
      });
      return { status: 201, body: { domain: domainBody(domain, call.baseUrl) } };
    },

    async getDomain(call) {
      const { auth, path } = call;
      mayLook(auth, 'get_domain', { domainId: path.id, isOwn: [auth.userDomainId, auth.projectDomainId].includes(path.id) });
      return { status: 200, body: { domain: domainBody(await mustFind(path.id), call.baseUrl) } };
    },

    async updateDomain(call) {
      const { name, description, enabled, tags, options } = call.body.domain;
      const before = await mustFind(call.path.id);
      if (isImmutable(before.options) && options?.['immutable'] === undefined) throw immutableFault('domain', before.id);
      if (before.id === defaultDomainId && enabled === false) throw neededBySystem('disabled');
      const after: Domain = {
        ...before,
        name: name ?? before.name,
        description: description === undefined ? before.description : (description ?? ''),
        enabled: enabled ?? before.enabled,
        tags: tags === undefined ? before.tags : [...new Set(tags)],
        options: mergeOptions(before.options, options),
      };
      await revoker
        .change(async (trx) => {
          if (!(await updateDomain(trx, after.id, after))) throw couldNotFind('domain', after.id);
          if (before.enabled && !after.enabled) await revokeDomain(parts, trx, after.id);
        })
        .catch(refuseDuplicate(after.name));
      return { status: 200, body: { domain: domainBody(after, call.baseUrl) } };
    },

    async deleteDomain(call) {
      const domain = await mustFind(call.path.id);
      if (domain.id === defaultDomainId) throw neededBySystem('deleted');
      if (isImmutable(domain.options)) throw immutableFault('domain', domain.id);
      if (domain.enabled) throw stillEnabled(domain.id);
      const at = new Date(now()).toISOString();
      await revoker.change(async (trx) => {
        if (!(await removeDomain(trx, domain.id, at))) throw stillEnabled(domain.id);
        await emptyDomain(trx, domain.id, at);
        await revokeDomain(parts, trx, domain.id);
      });
      return { status: 204 };
    },
  };
}

/** Throws Keystone's 409 for a name or an id in use. */
export async function makeDomain({ db, now }: IdentityParts, domain: Domain): Promise<Domain> {
  const added = await addDomain(db, domain, new Date(now()).toISOString()).catch(refuseDuplicate(domain.name));
  if (!added) throw duplicate('domain', domain.name);
  return domain;
}

export const domainBody = (domain: Domain, baseUrl: string): DomainBody => ({
  ...{ id: domain.id, name: domain.name, description: domain.description, enabled: domain.enabled, tags: domain.tags, options: domain.options },
  links: { self: `${baseUrl}/v3/domains/${domain.id}` },
});

/** Everything in a domain goes with it. */
async function emptyDomain(trx: Trx, domainId: string, at: string): Promise<void> {
  await removeGrants(trx, { scope: { kind: 'domain', id: domainId } });
  for (const { id } of await listProjects(trx, { domainId })) await forgetProject(trx, id, at);
  for (const { id } of await listUsers(trx, { domainId })) await forgetUser(trx, id, at);
  for (const { id } of (await pageGroups(trx, { domainId })).items) await forgetGroup(trx, id);
  for (const { id } of (await pageRoles(trx, { domainId })).items) await forgetRole(trx, id);
}

/** Tokens of its users, and tokens of others for it and its projects. */
async function revokeDomain({ revoker }: IdentityParts, trx: Trx, domainId: string): Promise<void> {
  await revoker.revoke(trx, { domainId });
  await revoker.revoke(trx, { userDomainId: domainId });
}

const stillEnabled = (id: string): Fault =>
  new Fault('forbidden', `Cannot delete a domain that is enabled, please disable it first: ${id}.`, { details: { resource: 'domain', id } });

const neededBySystem = (verb: string): Fault =>
  new Fault('forbidden', `The default domain cannot be ${verb}: the users of the region's own services live in it.`, { details: { resource: 'domain' } });

const refuseDuplicate = (name: string) => (error: unknown): never => {
  throw isUniqueViolation(error) ? duplicate('domain', name) : error;
};
