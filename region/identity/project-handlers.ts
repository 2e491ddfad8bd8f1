/**
 * Projects, which lie in a tree below their domain. In Keystone a domain is the root project of its tree and has the same
 * id; so a domain is shown here as a project with `is_domain`, and everything else about it is done at /v3/domains.
 * Source: Identity API v3, "Projects".
 */
import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { isUniqueViolation } from '../../openapi/serve/db.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { makeDomain } from './domain-handlers.ts';
import { defaultDomainId, findDomain, pageDomains } from './domain-store.ts';
import type { Domain } from './domain-store.ts';
import { scopesOf } from './effective-roles.ts';
import { forgetProject } from './forget.ts';
import { couldNotFind, duplicate, immutableFault } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { listTail, readListing } from './list-reply.ts';
import { relatives } from './project-relatives.ts';
import { ancestorsOf, descendantsOf, findProject, insertProject, pageProjects, updateProject } from './project-store.ts';
import type { Project } from './project-store.ts';
import { confineDomain, listReach, mayLook, mayManage } from './reach.ts';
import { flag, isImmutable, mergeOptions } from './wire.ts';

type ProjectHandlers = Pick<Handlers<'identity'>, 'listProjects' | 'createProject' | 'getProject' | 'updateProject' | 'deleteProject'>;

type ProjectBody = ReplyBodyOf<Operation<'identity', 'getProject'>, 200>['project'];

export function projectHandlers(parts: IdentityParts): ProjectHandlers {
  const { db, now, newId, revoker } = parts;
  const nowIso = (): string => new Date(now()).toISOString();

  return {
    async listProjects(call) {
      const { query, auth, baseUrl } = call;
      const listing = { ...readListing(query), enabled: flag(query.enabled) };
      if (flag(query.is_domain) === true) {
        const reach = listReach(auth);
        const page = await pageDomains(db, { ...listing, ids: reach === undefined ? undefined : [reach] });
        return { status: 200, body: { projects: page.items.map((domain) => domainAsProject(domain, baseUrl)), ...listTail(call, page) } };
      }
      const isBelowDomain = query.parent_id !== undefined && (await findDomain(db, { id: query.parent_id })) !== undefined;
      const page = await pageProjects(db, {
        ...listing,
        domainId: confineDomain(auth, query.domain_id ?? (isBelowDomain ? query.parent_id : undefined)),
        parentId: isBelowDomain ? null : query.parent_id,
        tags: tagList(query.tags),
        tagsAny: tagList(query['tags-any']),
        notTags: tagList(query['not-tags']),
        notTagsAny: tagList(query['not-tags-any']),
      });
      return { status: 200, body: { projects: page.items.map((project) => projectBody(project, baseUrl)), ...listTail(call, page) } };
    },

    async createProject(call) {
      const wanted = call.body.project;
      const common = {
        id: newId(),
        name: wanted.name,
        description: wanted.description ?? '',
        enabled: wanted.enabled ?? true,
        tags: [...new Set(wanted.tags)],
        options: mergeOptions({}, wanted.options),
      };
      if (wanted.is_domain === true) {
        mayManage(call.auth, 'create_domain', undefined);
        return { status: 201, body: { project: domainAsProject(await makeDomain(parts, common), call.baseUrl) } };
      }
      const place = await findPlace(db, call.auth, wanted);
      mayManage(call.auth, 'create_project', place.domainId);
      const project: Project = { ...common, ...place };
      await insertProject(db, project, nowIso()).catch(refuseDuplicate(project));
      return { status: 201, body: { project: projectBody(project, call.baseUrl) } };
    },

    async getProject(call) {
      const { path: { id }, auth, query, baseUrl } = call;
      const project = await findProject(db, { id });
      const domain = project ? undefined : await findDomain(db, { id });
      const isOwn = auth.projectId === id || (await scopesOf(db, auth.userId)).projectIds.includes(id);
      mayLook(auth, 'get_project', { domainId: project?.domainId ?? domain?.id, isOwn });
      if (domain) return { status: 200, body: { project: domainAsProject(domain, baseUrl) } };
      if (!project) throw couldNotFind('project', id);
      const family = await relatives(db, project, query, (one) => projectBody(one, baseUrl));
      return { status: 200, body: { project: { ...projectBody(project, baseUrl), ...family } } };
    },

    async updateProject(call) {
      const { name, description, enabled, tags, options, domain_id: domainId, parent_id: parentId } = call.body.project;
      const before = await managedProject(db, call, 'update_project');
      if (domainId !== undefined && domainId !== before.domainId) throw badRequest('A project cannot be moved to another domain.', { field: 'project.domain_id' });
      if (parentId !== undefined && parentId !== (before.parentId ?? before.domainId)) throw badRequest('A project keeps its parent.', { field: 'project.parent_id' });
      // An immutable project takes one change: to be immutable no longer.
      if (isImmutable(before.options) && options?.['immutable'] === undefined) throw immutableFault('project', before.id);
      const after: Project = {
        ...before,
        name: name ?? before.name,
        description: description === undefined ? before.description : (description ?? ''),
        enabled: enabled ?? before.enabled,
        tags: tags === undefined ? before.tags : [...new Set(tags)],
        options: mergeOptions(before.options, options),
      };
      const { id, domainId: _, parentId: __, ...change } = after;
      await revoker
        .change(async (trx) => {
          await fitsTree(trx, before, after);
          if (!(await updateProject(trx, id, change))) throw couldNotFind('project', id);
          if (before.enabled && !after.enabled) await revoker.revoke(trx, { projectId: id });
        })
        .catch(refuseDuplicate(after));
      return { status: 200, body: { project: projectBody(after, call.baseUrl) } };
    },

    async deleteProject(call) {
      const { id, options } = await managedProject(db, call, 'delete_project');
      if (isImmutable(options)) throw immutableFault('project', id);
      await revoker.change(async (trx) => {
        if ((await descendantsOf(trx, id)).length > 0) {
          throw new Fault('forbidden', `Cannot delete the project ${id} since it is not a leaf in the hierarchy: delete the projects below it first.`, { details: { resource: 'project', id } });
        }
        if (!(await forgetProject(trx, id, nowIso()))) throw couldNotFind('project', id);
        await revoker.revoke(trx, { projectId: id });
      });
      return { status: 204 };
    },
  };
}

