/**
 * Images that stand for tags: rows of `images`, linked by `repo_images`.
 *
 * A tag has one image a platform, named `<repository>:<tag>`. When the tag moves on, the image that it made stays, hidden
 * and named after its digest, because servers may have been made from it; when it moves back, that image is shown again.
 * Images that were uploaded keep their name and are never hidden: there the image made the tag.
 */
import { randomUUID } from 'node:crypto';
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { minDiskGib } from '../disks/vm-manifest.ts';
import type { ImageFacts } from './manifest-store.ts';
import { dropTag, dropUnusedManifest } from './manifest-store.ts';
import type { Repository } from './repository-store.ts';
import { lockRepository } from './repository-store.ts';
import { indexTypes } from './parse-manifest.ts';

export interface TaggedImage {
  digest: string;
  mediaType: string;
  facts: ImageFacts;
}

interface Link {
  imageId: string;
  digest: string;
  origin: 'push' | 'upload';
}

/** Brings the tag's images to what it points at now. `architecture` is the one whose image gets the plain name. */
export async function linkTag(trx: Trx, repo: Repository, tag: string, images: readonly TaggedImage[], architecture: string, now: string): Promise<void> {
  const current = await linksOf(trx, repo.id, { tag });
  const wanted = new Map(images.map((image) => [image.digest, image]));
  for (const link of current) if (!wanted.has(link.digest)) await detach(trx, repo, link, now);
  const linked = new Set(current.map(({ digest }) => digest));
  const plain = images.length === 1 ? images[0] : images.find(({ facts }) => facts.architecture === architecture);
  for (const image of wanted.values()) {
    if (linked.has(image.digest)) continue;
    const name = `${repo.name}:${tag}${image === plain ? '' : ` (${image.facts.architecture})`}`;
    const [old] = (await linksOf(trx, repo.id, { tag: null, manifest_digest: image.digest })).filter(({ origin }) => origin === 'push');
    if (old) {
      await trx('images').where({ id: old.imageId }).update({ name, os_hidden: 0, updated_at: now });
      await trx('repo_images').where({ image_id: old.imageId }).update({ tag });
    } else {
      await insertTagged(trx, repo, tag, name, image, now);
    }
  }
}

/** The tag is gone: what it made is hidden. */
export async function unlinkTag(trx: Trx, repo: Repository, tag: string, now: string): Promise<void> {
  for (const link of await linksOf(trx, repo.id, { tag })) await detach(trx, repo, link, now);
}

/** Locks an image that `unnamedImages` answered. False when it was deleted, or got its repository, since then. */
export async function lockUnnamed(trx: Trx, imageId: string): Promise<boolean> {
  const image: unknown = await trx('images').where({ id: imageId }).whereNull('deleted_at').forUpdate().first('id');
  return image !== undefined && (await trx('repo_images').where({ image_id: imageId }).first('image_id')) === undefined;
}

/** The multi-platform index at which the tag of a pushed image points; undefined where it points at the image itself, or moved on. */
export async function findTaggedIndex(db: DbOrTrx, imageId: string): Promise<{ repoId: string; digest: string; mediaType: string } | undefined> {
  return (await db('repo_images')
    .join('tags', (on) => void on.on('tags.repo_id', 'repo_images.repo_id').on('tags.name', 'repo_images.tag'))
    .join('manifests', (on) => void on.on('manifests.repo_id', 'tags.repo_id').on('manifests.digest', 'tags.manifest_digest'))
    .where({ image_id: imageId })
    .whereIn('manifests.media_type', indexTypes)
    .first({ repoId: 'manifests.repo_id', digest: 'manifests.digest', mediaType: 'manifests.media_type' })) as { repoId: string; digest: string; mediaType: string } | undefined;
}

/** Names an uploaded image in its repository. */
export async function linkUploaded(trx: Trx, repoId: string, imageId: string, digest: string, tag: string): Promise<void> {
  await trx('repo_images').insert({ image_id: imageId, repo_id: repoId, manifest_digest: digest, tag, origin: 'upload' });
}

