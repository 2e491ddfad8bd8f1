import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { isUniqueViolation } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { removeAssignments } from './assignment-store.ts';
import { defaultDomainId, findDomain } from './domain-store.ts';
import { couldNotFind, duplicate, immutableFault } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { findProject, insertProject, listProjects, removeProject, updateProject } from './project-store.ts';
import type { Project } from './project-store.ts';
import { flag, isImmutable, listLinks, mayLook, mergeOptions } from './wire.ts';

type ProjectHandlers = Pick<Handlers<'identity'>, 'listProjects' | 'createProject' | 'getProject' | 'updateProject' | 'deleteProject'>;

type ProjectBody = ReplyBodyOf<Operation<'identity', 'getProject'>, 200>['project'];

/** Source: Identity API v3, "Projects". Projects lie flat in their domain, which is also their parent. */
export function projectHandlers({ db, now, newId, revoker }: IdentityParts): ProjectHandlers {
  const nowIso = (): string => new Date(now()).toISOString();
  const mustFind = async (id: string): Promise<Project> => {
    const project = await findProject(db, { id });
    if (!project) throw couldNotFind('project', id);
    return project;
  };

  return {
    async listProjects(call) {
      const { name, domain_id: domainId, enabled, parent_id: parentId } = call.query;
      const found = await listProjects(db, { name, domainId, enabled: flag(enabled) });
      const projects = found.filter((project) => parentId === undefined || project.domainId === parentId);
      return { status: 200, body: { projects: projects.map((project) => projectBody(project, call.baseUrl)), links: listLinks(call) } };
    },

    async createProject(call) {
      const wanted = call.body.project;
      const domainId = wanted.domain_id ?? defaultDomainId;
      if (!(await findDomain(db, { id: domainId }))) throw couldNotFind('domain', domainId);
      if (wanted.is_domain === true) throw badRequest('A project that acts as a domain is not supported: leave is_domain out.', { field: 'project.is_domain' });
      if (wanted.parent_id !== undefined && wanted.parent_id !== null && wanted.parent_id !== domainId) {
        throw badRequest(`Projects have no projects below them: parent_id must be the domain ${domainId}, or left out.`, { field: 'project.parent_id' });
      }
      const project: Project = {
        id: newId(),
        domainId,
        name: wanted.name,
        description: wanted.description ?? '',
        enabled: wanted.enabled ?? true,
        tags: [...new Set(wanted.tags)],
        options: wanted.options ?? {},
      };
      await insertProject(db, project, nowIso()).catch(refuseDuplicate(project));
      return { status: 201, body: { project: projectBody(project, call.baseUrl) } };
    },

    async getProject(call) {
      const { id } = call.path;
      const isOwn = call.auth.projectId === id || (await listProjects(db, { userId: call.auth.userId })).some((project) => project.id === id);
      mayLook(call.auth, 'get_project', isOwn);
      return { status: 200, body: { project: projectBody(await mustFind(id), call.baseUrl) } };
    },

    async updateProject(call) {
      const { name, description, enabled, tags, options } = call.body.project;
      const before = await mustFind(call.path.id);
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
      const { id, domainId: _, ...change } = after;
      await revoker
        .change(async (trx) => {
          if (!(await updateProject(trx, id, change))) throw couldNotFind('project', id);
          if (before.enabled && !after.enabled) await revoker.revoke(trx, { projectId: id });
        })
        .catch(refuseDuplicate(after));
      return { status: 200, body: { project: projectBody(after, call.baseUrl) } };
    },

    async deleteProject(call) {
      const { id, options } = await mustFind(call.path.id);
      if (isImmutable(options)) throw immutableFault('project', id);
      await revoker.change(async (trx) => {
        if (!(await removeProject(trx, id, nowIso()))) throw couldNotFind('project', id);
        await removeAssignments(trx, { scopeId: id });
        await revoker.revoke(trx, { projectId: id });
      });
      return { status: 204 };
    },
  };
}

export const projectBody = (project: Project, baseUrl: string): ProjectBody => ({
  id: project.id,
  name: project.name,
  domain_id: project.domainId,
  description: project.description,
  enabled: project.enabled,
  parent_id: project.domainId,
  is_domain: false,
  tags: project.tags,
  options: project.options,
  links: { self: `${baseUrl}/v3/projects/${project.id}` },
});

const refuseDuplicate = (project: Project) => (error: unknown): never => {
  throw isUniqueViolation(error) ? duplicate('project', project.name, project.domainId) : error;
};
