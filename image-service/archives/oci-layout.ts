import { createHash } from 'node:crypto';
import type { ArchiveIndex, Document, ReadRange } from './archive-index.ts';
import type { ArchivePlan } from './archive-plan.ts';
import { objectOf } from './image-config.ts';
import { unusable } from './unusable.ts';

/** An OCI image layout (image-spec, image-layout.md): index.json → manifest → configuration and layers, all by digest. */
export async function planOciLayout(index: ArchiveIndex, read: ReadRange, architecture: string): Promise<ArchivePlan> {
  const top = await index.document('index.json', read);
  const chosen = await chooseManifest(index, read, listOf(top.value, 'manifests', 'index.json'), architecture, 0);
  const manifest = await readBlob(index, read, chosen);
  const document = objectOf(manifest.value, `The manifest ${chosen.digest}`);
  const config = await readBlob(index, read, descriptorOf(document['config'], 'config of the manifest'));
  return {
    layers: listOf(document, 'layers', 'the manifest').map(({ digest }, position) => {
      const { offset, size } = index.file(blobName(digest));
      return { label: `layer ${position + 1} (${digest})`, offset, size, digest };
    }),
    configFor: () => config.bytes,
    manifest: { bytes: manifest.bytes, mediaType: chosen.mediaType },
  };
}

interface Descriptor {
  mediaType: string;
  digest: string;
  platform?: { os?: string; architecture?: string };
}

/** An index in an index is how `docker save` and `docker buildx` write a multi-platform image; deeper nesting is no one's habit. */
const maxNesting = 3;

async function chooseManifest(index: ArchiveIndex, read: ReadRange, descriptors: Descriptor[], architecture: string, nesting: number): Promise<Descriptor> {
  // One image with several tags is listed once a tag. Attestations are manifests of the platform unknown/unknown.
  const unique = [...new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor])).values()];
  const images = unique.filter(({ platform }) => platform?.os !== 'unknown' && platform?.architecture !== 'unknown');
  const fitting = images.filter(({ platform }) => platform?.os === 'linux' && platform.architecture === architecture);
  // docker save lists the platforms of an index whose content it does not hold.
  const present = (list: Descriptor[]): Descriptor[] => list.filter(({ digest }) => index.has(blobName(digest)));
  const [chosen] = images.length === 1 ? images : present(fitting);
  if (!chosen) {
    const platforms = images.map(({ platform, digest }) => (platform ? `${platform.os ?? '?'}/${platform.architecture ?? '?'}` : digest));
    throw unusable(
      images.length === 0
        ? 'The archive holds no image: its index lists none.'
        : `The archive holds ${images.length} images and none of them for linux/${architecture}: ${platforms.join(', ')}. Save the one that you want.`,
    );
  }
  if (!isIndex(chosen.mediaType)) return chosen;
  if (nesting === maxNesting) throw unusable(`The archive's indexes are nested more than ${maxNesting} deep.`);
  const nested = await readBlob(index, read, chosen);
  return chooseManifest(index, read, listOf(nested.value, 'manifests', `the index ${chosen.digest}`), architecture, nesting + 1);
}

const isIndex = (mediaType: string): boolean =>
  mediaType === 'application/vnd.oci.image.index.v1+json' || mediaType === 'application/vnd.docker.distribution.manifest.list.v2+json';

async function readBlob(index: ArchiveIndex, read: ReadRange, { digest }: Descriptor): Promise<Document> {
  const document = await index.document(blobName(digest), read);
  const actual = `sha256:${createHash('sha256').update(document.bytes).digest('hex')}`;
  if (actual !== digest) throw unusable(`The archive's blob ${digest} has the digest ${actual}: it is damaged. Make the archive again.`);
  return document;
}

function listOf(value: unknown, key: string, where: string): Descriptor[] {
  const list = objectOf(value, where)[key];
  if (!Array.isArray(list)) throw unusable(`${key} of ${where} in the archive is not a list.`);
  return list.map((item) => descriptorOf(item, `${key} of ${where}`));
}

function descriptorOf(value: unknown, where: string): Descriptor {
  const { digest, mediaType, platform } = objectOf(value, `A descriptor in ${where}`);
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw unusable(`A descriptor in ${where} has the digest ${JSON.stringify(digest)}; only sha256 is taken.`);
  }
  return {
    mediaType: typeof mediaType === 'string' ? mediaType : '',
    digest,
    ...(typeof platform === 'object' && platform !== null ? { platform } : {}),
  };
}

const blobName = (digest: string): string => `blobs/${digest.replace(':', '/')}`;