/** The project that a call changes, if its caller may. */
export async function managedProject(db: DbOrTrx, call: { path: { id: string }; auth: AuthContext }, rule: string): Promise<Project> {
  const project = await findProject(db, { id: call.path.id });
  mayManage(call.auth, rule, project?.domainId);
  if (!project) throw couldNotFind('project', call.path.id);
  return project;
}

export const projectBody = (project: Project, baseUrl: string): ProjectBody => ({
  id: project.id,
  name: project.name,
  domain_id: project.domainId,
  description: project.description,
  enabled: project.enabled,
  parent_id: project.parentId ?? project.domainId,
  is_domain: false,
  tags: project.tags,
  options: project.options,
  links: { self: `${baseUrl}/v3/projects/${project.id}` },
});

const domainAsProject = (domain: Domain, baseUrl: string): ProjectBody => ({
  ...{ id: domain.id, name: domain.name, domain_id: null, description: domain.description, enabled: domain.enabled, parent_id: null },
  ...{ is_domain: true, tags: domain.tags, options: domain.options },
  links: { self: `${baseUrl}/v3/projects/${domain.id}` },
});

/** The most projects from a domain downwards; Keystone's max_project_tree_depth. */
const maxDepth = 5;

interface Place {
  domainId: string;
  parentId: string | null;
}

/** Where a new project goes: below the parent that it names, else below its domain, else that of the token. */
async function findPlace(db: DbOrTrx, auth: AuthContext, wanted: { domain_id?: string | null; parent_id?: string | null }): Promise<Place> {
  const asParent = wanted.parent_id ?? undefined;
  const parent = asParent === undefined ? undefined : await findProject(db, { id: asParent });
  const domainId = wanted.domain_id ?? parent?.domainId ?? asParent ?? auth.domainId ?? auth.projectDomainId ?? defaultDomainId;
  if (!(await findDomain(db, { id: domainId }))) throw couldNotFind(asParent === undefined ? 'domain' : 'project', domainId);
  if (asParent === undefined || asParent === domainId) return { domainId, parentId: null };
  if (!parent) throw couldNotFind('project', asParent);
  if (parent.domainId !== domainId) {
    throw badRequest(`Cannot create project, since it specifies its domain_id ${domainId}, but specifies a parent in a different domain (${parent.domainId}).`, { field: 'project.parent_id' });
  }
  if (!parent.enabled) throw new Fault('forbidden', `Cannot create a project below ${parent.id}, which is disabled.`);
  if ((await ancestorsOf(db, parent)).length + 2 > maxDepth) throw new Fault('forbidden', `Max hierarchy depth reached for ${parent.id} branch: projects lie at most ${maxDepth} deep.`);
  return { domainId, parentId: parent.id };
}

/** Below what is disabled nothing is enabled. */
async function fitsTree(db: DbOrTrx, before: Project, after: Project): Promise<void> {
  const { id } = after;
  if (before.enabled && !after.enabled && (await descendantsOf(db, id)).some(({ enabled }) => enabled)) {
    throw new Fault('forbidden', `Cannot disable project ${id} since its subtree contains enabled projects.`, { details: { resource: 'project', id } });
  }
  if (!before.enabled && after.enabled && (await ancestorsOf(db, after)).some(({ enabled }) => !enabled)) {
    throw new Fault('forbidden', `Cannot enable project ${id} since it has disabled parents.`, { details: { resource: 'project', id } });
  }
}

const tagList = (text: string | undefined): string[] | undefined => text?.split(',').filter((tag) => tag !== '');

const refuseDuplicate = (project: Project) => (error: unknown): never => {
  throw isUniqueViolation(error) ? duplicate('project', project.name, project.domainId) : error;
};
