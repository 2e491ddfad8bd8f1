import { buffer } from 'node:stream/consumers';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { Trx } from '../../openapi/serve/db.ts';
import { isFault } from '../../openapi/serve/fault.ts';
import { repositoryPrefix } from '../../openapi/serve/registry-token.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import { findBlobs, referToBlobs } from '../blobs/blob-row-store.ts';
import type { Services } from '../services.ts';
import { linkUploaded, lockUnnamed, unnamedImages } from './image-link-store.ts';
import type { UnnamedImage } from './image-link-store.ts';
import { findTag, insertManifest, putTag } from './manifest-store.ts';
import { parseManifest } from './parse-manifest.ts';
import type { ParsedManifest } from './parse-manifest.ts';
import { isNamePart, isRepositoryName, isTag } from './parse-path.ts';
import { addRepoBlobs, ensureRepository, lockRepository } from './repository-store.ts';

/** At most so many a call; the next call goes on. */
const batch = 100;

/**
 * Gives repositories to a project's images that came by other ways than a push, so that registry clients can pull them:
 * `<project>/<name>:latest` where the image's name is a repository's name (`name:tag` and `<project>/name` too), and
 * `<project>/image-<id>:latest` where it is not or where that tag is taken. A tag that exists is never moved by this.
 */
export async function nameUploadedImages({ db, blobs, now }: Pick<Services, 'db' | 'blobs' | 'now'>, project: { id: string; name: string }): Promise<void> {
  for (const image of await unnamedImages(db, project.id, batch)) {
    const parsed = await readManifest({ db, blobs }, image);
    if (parsed) await inTransaction(db, (trx) => nameImage(trx, image, parsed, project, now));
  }
}

/** What was just uploaded is there for registry clients of others too; where this fails, its project's next look makes up for it. */
export async function nameAtOnce(services: Pick<Services, 'db' | 'blobs' | 'now'>, image: { ownerProject: string }, { projectId, projectName, projectDomainId }: AuthContext, log: Logger): Promise<void> {
  if (projectId === null || projectName === null || projectId !== image.ownerProject) return;
  const name = repositoryPrefix({ id: projectId, name: projectName, domainId: projectDomainId ?? '' });
  await nameUploadedImages(services, { id: projectId, name }).catch((error: unknown) => log.warn({ error }, 'an uploaded image has no repository yet'));
}

/** Undefined for one that no registry takes, as an archive may bring it, or that is damaged: its image stays out of the registry. */
async function readManifest({ db, blobs }: Pick<Services, 'db' | 'blobs'>, { manifestDigest, manifestMediaType }: UnnamedImage): Promise<ParsedManifest | undefined> {
  try {
    const [row] = [...(await findBlobs(db, [manifestDigest])).values()];
    return row && parseManifest(await buffer(await blobs.read(row.storeKey)), manifestMediaType);
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}

async function nameImage(trx: Trx, image: UnnamedImage, parsed: ParsedManifest, project: { id: string; name: string }, now: () => Date): Promise<void> {
  const at = now().toISOString();
  if (!(await lockUnnamed(trx, image.id))) return;
  for (const { repository, tag } of placesFor(image, project.name)) {
    const repo = await ensureRepository(trx, repository, project.id, at);
    if (repo.projectId !== project.id) continue;
    await lockRepository(trx, repo.id);
    if ((await findTag(trx, repo.id, tag)) !== undefined) continue;
    const digests = [image.manifestDigest, ...parsed.refs.map(({ digest }) => digest)];
    const present = await referToBlobs(trx, digests);
    // Deleted or found damaged in this moment.
    if (digests.some((digest) => !present.has(digest))) return;
    await insertManifest(trx, repo.id, image.manifestDigest, parsed, image.facts, at);
    await addRepoBlobs(trx, repo.id, digests);
    await putTag(trx, repo.id, tag, image.manifestDigest, at);
    await linkUploaded(trx, repo.id, image.id, image.manifestDigest, tag);
    return;
  }
}

/** Where an image would stand, best first. */
export function placesFor({ id, name }: { id: string; name: string | null }, project: string): { repository: string; tag: string }[] {
  const [, path = '', tag = 'latest'] = /^([^:]+)(?::([^:]+))?$/.exec(name ?? '') ?? [];
  const repository = path.startsWith(`${project}/`) ? path : `${project}/${path}`;
  const own = { repository: `${project}/image-${id}`, tag: 'latest' };
  return isNamePart(project) && isRepositoryName(repository) && isTag(tag) ? [{ repository, tag }, own] : [own];
}
