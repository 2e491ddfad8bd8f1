import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Db } from '../../openapi/serve/db.ts';
import { isFault } from '../../openapi/serve/fault.ts';
import { objectOf, readImageConfig } from '../archives/image-config.ts';
import type { ImageConfig } from '../archives/image-config.ts';
import { layerMediaTypes } from '../archives/sniff.ts';
import type { ArchiveLimits } from '../archives/limits.ts';
import type { BlobRow } from '../blobs/blob-row-store.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { diskHeadBytes, diskTailBytes, requireFormat } from '../disks/disk-format.ts';
import { qcow2HeadBytes, readQcow2Header } from '../disks/qcow2-header.ts';
import { maxQcow2Layers, qcow2MediaType } from '../disks/vm-manifest.ts';
import { ociArchive, ociArchiveSize } from '../images/oci-archive.ts';
import { chainIds } from '../layers/chain-id.ts';
import { findKnownDiffs } from '../layers/layer-store.ts';
import type { NewLayer } from '../layers/layer-store.ts';
import type { LayerInspector } from './layer-inspector.ts';
import type { ImageFacts } from './manifest-store.ts';
import type { ManifestRef, ParsedManifest } from './parse-manifest.ts';
import { registryFault } from './registry-fault.ts';

export interface DescribedImage {
  /** Base first. */
  chain: NewLayer[];
  facts: ImageFacts;
}

interface Parts {
  db: Db;
  blobs: BlobStore;
  limits: ArchiveLimits;
  inspector: LayerInspector;
}

/**
 * What a pushed manifest makes as an image, once every layer's DiffID is verified against the configuration; fault
 * MANIFEST_INVALID names the layer that differs. Undefined for what claims nothing that could be run here: another
 * operating system, or a configuration that names no layers.
 */
export async function describeImage(parts: Parts, parsed: ParsedManifest, manifest: { bytes: Buffer; digest: string }, rows: ReadonlyMap<string, BlobRow>): Promise<DescribedImage | undefined> {
  const { image } = parsed;
  if (!image) return undefined;
  const config = await readConfig(parts, image.config, rows);
  if (!config) return undefined;
  if (image.layers.length > parts.limits.layers) {
    throw registryFault('MANIFEST_INVALID', `The image has ${image.layers.length} layers, and at most ${parts.limits.layers} can be stacked. Squash some of them.`);
  }
  if (image.kind === 'vm') return describeDisk(parts, { image, config, rows });
  const chain = await verifyLayers(parts, image.layers, config.diffIds, rows);
  const contents = { manifest: { digest: manifest.digest, size: manifest.bytes.length, mediaType: parsed.mediaType }, config: image.config, layers: image.layers };
  const hash = createHash('sha256');
  const read = async ({ digest }: { digest: string }): Promise<AsyncIterable<Buffer>> => (digest === manifest.digest ? one(manifest.bytes) : parts.blobs.read(keyOf(rows, digest)));
  for await (const chunk of ociArchive(contents, read)) hash.update(chunk);
  return {
    chain,
    facts: {
      kind: 'container',
      topLayerId: chain.at(-1)?.id ?? '',
      configDigest: image.config.digest,
      architecture: config.architecture,
      osHashValue: hash.digest('hex'),
      archiveSize: ociArchiveSize(contents),
      virtualSize: chain.reduce((sum, { rawSize }) => sum + rawSize, 0),
    },
  };
}

interface Disk {
  image: NonNullable<ParsedManifest['image']>;
  config: ImageConfig;
  rows: ReadonlyMap<string, BlobRow>;
}

