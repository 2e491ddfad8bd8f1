/**
 * `PUT /v2/<name>/manifests/<reference>` (distribution-spec 1.1, end-7): the end of a push.
 *
 * Everything is checked first, outside of a transaction: what the manifest names is in this repository with these sizes,
 * and every layer's DiffID is the one that the configuration claims. Then one transaction takes the locks in the order of
 * all (repository, layers, blobs), makes the manifest a blob, its layers a chain, and the tag's images what it says.
 */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { Trx } from '../../openapi/serve/db.ts';
import { referToBlobs } from '../blobs/blob-row-store.ts';
import type { BlobRow } from '../blobs/blob-row-store.ts';
import { uploadStream } from '../images/upload-stream.ts';
import { insertChain, lockLayers } from '../layers/layer-store.ts';
import { requireWithinQuota } from '../quota/quota-store.ts';
import { publishStage } from './blob-commits.ts';
import { describeImage } from './describe-image.ts';
import type { DescribedImage } from './describe-image.ts';
import { linkTag } from './image-link-store.ts';
import type { TaggedImage } from './image-link-store.ts';
import { findImageFacts, findManifest, insertManifest, presentManifests, putTag } from './manifest-store.ts';
import { openForChange } from './open-repository.ts';
import { isForeign, parseManifest } from './parse-manifest.ts';
import type { ManifestRef, ParsedManifest } from './parse-manifest.ts';
import { protectedUntil } from '../blobs/protection.ts';
import { registryFault } from './registry-fault.ts';
import { oneHeader } from './registry-services.ts';
import type { RegistryHandler, RegistryServices } from './registry-services.ts';
import { addRepoBlobs, ensureRepository, lockRepository, repoBlobs } from './repository-store.ts';
import type { Repository } from './repository-store.ts';

export const putManifest =
  (services: RegistryServices): RegistryHandler<'manifest'> =>
  async ({ target: { name, reference }, principal, message, headers, log }) => {
    const { db, limits, blobs } = services;
    const { repo, projectId } = await openForChange(db, name, principal, 'push');
    const bytes = await buffer(Readable.from(uploadStream(message, limits.documentBytes, undefined)));
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if ('digest' in reference && reference.digest !== digest) {
      throw registryFault('DIGEST_INVALID', `The manifest that was sent has the digest ${digest}, and not ${reference.digest}.`, { digest });
    }
    const parsed = parseManifest(bytes, oneHeader(headers, 'content-type'));
    const rows = await requireRefs(services, repo, parsed);
    const described = await describeImage(services, parsed, { bytes, digest }, rows);
    const stage = await blobs.stage();
    try {
      await stage.append(bytes);
      const pushed: Pushed = { name, projectId, userId: principal.userId, digest, parsed, described, tag: 'tag' in reference ? reference.tag : undefined };
      await publishStage(services, stage, (trx) => record(services, trx, pushed));
    } finally {
      await stage.discard();
      services.collector.wake();
    }
    log.info({ repository: name, digest, tag: 'tag' in reference ? reference.tag : undefined, layers: described?.chain.length }, 'manifest stored');
    return {
      status: 201,
      headers: { Location: `/v2/${name}/manifests/${digest}`, 'Docker-Content-Digest': digest, ...(parsed.subject !== undefined && { 'OCI-Subject': parsed.subject }) },
    };
  };

interface Pushed {
  name: string;
  projectId: string;
  userId: string;
  digest: string;
  parsed: ParsedManifest;
  described: DescribedImage | undefined;
  tag: string | undefined;
}

async function record({ now, architecture, quotaBytes }: RegistryServices, trx: Trx, pushed: Pushed): Promise<void> {
  const { name, projectId, userId, digest, parsed, described, tag } = pushed;
  const at = now().toISOString();
  const repo = await ensureRepository(trx, name, projectId, at);
  if (repo.projectId !== projectId) throw registryFault('DENIED', `Another project has made the repository ${name} in this moment.`, { name });
  await lockRepository(trx, repo.id);
  if (described) await lockLayers(trx, described.chain.map(({ id }) => id));
  const needed = required(parsed).map((ref) => ref.digest);
  const present = await referToBlobs(trx, [digest, ...needed], protectedUntil(now));
  const gone = needed.filter((each) => !present.has(each));
  if (gone.length > 0) throw unknownBlobs(name, gone);
  if (described) await insertChain(trx, described.chain, userId, at);
  await insertManifest(trx, repo.id, digest, { ...parsed, refs: required(parsed) }, described?.facts, at);
  await addRepoBlobs(trx, repo.id, [digest]);
  if (tag === undefined) return;
  await putTag(trx, repo.id, tag, digest, at);
  await linkTag(trx, repo, tag, await imagesOf(trx, repo.id, pushed), architecture, at);
  await requireWithinQuota(trx, projectId, quotaBytes);
}

/** An image stands for itself, an index for those of its children that are images. */
async function imagesOf(trx: Trx, repoId: string, { digest, parsed, described }: Pushed): Promise<TaggedImage[]> {
  if (described) return [{ digest, mediaType: parsed.mediaType, facts: described.facts }];
  const children = parsed.refs.filter(({ role }) => role === 'child').map((ref) => ref.digest);
  const images: TaggedImage[] = [];
  for (const [child, facts] of await findImageFacts(trx, repoId, children)) {
    const manifest = await findManifest(trx, repoId, child);
    if (manifest) images.push({ digest: child, mediaType: manifest.mediaType, facts });
  }
  return images;
}

/** What must be in the repository: all but layers whose bytes may only be had elsewhere. */
const required = ({ refs }: ParsedManifest): ManifestRef[] => refs.filter((ref) => !isForeign(ref));

/** Repository-local: a digest that somebody else pushed elsewhere is as unknown as one that nobody did. */
async function requireRefs({ db }: RegistryServices, repo: Repository | undefined, parsed: ParsedManifest): Promise<Map<string, BlobRow>> {
  const refs = required(parsed);
  const names = (role: 'child' | 'blob'): string[] => refs.filter((ref) => (ref.role === 'child') === (role === 'child')).map(({ digest }) => digest);
  const rows = repo ? await repoBlobs(db, repo.id, names('blob')) : new Map<string, BlobRow>();
  const manifests = repo ? await presentManifests(db, repo.id, names('child')) : new Map<string, number>();
  const sizeOf = ({ digest, role }: ManifestRef): number | undefined => (role === 'child' ? manifests.get(digest) : rows.get(digest)?.size);
  const missing = refs.filter((ref) => sizeOf(ref) === undefined);
  if (missing.length > 0) throw unknownBlobs(repo?.name ?? 'the repository', missing.map(({ digest }) => digest));
  const wrong = refs.find((ref) => sizeOf(ref) !== ref.size);
  if (wrong) throw registryFault('MANIFEST_INVALID', `The manifest says that ${wrong.digest} has ${wrong.size} bytes, and it has ${sizeOf(wrong)}.`, { digest: wrong.digest });
  return rows;
}

const unknownBlobs = (name: string, digests: readonly string[]) =>
  registryFault('MANIFEST_BLOB_UNKNOWN', `The manifest names what is not in ${name}: ${digests.slice(0, 3).join(', ')}${digests.length > 3 ? ', …' : ''}. Push that first.`, { digests: digests.slice(0, 20) });
