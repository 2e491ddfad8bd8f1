import { inTransaction } from '../../openapi/serve/db.ts';
import type { AnyReply } from '../../openapi/serve/handler.ts';
import { isFault } from '../../openapi/serve/fault.ts';
import { referToBlobs } from '../blobs/blob-row-store.ts';
import { blobCreated, finishUpload, uploadReply } from './continue-upload.ts';
import { openForChange, openForPull } from './open-repository.ts';
import { readDigest, isRepositoryName } from './parse-path.ts';
import type { Principal } from './principal.ts';
import { protectedUntil } from '../blobs/protection.ts';
import type { RegistryHandler, RegistryServices } from './registry-services.ts';
import { addRepoBlobs, ensureRepository, findHolder, repoBlobs } from './repository-store.ts';

/** `POST /v2/<name>/blobs/uploads/` (end-4a, end-4b, end-11): begins an upload, takes a whole one, or mounts a blob that is there. */
export const startUpload =
  (services: RegistryServices): RegistryHandler<'uploads'> =>
  async ({ target: { name }, query, principal, message, headers }) => {
    const { projectId } = await openForChange(services.db, name, principal, 'push');
    const mounted = query.get('mount');
    if (mounted !== null) {
      const reply = await mount(services, { name, projectId, digest: readDigest(mounted), from: query.get('from') }, principal);
      if (reply) return reply;
    }
    const digest = query.get('digest');
    const expected = digest === null ? undefined : readDigest(digest);
    const id = await services.sessions.begin({ repository: name, projectId, userId: principal.userId });
    if (expected === undefined) return uploadReply(202, name, id, 0);
    return services.sessions.use({ id, repository: name, userId: principal.userId }, (session, end) => {
      // Whoever sends all at once does not know this session, and could not go on with it.
      end();
      return finishUpload(services, session, end, { message, headers, expected });
    });
  };

interface Mount {
  name: string;
  projectId: string;
  digest: string;
  from: string | null;
}

/**
 * A blob that the caller may read elsewhere becomes readable here without being sent; undefined otherwise, and the client
 * uploads it. Knowing a digest is not enough: without `from` only the project's own repositories are looked at.
 */
async function mount({ db, now }: RegistryServices, { name, projectId, digest, from }: Mount, principal: Principal): Promise<AnyReply | undefined> {
  const source = from === null ? await findHolder(db, projectId, digest) : await mayPull(db, from, principal, digest);
  if (!source) return undefined;
  const done = await inTransaction(db, async (trx) => {
    if ((await referToBlobs(trx, [digest], protectedUntil(now), { review: true })).size === 0) return false;
    const { id } = await ensureRepository(trx, name, projectId, now().toISOString());
    await addRepoBlobs(trx, id, [digest]);
    return true;
  });
  return done ? blobCreated(name, digest) : undefined;
}

async function mayPull(db: RegistryServices['db'], from: string, principal: Principal, digest: string): Promise<unknown> {
  if (!isRepositoryName(from)) return undefined;
  try {
    const repo = await openForPull(db, from, principal);
    return (await repo.mayReadBlob(digest)) && (await repoBlobs(db, repo.id, [digest])).has(digest) ? repo : undefined;
  } catch (error) {
    // A repository that may not be read holds nothing to mount; that is no error of the upload.
    if (isFault(error)) return undefined;
    throw error;
  }
}
