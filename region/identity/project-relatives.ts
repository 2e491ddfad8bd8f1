import type { Operation, Query, ReplyBodyOf } from '../../openapi/contracts.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import { ancestorsOf, descendantsOf } from './project-store.ts';
import type { Project } from './project-store.ts';

type GetProject = Operation<'identity', 'getProject'>;
type ProjectBody = ReplyBodyOf<GetProject, 200>['project'];

/** Ids within ids; null where nothing follows. */
interface Tree {
  [id: string]: Tree | null;
}

/**
 * The projects above and below one, as far as the query asks for them: as a list of bodies, or as ids in each other.
 * Source: Identity API v3, "Show project details", parents_as_* and subtree_as_*.
 */
export async function relatives(db: DbOrTrx, project: Project, query: Query<GetProject>, bodyOf: (project: Project) => ProjectBody): Promise<Pick<ProjectBody, 'parents' | 'subtree'>> {
  const asked = (key: keyof typeof query): boolean => query[key] !== undefined;
  for (const what of ['parents', 'subtree'] as const) {
    if (asked(`${what}_as_list`) && asked(`${what}_as_ids`)) throw badRequest(`Cannot use ${what}_as_list and ${what}_as_ids query params at the same time.`);
  }
  const list = (projects: Project[]): { project: ProjectBody }[] => projects.map((one) => ({ project: bodyOf(one) }));
  return {
    ...(asked('parents_as_list') && { parents: list(await ancestorsOf(db, project)) }),
    ...(asked('parents_as_ids') && { parents: nest([...(await ancestorsOf(db, project)).map(({ id }) => id), project.domainId]) }),
    ...(asked('subtree_as_list') && { subtree: list(await descendantsOf(db, project.id)) }),
    ...(asked('subtree_as_ids') && { subtree: treeBelow(project.id, await descendantsOf(db, project.id)) }),
  };
}

const nest = (ids: readonly string[]): Tree | null => ids.reduceRight<Tree | null>((inner, id) => ({ [id]: inner }), null);

function treeBelow(id: string, projects: readonly Project[]): Tree | null {
  const children = projects.filter(({ parentId }) => parentId === id);
  return children.length === 0 ? null : Object.fromEntries(children.map((child) => [child.id, treeBelow(child.id, projects)]));
}