/** An image was deleted by other means: the tag that it stood for goes, and the manifests that nothing else needs. */
export async function forgetImage(trx: Trx, imageId: string, now: string): Promise<void> {
  const link = (await trx('repo_images')
    .join('repositories', 'repositories.id', 'repo_images.repo_id')
    .where({ image_id: imageId })
    .first('repositories.id', 'name', 'tag', { projectId: 'project_id', digest: 'manifest_digest' })) as (Repository & { tag: string | null; digest: string }) | undefined;
  if (!link) return;
  await lockRepository(trx, link.id);
  await trx('repo_images').where({ image_id: imageId }).delete();
  if (link.tag !== null && (await linksOf(trx, link.id, { tag: link.tag })).length === 0) {
    const tagged = (await trx('tags').where({ repo_id: link.id, name: link.tag }).first('manifest_digest')) as { manifest_digest: string } | undefined;
    await dropTag(trx, link.id, link.tag);
    if (tagged && tagged.manifest_digest !== link.digest) await dropUnusedManifest(trx, link, tagged.manifest_digest, now);
  }
  await dropUnusedManifest(trx, link, link.digest, now);
}

export interface UnnamedImage {
  id: string;
  name: string | null;
  manifestDigest: string;
  manifestMediaType: string;
  facts: ImageFacts;
}

/** Active images of a project, with layers, that no repository shows yet, oldest first. */
export async function unnamedImages(db: DbOrTrx, projectId: string, limit: number): Promise<UnnamedImage[]> {
  const rows = (await db('images')
    .where({ owner_project: projectId, status: 'active' })
    .whereIn('kind', ['container', 'vm'])
    .whereNotNull('manifest_digest')
    .whereNotNull('top_layer_id')
    .whereNotNull('config_digest')
    .whereNotExists(db('repo_images').select(db.raw('1')).whereRaw('repo_images.image_id = images.id'))
    .orderBy(['created_at', 'id'])
    .limit(limit)
    .select({
      ...{ id: 'id', name: 'name', kind: 'kind', dataDigest: 'data_digest', manifestDigest: 'manifest_digest', manifestMediaType: 'manifest_media_type', topLayerId: 'top_layer_id' },
      ...{ configDigest: 'config_digest', architecture: 'architecture', osHashValue: 'os_hash_value', archiveSize: 'size', virtualSize: 'virtual_size' },
    })) as (Omit<UnnamedImage, 'facts'> & ImageFacts & { dataDigest: string | null })[];
  // What was uploaded may be another file (a raw disk, a root file system) than what an image of its manifest downloads as.
  return rows.map(({ id, name, manifestDigest, manifestMediaType, dataDigest, osHashValue, ...facts }) => ({
    ...{ id, name, manifestDigest, manifestMediaType },
    facts: { ...facts, osHashValue: dataDigest === null ? osHashValue : null },
  }));
}

const linksOf = (db: DbOrTrx, repoId: string, where: { tag: string | null; manifest_digest?: string }): Promise<Link[]> =>
  db('repo_images').where({ repo_id: repoId, ...where }).select('origin', { imageId: 'image_id', digest: 'manifest_digest' });

async function detach(trx: Trx, repo: Repository, { imageId, digest, origin }: Link, now: string): Promise<void> {
  await trx('repo_images').where({ image_id: imageId }).update({ tag: null });
  if (origin === 'push') await trx('images').where({ id: imageId }).update({ name: `${repo.name}@${digest}`, os_hidden: 1, updated_at: now });
}

async function insertTagged(trx: Trx, repo: Repository, tag: string, name: string, { digest, mediaType, facts }: TaggedImage, now: string): Promise<void> {
  const id = randomUUID();
  await trx('images').insert({
    ...{ id, name, owner_project: repo.projectId, visibility: 'shared', status: 'active', kind: facts.kind, ...(facts.kind === 'vm' ? { disk_format: 'qcow2', container_format: 'bare' } : { disk_format: 'raw', container_format: 'docker' }) },
    ...{ top_layer_id: facts.topLayerId, config_digest: facts.configDigest, manifest_digest: digest, manifest_media_type: mediaType },
    ...{ os_hash_algo: facts.osHashValue === null ? null : 'sha256', os_hash_value: facts.osHashValue, size: facts.archiveSize, virtual_size: facts.virtualSize, architecture: facts.architecture },
    // One disk is its own download; a chain is made one file when it is asked for.
    ...(facts.kind === 'vm' && facts.osHashValue !== null ? { data_digest: `sha256:${facts.osHashValue}` } : {}),
    ...{ min_disk: facts.kind === 'vm' ? minDiskGib(facts.virtualSize) : 0, min_ram: 0, protected: 0, os_hidden: 0, created_at: now, updated_at: now },
  });
  await trx('repo_images').insert({ image_id: id, repo_id: repo.id, manifest_digest: digest, tag, origin: 'push' });
}
