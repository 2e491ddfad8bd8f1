import type { Db } from '../../openapi/serve/db.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import { protectBlobs } from '../blobs/blob-row-store.ts';
import { findManifest, findTag, listRefs } from './manifest-store.ts';
import type { StoredManifest } from './manifest-store.ts';
import { openForPull } from './open-repository.ts';
import type { ReadableRepository } from './open-repository.ts';
import type { Reference } from './parse-path.ts';
import { registryFault } from './registry-fault.ts';
import type { RegistryHandler, RegistryServices } from './registry-services.ts';

/** `GET` and `HEAD /v2/<name>/manifests/<reference>` (end-3): the exact bytes that were pushed. A pull that begins here may end. */
export const showManifest =
  ({ db, blobs, now }: RegistryServices): RegistryHandler<'manifest'> =>
  async ({ target: { name, reference }, principal, isHead }) => {
    const manifest = await findReadable(db, await openForPull(db, name, principal), reference);
    if (!isHead) {
      const digests = [manifest.digest, ...(await listRefs(db, manifest.repoId, manifest.digest))];
      await inTransaction(db, (trx) => protectBlobs(trx, digests, now));
    }
    const headers = { 'Content-Type': manifest.mediaType, 'Content-Length': String(manifest.size), 'Docker-Content-Digest': manifest.digest, ETag: `"${manifest.digest}"` };
    return { status: 200, headers, ...(isHead ? {} : { stream: await blobs.read(manifest.storeKey) }) };
  };

async function findReadable(db: Db, repo: ReadableRepository, reference: Reference): Promise<StoredManifest & { repoId: string }> {
  const digest = 'digest' in reference ? reference.digest : await findTag(db, repo.id, reference.tag);
  const manifest = digest !== undefined && repo.mayReadManifest(digest) ? await findManifest(db, repo.id, digest) : undefined;
  if (!manifest) throw noManifest(repo.name, reference);
  return { ...manifest, repoId: repo.id };
}

export const noManifest = (name: string, reference: Reference) =>
  registryFault('MANIFEST_UNKNOWN', `There is no manifest ${'tag' in reference ? `with the tag ${reference.tag}` : reference.digest} in ${name} that you may read.`, { name, ...reference });
