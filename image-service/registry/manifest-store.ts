import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { findImage, markDeleted } from '../images/image-store.ts';
import { suspectBlobs } from '../blobs/blob-row-store.ts';
import { suspectLayers } from '../layers/layer-store.ts';
import type { ManifestRef, ParsedManifest } from './parse-manifest.ts';
import { registryFault } from './registry-fault.ts';
import { dropUnnamedBlobs } from './repository-store.ts';
import type { Repository } from './repository-store.ts';

/** Rows of `manifests`, `manifest_refs` and `tags`. Callers that change them hold the repository's lock. */
export interface StoredManifest {
  digest: string;
  mediaType: string;
  size: number;
  storeKey: string;
}

/** What is known of a manifest that is an image; it follows from the manifest's bytes. */
export interface ImageFacts {
  kind: 'container' | 'vm';
  topLayerId: string;
  configDigest: string;
  architecture: string;
  /** Of what a download by Glance answers: hexadecimal sha256 (null where that is made when it is asked for), and bytes. */
  osHashValue: string | null;
  archiveSize: number;
  virtualSize: number;
}

export async function findManifest(db: DbOrTrx, repoId: string, digest: string): Promise<StoredManifest | undefined> {
  return (await db('manifests')
    .join('blobs', 'blobs.digest', 'manifests.digest')
    .where({ repo_id: repoId, 'manifests.digest': digest })
    .first({ digest: 'manifests.digest', mediaType: 'media_type', size: 'blobs.size', storeKey: 'blobs.store_key' })) as StoredManifest | undefined;
}

export async function findTag(db: DbOrTrx, repoId: string, name: string): Promise<string | undefined> {
  return ((await db('tags').where({ repo_id: repoId, name }).first('manifest_digest')) as { manifest_digest: string } | undefined)?.manifest_digest;
}

export const listTags = (db: DbOrTrx, repoId: string): Promise<{ name: string; digest: string }[]> =>
  db('tags').where({ repo_id: repoId }).select('name', { digest: 'manifest_digest' });

/** The facts of those manifests that are images, in this repository or, with `repoId` undefined, in any. */
export async function findImageFacts(db: DbOrTrx, repoId: string | undefined, digests: readonly string[]): Promise<Map<string, ImageFacts>> {
  const query = db('manifests').join('layers', 'layers.id', 'manifests.top_layer_id').whereIn('digest', [...digests]);
  if (repoId !== undefined) void query.where({ repo_id: repoId });
  const rows = (await query.select({
    ...{ digest: 'digest', layerKind: 'layers.kind', topLayerId: 'top_layer_id', configDigest: 'config_digest', architecture: 'architecture' },
    ...{ osHashValue: 'os_hash_value', archiveSize: 'archive_size', virtualSize: 'virtual_size' },
  })) as (Omit<ImageFacts, 'kind'> & { digest: string; layerKind: 'tar' | 'qcow2' })[];
  return new Map(rows.map(({ digest, layerKind, ...facts }) => [digest, { ...facts, kind: layerKind === 'qcow2' ? 'vm' : 'container' }]));
}

/** What was known before stays; refs are those of the bytes, so they never change. */
export async function insertManifest(trx: Trx, repoId: string, digest: string, parsed: ParsedManifest, facts: ImageFacts | undefined, now: string): Promise<void> {
  await trx('manifests')
    .insert({
      repo_id: repoId,
      digest,
      media_type: parsed.mediaType,
      artifact_type: parsed.artifactType ?? null,
      subject_digest: parsed.subject ?? null,
      annotations: parsed.annotations ? JSON.stringify(parsed.annotations) : null,
      top_layer_id: facts?.topLayerId ?? null,
      config_digest: facts?.configDigest ?? null,
      architecture: facts?.architecture ?? null,
      os_hash_value: facts?.osHashValue ?? null,
      archive_size: facts?.archiveSize ?? null,
      virtual_size: facts?.virtualSize ?? null,
      pushed_at: now,
    })
    .onConflict(['repo_id', 'digest'])
    .ignore();
  const refs = [...new Map(parsed.refs.map((ref) => [ref.digest, ref])).values()].map((ref) => ({ repo_id: repoId, manifest_digest: digest, ref_digest: ref.digest, role: ref.role }));
  // sqlite binds at most 32,766 values a statement, and an index may list a thousand.
  for (let at = 0; at < refs.length; at += 500) await trx('manifest_refs').insert(refs.slice(at, at + 500)).onConflict(['repo_id', 'manifest_digest', 'ref_digest']).ignore();
}

export async function putTag(trx: Trx, repoId: string, name: string, digest: string, now: string): Promise<void> {
  await trx('tags').insert({ repo_id: repoId, name, manifest_digest: digest, updated_at: now }).onConflict(['repo_id', 'name']).merge(['manifest_digest', 'updated_at']);
}

