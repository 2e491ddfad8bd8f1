import { inTransaction } from '../../openapi/serve/db.ts';
import { unlinkTag } from './image-link-store.ts';
import { dropManifest, dropTag } from './manifest-store.ts';
import { openForDelete } from './open-repository.ts';
import type { RegistryHandler, RegistryServices } from './registry-services.ts';
import { lockRepository } from './repository-store.ts';
import { noManifest } from './show-manifest.ts';

/**
 * `DELETE /v2/<name>/manifests/<reference>` (end-9). A digest takes the manifest with its tags and images; a tag takes
 * that name alone, and its image stays hidden until its digest is deleted.
 */
export const deleteManifest =
  ({ db, now, collector }: RegistryServices): RegistryHandler<'manifest'> =>
  async ({ target: { name, reference }, principal }) => {
    const repo = await openForDelete(db, name, principal);
    const found = await inTransaction(db, async (trx) => {
      const at = now().toISOString();
      await lockRepository(trx, repo.id);
      if ('digest' in reference) return dropManifest(trx, repo, reference.digest, at);
      if ((await dropTag(trx, repo.id, reference.tag)) === 0) return false;
      await unlinkTag(trx, repo, reference.tag, at);
      return true;
    });
    if (!found) throw noManifest(name, reference);
    collector.wake();
    return { status: 202 };
  };
