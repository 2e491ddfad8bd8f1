import type { Handlers } from '../../openapi/serve/handler.ts';
import { domainBody } from './domain-handlers.ts';
import { pageDomains } from './domain-store.ts';
import { scopesOf } from './effective-roles.ts';
import type { IdentityParts } from './identity-parts.ts';
import { projectBody } from './project-handlers.ts';
import { listProjects } from './project-store.ts';
import { listLinks } from './wire.ts';

/** To what the caller may scope a token; a token of any scope may ask. Source: Identity API v3, "Get available ... scopes". */
export function authScopeHandlers({ db }: IdentityParts): Pick<Handlers<'identity'>, 'listAuthProjects' | 'listAuthDomains' | 'listAuthSystem'> {
  return {
    async listAuthProjects(call) {
      const { projectIds } = await scopesOf(db, call.auth.userId);
      const domains = new Set((await pageDomains(db, { enabled: true })).items.map(({ id }) => id));
      const projects = (await listProjects(db, { ids: projectIds, enabled: true })).filter(({ domainId }) => domains.has(domainId));
      return { status: 200, body: { projects: projects.map((project) => projectBody(project, call.baseUrl)), links: listLinks(call) } };
    },
    async listAuthDomains(call) {
      const { domainIds } = await scopesOf(db, call.auth.userId);
      const { items } = await pageDomains(db, { ids: domainIds, enabled: true });
      return { status: 200, body: { domains: items.map((domain) => domainBody(domain, call.baseUrl)), links: listLinks(call) } };
    },
    async listAuthSystem(call) {
      const { system } = await scopesOf(db, call.auth.userId);
      return { status: 200, body: { system: system ? [{ all: true }] : [], links: listLinks(call) } };
    },
  };
}