export const dropTag = (trx: Trx, repoId: string, name: string): Promise<number> => trx('tags').where({ repo_id: repoId, name }).delete();

/** Digests of all that a manifest names. */
export const listRefs = async (db: DbOrTrx, repoId: string, digest: string): Promise<string[]> =>
  ((await db('manifest_refs').where({ repo_id: repoId, manifest_digest: digest }).select('ref_digest')) as { ref_digest: string }[]).map((row) => row.ref_digest);

/** Those of `refs` that are manifests of the repository. */
export async function presentManifests(db: DbOrTrx, repoId: string, digests: readonly string[]): Promise<Map<string, number>> {
  const rows = (await db('manifests')
    .join('blobs', 'blobs.digest', 'manifests.digest')
    .where({ repo_id: repoId })
    .whereIn('manifests.digest', [...digests])
    .select('manifests.digest', 'blobs.size')) as { digest: string; size: number }[];
  return new Map(rows.map(({ digest, size }) => [digest, size]));
}

export interface Referrer {
  digest: string;
  mediaType: string;
  size: number;
  artifactType: string | null;
  annotations: Record<string, string> | null;
}

/** Manifests whose subject is this one, whether it is there or not; oldest first. */
export async function listReferrers(db: DbOrTrx, repoId: string, subject: string): Promise<Referrer[]> {
  const rows = (await db('manifests')
    .join('blobs', 'blobs.digest', 'manifests.digest')
    .where({ repo_id: repoId, subject_digest: subject })
    .orderBy(['pushed_at', 'manifests.digest'])
    .select({ digest: 'manifests.digest', mediaType: 'media_type', size: 'blobs.size', artifactType: 'artifact_type', annotations: 'annotations' })) as (Omit<Referrer, 'annotations'> & { annotations: string | null })[];
  return rows.map((row) => ({ ...row, annotations: row.annotations === null ? null : (JSON.parse(row.annotations) as Record<string, string>) }));
}

/**
 * Deletes a manifest with its tags and images; what it alone kept is for the collector, and children that nothing else
 * lists go with it. False when it is not there; fault DENIED for a protected image.
 */
export async function dropManifest(trx: Trx, repo: Repository, digest: string, now: string): Promise<boolean> {
  const at = { repo_id: repo.id, manifest_digest: digest };
  const manifest = (await trx('manifests').where({ repo_id: repo.id, digest }).first('top_layer_id')) as { top_layer_id: string | null } | undefined;
  if (!manifest) return false;
  const tags = (await trx('tags').where(at).select('name')) as { name: string }[];
  const images = (await trx('repo_images')
    .where({ repo_id: repo.id })
    .where((any) => void any.where('manifest_digest', digest).orWhereIn('tag', tags.map(({ name }) => name)))
    .select('image_id')) as { image_id: string }[];
  for (const { image_id: id } of images) await deleteImage(trx, id, now);
  await trx('tags').where(at).delete();
  const refs = (await trx('manifest_refs').where(at).select('ref_digest', 'role')) as { ref_digest: string; role: ManifestRef['role'] }[];
  await trx('manifest_refs').where(at).delete();
  await trx('manifests').where({ repo_id: repo.id, digest }).delete();
  await dropUnnamedBlobs(trx, repo.id, refs.map((ref) => ref.ref_digest));
  for (const { ref_digest: child, role } of refs) if (role === 'child') await dropUnusedManifest(trx, repo, child, now);
  if (manifest.top_layer_id !== null) await suspectLayers(trx, [manifest.top_layer_id], now);
  await suspectBlobs(trx, [digest, ...refs.map((ref) => ref.ref_digest)], now);
  return true;
}

/** Drops a manifest to which no tag, no index and no image leads. */
export async function dropUnusedManifest(trx: Trx, repo: Repository, digest: string, now: string): Promise<void> {
  const tagged: unknown = await trx('tags').where({ repo_id: repo.id, manifest_digest: digest }).first('name');
  const listed: unknown = await trx('manifest_refs').where({ repo_id: repo.id, ref_digest: digest, role: 'child' }).first('role');
  const imaged: unknown = await trx('repo_images').where({ repo_id: repo.id, manifest_digest: digest }).first('image_id');
  if ([tagged, listed, imaged].every((use) => use === undefined)) await dropManifest(trx, repo, digest, now);
}

async function deleteImage(trx: Trx, id: string, now: string): Promise<void> {
  await trx('repo_images').where({ image_id: id }).delete();
  const image = await findImage(trx, id);
  if (!image) return;
  if (!(await markDeleted(trx, image, now))) {
    throw registryFault('DENIED', `The image ${id} (${image.name ?? 'unnamed'}) is protected: set protected to false first.`, { image_id: id });
  }
  if (image.topLayerId !== null) await suspectLayers(trx, [image.topLayerId], now);
  await suspectBlobs(trx, [image.configDigest, image.manifestDigest].filter((blob) => blob !== null), now);
}
