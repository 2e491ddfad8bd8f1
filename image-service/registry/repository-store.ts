import { randomUUID } from 'node:crypto';
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { BlobRow } from '../blobs/blob-row-store.ts';
import type { Viewer } from '../images/image-access.ts';
import { visibleImages } from '../images/image-access.ts';

/** Rows of `repositories` and `repo_blobs`, and who may read what in them. */
export interface Repository {
  id: string;
  name: string;
  projectId: string;
}

export const findRepository = (db: DbOrTrx, name: string): Promise<Repository | undefined> =>
  db('repositories').where({ name }).first('id', 'name', { projectId: 'project_id' }) as Promise<Repository | undefined>;

/** The repository of this name, made for the project when there is none; it may turn out to be another project's. */
export async function ensureRepository(trx: Trx, name: string, projectId: string, now: string): Promise<Repository> {
  await trx('repositories').insert({ id: randomUUID(), name, project_id: projectId, created_at: now }).onConflict('name').ignore();
  return (await findRepository(trx, name)) as Repository;
}

/** Whoever changes manifests, tags or images of a repository queues up here first. */
export async function lockRepository(trx: Trx, id: string): Promise<void> {
  await trx('repositories').where({ id }).forUpdate().select('id');
}

/** Makes blobs readable in the repository. */
export async function addRepoBlobs(trx: Trx, repoId: string, digests: readonly string[]): Promise<void> {
  const rows = [...new Set(digests)].map((digest) => ({ repo_id: repoId, digest }));
  if (rows.length > 0) await trx('repo_blobs').insert(rows).onConflict(['repo_id', 'digest']).ignore();
}

/** Those of `digests` that were pushed to the repository or mounted there. */
export async function repoBlobs(db: DbOrTrx, repoId: string, digests: readonly string[]): Promise<Map<string, BlobRow>> {
  const rows = (await db('repo_blobs')
    .join('blobs', 'blobs.digest', 'repo_blobs.digest')
    .where('repo_blobs.repo_id', repoId)
    .whereIn('repo_blobs.digest', [...digests])
    // Who is told that a damaged one is not there pushes it again, which heals it.
    .whereNull('blobs.damaged_at')
    .select({ digest: 'blobs.digest', size: 'blobs.size', storeKey: 'blobs.store_key' })) as BlobRow[];
  return new Map(rows.map((row) => [row.digest, row]));
}

/** A repository of the project that holds the blob. */
export async function findHolder(db: DbOrTrx, projectId: string, digest: string): Promise<Repository | undefined> {
  return (await db('repo_blobs')
    .join('repositories', 'repositories.id', 'repo_blobs.repo_id')
    .where({ 'repositories.project_id': projectId, 'repo_blobs.digest': digest })
    .first('repositories.id', 'repositories.name', { projectId: 'repositories.project_id' })) as Repository | undefined;
}

/** False when it is not there, or is named by a manifest of the repository. */
export async function dropRepoBlob(trx: Trx, repoId: string, digest: string): Promise<boolean> {
  const dropped = await trx('repo_blobs').where({ repo_id: repoId, digest }).whereNotExists(namedInRepo(trx)).delete();
  return dropped > 0;
}

/** Takes blobs out of the repository that no manifest of it names any more. */
export async function dropUnnamedBlobs(trx: Trx, repoId: string, digests: readonly string[]): Promise<void> {
  await trx('repo_blobs').where({ repo_id: repoId }).whereIn('digest', [...digests]).whereNotExists(namedInRepo(trx)).delete();
}

const namedInRepo = (trx: Trx) =>
  trx('manifest_refs').select(trx.raw('1')).whereRaw('manifest_refs.repo_id = repo_blobs.repo_id and manifest_refs.ref_digest = repo_blobs.digest');

/**
 * Manifests that others than the repository's project may read: those of images that the viewer sees, indexes that list
 * one of them, and what refers to any of these (signatures, attestations).
 */
