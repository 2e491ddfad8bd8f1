import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { RegistryAction } from '../../openapi/serve/registry-token.ts';
import type { Principal } from './principal.ts';
import { registryFault } from './registry-fault.ts';
import { deactivatedManifests, findRepository, isNamedBy, isOnlyNamedBy, readableManifests } from './repository-store.ts';
import type { Repository } from './repository-store.ts';

/** A repository as this caller may read it. */
export interface ReadableRepository extends Repository {
  mayReadManifest(digest: string): boolean;
  mayReadBlob(digest: string): Promise<boolean>;
}

/**
 * For pulling. The repository's project reads everything in it, others the images that they see, and nobody but operators what is deactivated; what there is nothing
 * to see of is told apart from what does not exist only for the project itself.
 */
export async function openForPull(db: DbOrTrx, name: string, principal: Principal): Promise<ReadableRepository> {
  const grant = requireAction(name, principal, 'pull');
  const repo = await findRepository(db, name);
  if (repo && grant.everywhere) return { ...repo, mayReadManifest: () => true, mayReadBlob: async () => true };
  if (repo && grant.project?.id === repo.projectId) {
    const shut = await deactivatedManifests(db, repo.id);
    return { ...repo, mayReadManifest: (digest) => !shut.has(digest), mayReadBlob: async (digest) => shut.size === 0 || !(await isOnlyNamedBy(db, repo.id, shut, digest)) };
  }
  const readable = repo ? await readableManifests(db, repo.id, principal.viewer) : new Set<string>();
  if (!repo || readable.size === 0) throw nothingToSee(name, principal, grant.project !== undefined || grant.everywhere);
  return { ...repo, mayReadManifest: (digest) => readable.has(digest), mayReadBlob: (digest) => isNamedBy(db, repo.id, readable, digest) };
}

/** For pushing and deleting: `repo` is undefined while nothing was pushed; then it is to be made for `projectId`. */
export async function openForChange(db: DbOrTrx, name: string, principal: Principal, action: 'push' | 'delete'): Promise<{ repo: Repository | undefined; projectId: string }> {
  const grant = requireAction(name, principal, action);
  const repo = await findRepository(db, name);
  if (repo) {
    if (!grant.everywhere && grant.project?.id !== repo.projectId) throw denied(name, action);
    return { repo, projectId: repo.projectId };
  }
  if (!grant.project) throw denied(name, action);
  return { repo: undefined, projectId: grant.project.id };
}

/** The same, where there must be something to change. */
export async function openForDelete(db: DbOrTrx, name: string, principal: Principal): Promise<Repository> {
  const { repo } = await openForChange(db, name, principal, 'delete');
  if (!repo) throw noRepository(name);
  return repo;
}

export const noRepository = (name: string) => registryFault('NAME_UNKNOWN', `There is no repository ${name}: nothing was pushed to it.`, { name });

function requireAction(name: string, principal: Principal, action: RegistryAction): ReturnType<Principal['grant']> {
  const grant = principal.grant(name);
  if (grant.actions.has(action)) return grant;
  // Clients of a registry come with a token for what they did last; a challenge makes them ask for this.
  if (principal.mayAskForMore) throw registryFault('UNAUTHORIZED', `The token does not allow ${action} on ${name}: ask for a token with this scope, as a user with a role in its project.`);
  throw denied(name, action);
}

const denied = (name: string, action: RegistryAction) =>
  registryFault('DENIED', `You are not permitted to ${action} ${action === 'push' ? 'to' : 'from'} ${name}: its first part must be a project in which you have the role ${action === 'pull' ? 'reader' : 'member'}.`, { name });

/** Whoever did not log in is asked to; that is how clients come to try their password. */
function nothingToSee(name: string, principal: Principal, isOwn: boolean) {
  if (isOwn) return noRepository(name);
  if (principal.userId === '') return registryFault('UNAUTHORIZED', `There is no public image in ${name}: log in to see more.`);
  return registryFault('DENIED', `There is no repository ${name}, or none of its images may be seen by you.`, { name });
}
