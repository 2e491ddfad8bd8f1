import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import { scopesOf } from './effective-roles.ts';
import { couldNotFind, immutableFault } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { managedProject } from './project-handlers.ts';
import { findProject, updateProject } from './project-store.ts';
import type { Project } from './project-store.ts';
import { mayLook } from './reach.ts';
import { isImmutable, listLinks } from './wire.ts';

type TagHandlers = Pick<
  Handlers<'identity'>,
  'listProjectTags' | 'replaceProjectTags' | 'deleteProjectTags' | 'getProjectTag' | 'checkProjectTag' | 'addProjectTag' | 'deleteProjectTag'
>;

interface TagCall {
  path: { id: string };
  auth: AuthContext;
}

/** Source: Identity API v3, "Project Tags". */
export function projectTagHandlers({ db }: IdentityParts): TagHandlers {
  const read = async ({ path: { id }, auth }: TagCall, rule: string): Promise<Project> => {
    const project = await findProject(db, { id });
    const isOwn = auth.projectId === id || (await scopesOf(db, auth.userId)).projectIds.includes(id);
    mayLook(auth, rule, { domainId: project?.domainId, isOwn });
    if (!project) throw couldNotFind('project', id);
    return project;
  };
  const change = async (call: TagCall, rule: string, of: (before: readonly string[]) => string[]): Promise<string[]> => {
    const project = await managedProject(db, call, rule);
    if (isImmutable(project.options)) throw immutableFault('project', project.id);
    const tags = of(project.tags);
    if (tags.length > maxTags) throw badRequest(`A project has at most ${maxTags} tags, and this would make ${tags.length}.`, { field: 'tags' });
    if (!(await updateProject(db, project.id, { tags }))) throw couldNotFind('project', project.id);
    return tags;
  };
  const check = async (call: TagCall & { path: { tag: string } }): Promise<{ status: 204 }> => {
    const { tags } = await read(call, 'get_project_tag');
    if (!tags.includes(call.path.tag)) throw couldNotFind('project tag', call.path.tag);
    return { status: 204 };
  };

  return {
    async listProjectTags(call) {
      const { tags } = await read(call, 'list_project_tags');
      return { status: 200, body: { tags, links: listLinks(call) } };
    },
    async replaceProjectTags(call) {
      const tags = await change(call, 'update_project_tags', () => [...new Set(call.body.tags)]);
      return { status: 200, body: { tags, links: listLinks(call) } };
    },
    async deleteProjectTags(call) {
      await change(call, 'delete_project_tags', () => []);
      return { status: 204 };
    },
    getProjectTag: check,
    checkProjectTag: check,
    async addProjectTag(call) {
      const { tag } = call.path;
      if (tag.length > 255 || /[,/]/.test(tag)) throw badRequest('A tag has at most 255 characters, and neither commas nor slashes.', { field: 'tag' });
      await change(call, 'create_project_tag', (before) => [...new Set([...before, tag])]);
      return { status: 201 };
    },
    async deleteProjectTag(call) {
      const { tag } = call.path;
      await change(call, 'delete_project_tag', (before) => {
        if (!before.includes(tag)) throw couldNotFind('project tag', tag);
        return before.filter((one) => one !== tag);
      });
      return { status: 204 };
    },
  };
}

const maxTags = 80;