/** A chain of detached qcow2 files: each is its own changeset, so what its header says is all there is to look at. */
async function describeDisk({ blobs }: Parts, { image: { config: configRef, layers }, config, rows }: Disk): Promise<DescribedImage> {
  requireDiffs(config.diffIds, layers, layers.map(({ digest }) => digest));
  if (layers.length > maxQcow2Layers) throw registryFault('MANIFEST_INVALID', `The disk has ${layers.length} layers, and at most ${maxQcow2Layers} can be stacked. Flatten it first.`);
  const ids = chainIds(config.diffIds, 'qcow2');
  const chain: (NewLayer & { virtualSize: number })[] = [];
  for (const [index, { digest, size }] of layers.entries()) {
    const part = async (first: number, last: number): Promise<Buffer> => (size === 0 ? Buffer.alloc(0) : buffer(await blobs.read(keyOf(rows, digest), { first: Math.max(0, first), last })));
    const head = await part(0, Math.min(size, qcow2HeadBytes) - 1);
    try {
      requireFormat('qcow2', head.subarray(0, diskHeadBytes), await part(size - diskTailBytes, size - 1));
      const { virtualSize } = readQcow2Header(head, size);
      chain.push({ id: ids[index] ?? digest, kind: 'qcow2', diffId: digest, rawSize: size, virtualSize, blobDigest: digest, mediaType: qcow2MediaType });
    } catch (error) {
      throw isFault(error) ? registryFault('MANIFEST_INVALID', error.message, { layer: digest }, error) : error;
    }
  }
  const [only, ...more] = layers as [ManifestRef, ...ManifestRef[]];
  return {
    chain,
    facts: {
      kind: 'vm',
      topLayerId: chain.at(-1)?.id ?? '',
      configDigest: configRef.digest,
      architecture: config.architecture,
      osHashValue: more.length === 0 ? only.digest.replace('sha256:', '') : null,
      archiveSize: layers.reduce((sum, { size }) => sum + size, 0),
      virtualSize: chain.at(-1)?.virtualSize ?? 0,
    },
  };
}

async function readConfig({ blobs, limits }: Parts, { digest, size }: ManifestRef, rows: ReadonlyMap<string, BlobRow>) {
  if (size > limits.documentBytes) throw registryFault('MANIFEST_INVALID', `The image configuration has ${size} bytes, more than the ${limits.documentBytes} that are taken.`);
  try {
    const document = objectOf(JSON.parse((await buffer(await blobs.read(keyOf(rows, digest)))).toString('utf8')), 'The image configuration');
    const { os, rootfs } = document;
    const named = Object(rootfs) as Record<string, unknown>;
    const isOther = typeof os === 'string' && os !== '' && os !== 'linux';
    if (isOther || !Array.isArray(named['diff_ids']) || named['diff_ids'].length === 0) return undefined;
    return readImageConfig(document);
  } catch (error) {
    if (isFault(error)) throw registryFault('MANIFEST_INVALID', error.message, { config: digest }, error);
    if (error instanceof SyntaxError) throw registryFault('MANIFEST_INVALID', `The image configuration ${digest} is not JSON.`, { config: digest }, error);
    throw error;
  }
}

async function verifyLayers({ db, inspector }: Parts, layers: readonly ManifestRef[], claimed: readonly string[], rows: ReadonlyMap<string, BlobRow>): Promise<NewLayer[]> {
  requireCount(claimed, layers);
  // A blob's content never changes, so what was computed once for any image holds.
  const known = await findKnownDiffs(db, layers.map(({ digest }) => digest));
  const diffs = await Promise.all(
    layers.map(async ({ digest }) => {
      const diff = known.get(digest);
      if (diff) return diff;
      const { diffId, rawBytes, encoding } = await inspector.inspect(digest, keyOf(rows, digest)).catch((error: unknown) => {
        throw isFault(error) && error.code === 'image-unusable' ? registryFault('MANIFEST_INVALID', error.message, { layer: digest }, error) : error;
      });
      return { diffId, rawSize: rawBytes, mediaType: layerMediaTypes[encoding] };
    }),
  );
  requireDiffs(claimed, layers, diffs.map(({ diffId }) => diffId));
  const ids = chainIds(diffs.map(({ diffId }) => diffId));
  return diffs.map(({ diffId, rawSize, mediaType }, index) => ({ id: ids[index] ?? diffId, diffId, rawSize, mediaType, blobDigest: (layers[index] as ManifestRef).digest }));
}

function requireCount(claimed: readonly string[], layers: readonly ManifestRef[]): void {
  if (claimed.length !== layers.length) {
    throw registryFault('MANIFEST_INVALID', `The manifest has ${layers.length} layers, and the configuration's rootfs.diff_ids names ${claimed.length}.`);
  }
}

function requireDiffs(claimed: readonly string[], layers: readonly ManifestRef[], diffIds: readonly string[]): void {
  requireCount(claimed, layers);
  diffIds.forEach((diffId, index) => {
    if (diffId === claimed[index]) return;
    const { digest } = layers[index] as ManifestRef;
    throw registryFault('MANIFEST_INVALID', `The layer ${index + 1} (${digest}) has the DiffID ${diffId}, and the configuration says ${claimed[index]}: it is damaged or was exchanged.`, { layer: digest });
  });
}

const keyOf = (rows: ReadonlyMap<string, BlobRow>, digest: string): string => (rows.get(digest) as BlobRow).storeKey;

async function* one(bytes: Buffer): AsyncIterable<Buffer> {
  yield bytes;
}