export async function readableManifests(db: DbOrTrx, repoId: string, viewer: Viewer): Promise<Set<string>> {
  const images = (await db('repo_images')
    .join('images', 'images.id', 'repo_images.image_id')
    .where('repo_images.repo_id', repoId)
    .where(visibleImages(viewer))
    .whereNot('images.status', 'deactivated')
    .distinct('repo_images.manifest_digest')) as { manifest_digest: string }[];
  const readable = new Set(images.map((row) => row.manifest_digest));
  if (readable.size === 0) return readable;
  const indexes = (await db('manifest_refs').where({ repo_id: repoId, role: 'child' }).whereIn('ref_digest', [...readable]).distinct('manifest_digest')) as { manifest_digest: string }[];
  for (const row of indexes) readable.add(row.manifest_digest);
  const referrers = (await db('manifests').where({ repo_id: repoId }).whereIn('subject_digest', [...readable]).select('digest')) as { digest: string }[];
  for (const { digest } of referrers) readable.add(digest);
  return readable;
}

/** Manifests all of whose images are deactivated: they hand out no bytes, to their own project either. */
export async function deactivatedManifests(db: DbOrTrx, repoId: string): Promise<Set<string>> {
  const rows = (await db('repo_images')
    .join('images', 'images.id', 'repo_images.image_id')
    .where('repo_images.repo_id', repoId)
    .whereNull('images.deleted_at')
    .distinct({ digest: 'repo_images.manifest_digest', status: 'images.status' })) as { digest: string; status: string }[];
  const active = new Set(rows.filter(({ status }) => status !== 'deactivated').map(({ digest }) => digest));
  return new Set(rows.map(({ digest }) => digest).filter((digest) => !active.has(digest)));
}

/** A deactivated manifest in an index, or in an index within it. */
export async function deactivatedPart(db: DbOrTrx, { repoId, digest }: { repoId: string; digest: string }): Promise<string | undefined> {
  const shut = await deactivatedManifests(db, repoId);
  for (let level = [digest]; shut.size > 0 && level.length > 0; ) {
    const found = level.find((each) => shut.has(each));
    if (found !== undefined) return found;
    level = await db('manifest_refs').where({ repo_id: repoId, role: 'child' }).whereIn('manifest_digest', level).distinct().pluck<string[]>('ref_digest');
  }
  return undefined;
}

/** Whether these manifests, and no other of the repository, name the blob. */
export async function isOnlyNamedBy(db: DbOrTrx, repoId: string, manifests: ReadonlySet<string>, digest: string): Promise<boolean> {
  if (!(await isNamedBy(db, repoId, manifests, digest))) return false;
  const other: unknown = await db('manifest_refs').where({ repo_id: repoId, ref_digest: digest }).whereNotIn('manifest_digest', [...manifests]).first('role');
  return other === undefined;
}

/** Whether one of these manifests names the blob. */
export async function isNamedBy(db: DbOrTrx, repoId: string, manifests: ReadonlySet<string>, digest: string): Promise<boolean> {
  const found: unknown = await db('manifest_refs').where({ repo_id: repoId, ref_digest: digest }).whereIn('manifest_digest', [...manifests]).first('role');
  return found !== undefined;
}

/** Names of repositories that hold a manifest: of these projects, and those with an image that the viewer sees. */
export async function listRepositories(db: DbOrTrx, projects: readonly string[] | 'all', viewer: Viewer): Promise<string[]> {
  const query = db('repositories').whereExists(db('manifests').select(db.raw('1')).whereRaw('manifests.repo_id = repositories.id'));
  if (projects !== 'all') {
    const visible = db('repo_images').join('images', 'images.id', 'repo_images.image_id').where(visibleImages(viewer)).select('repo_images.repo_id');
    void query.where((any) => void any.whereIn('project_id', [...projects]).orWhereIn('id', visible));
  }
  return ((await query.select('name')) as { name: string }[]).map(({ name }) => name);
}
