/**
 * From an uploaded stream to blobs that are staged, verified and ready to be published.
 *
 * The upload is staged while it is looked through: one pass stores, hashes and lists the tar (inside gzip or zstd too). A
 * root file system is then done: the staged file is the layer. Of an image archive each layer is read once more from the
 * staged file, stored as it came (so that digests stay), and its DiffID computed from what is inside and compared with
 * the configuration. Nothing is visible before the caller publishes.
 */
import { createHash } from 'node:crypto';
import { createArchiveIndex } from '../archives/archive-index.ts';
import type { ReadRange } from '../archives/archive-index.ts';
import { planArchive } from '../archives/archive-plan.ts';
import type { ArchivePlan, PlannedLayer } from '../archives/archive-plan.ts';
import { decode } from '../archives/decode.ts';
import { encodeJson, plainConfig, readImageConfig } from '../archives/image-config.ts';
import type { ImageConfig } from '../archives/image-config.ts';
import { inspectTar } from '../archives/inspect-tar.ts';
import type { InspectedTar } from '../archives/inspect-tar.ts';
import type { ArchiveLimits } from '../archives/limits.ts';
import { layerMediaTypes } from '../archives/sniff.ts';
import { unusable } from '../archives/unusable.ts';
import type { BlobStage, BlobStore } from '../blobs/blob-store.ts';
import { chainIds } from '../layers/chain-id.ts';
import type { ImageContent } from './image-store.ts';
import type { Imported } from './imported.ts';
import { ociArchive, ociArchiveSize } from './oci-archive.ts';
import type { OciContents } from './oci-archive.ts';

export interface ImportOptions {
  blobs: BlobStore;
  limits: ArchiveLimits;
  architecture: string;
  signal: AbortSignal;
}

/**
 * `keep` is told of every stage as it is made, so that the caller can discard them whatever happens. Faults:
 * `image-unusable` for what is wrong with the bytes, `disk-full`.
 */
export async function importArchive(upload: AsyncIterable<Buffer>, options: ImportOptions, keep: (stage: BlobStage) => void): Promise<Imported> {
  const work: Work = { ...options, keep };
  const index = createArchiveIndex(options.limits);
  const whole = await storeTar(work, upload, 'The upload', (entry) => index.add(entry));
  const opened = await openArchive(work, whole, async (read) => planArchive(index, read, options.architecture));
  const layers = opened.plan ? await storeLayers(work, opened.plan.layers, opened.read) : [whole];
  const diffIds = layers.map(({ diffId }) => diffId);
  const configBytes = opened.plan ? opened.plan.configFor(diffIds) : plainConfig(options.architecture, diffIds);
  const config = readImageConfig(JSON.parse(configBytes.toString('utf8')) as unknown);
  requireSameDiffs(config, layers);
  return assemble(work, { layers, config, configBytes, given: opened.plan?.manifest, plain: opened.plan ? undefined : whole });
}

interface Work extends ImportOptions {
  keep: (stage: BlobStage) => void;
}

interface StoredTar {
  label: string;
  stage: BlobStage;
  digest: string;
  size: number;
  diffId: string;
  inspected: InspectedTar;
}

async function newStage({ blobs, keep }: Work): Promise<BlobStage> {
  const stage = await blobs.stage();
  keep(stage);
  return stage;
}

/** Stores a tar as it comes while it is looked through. */
async function storeTar(work: Work, source: AsyncIterable<Buffer>, label: string, onEntry?: Parameters<typeof inspectTar>[3]): Promise<StoredTar> {
  const stage = await newStage(work);
  let complete = false;
  async function* storing(): AsyncIterable<Buffer> {
    for await (const chunk of source) {
      work.signal.throwIfAborted();
      await stage.append(chunk);
      yield chunk;
    }
    complete = true;
  }
  const inspected = await inspectTar(storing(), label, work.limits, onEntry);
  if (!complete) throw unusable(`${label} has data behind the end of its ${inspected.encoding} stream. Make it again.`);
  const { digest, size } = await stage.finish();
  return { label, stage, digest, size, diffId: inspected.diffId ?? digest, inspected };
}

/** Random access to what is inside of the upload: the staged file itself, or for an image archive a decompressed copy. */
async function openArchive(
  work: Work,
  whole: StoredTar,
  planWith: (read: ReadRange) => Promise<ArchivePlan | undefined>,
): Promise<{ plan: ArchivePlan | undefined; read: ReadRange }> {
  const { encoding } = whole.inspected;
  if (encoding === 'plain') {
    const read: ReadRange = (start, size) => whole.stage.read(start, size);
    return { plan: await planWith(read), read };
  }
  let copy: BlobStage | undefined;
  const unpacked = async (): Promise<BlobStage> => {
    if (copy) return copy;
    copy = await newStage(work);
    for await (const chunk of decode(whole.stage.read(0, whole.size), encoding)) {
      work.signal.throwIfAborted();
      await copy.append(chunk);
    }
    await copy.finish();
    return copy;
  };
  async function* read(start: number, size: number): AsyncIterable<Buffer> {
    yield* (await unpacked()).read(start, size);
  }
  return { plan: await planWith(read), read };
}

/** One after another: hashing is the work, and there is one thread for it. A layer named twice is stored once. */
async function storeLayers(work: Work, planned: readonly PlannedLayer[], read: ReadRange): Promise<StoredTar[]> {
  if (planned.length === 0) throw unusable('The archive holds an image without layers; there is nothing to run.');
  if (planned.length > work.limits.layers) {
    throw unusable(`The archive holds an image of ${planned.length} layers; at most ${work.limits.layers} can be stacked. Squash some of them.`);
  }
  const stored = new Map<number, StoredTar>();
  const layers: StoredTar[] = [];
  for (const { label, offset, size, digest } of planned) {
    const layer = stored.get(offset) ?? (await storeTar(work, read(offset, size), label));
    stored.set(offset, layer);
    if (digest !== undefined && digest !== layer.digest) throw unusable(`${label} has the digest ${layer.digest}: it is damaged. Make the archive again.`);
    layers.push(layer);
  }
  return layers;
}

function requireSameDiffs({ diffIds }: ImageConfig, layers: readonly StoredTar[]): void {
  if (diffIds.length !== layers.length) {
    throw unusable(`The archive holds ${layers.length} layers and its configuration names ${diffIds.length}. Make the archive again.`);
  }
  layers.forEach(({ label, diffId }, index) => {
    if (diffIds[index] !== diffId) {
      throw unusable(`${label} has the DiffID ${diffId}, and the image configuration says ${diffIds[index]}: it is damaged or was exchanged. Make the archive again.`);
    }
  });
}

interface Parts {
  layers: StoredTar[];
  config: ImageConfig;
  configBytes: Buffer;
  given: ArchivePlan['manifest'];
  /** The upload, where it was a root file system. */
  plain: StoredTar | undefined;
}

async function assemble(work: Work, { layers, config, configBytes, given, plain }: Parts): Promise<Imported> {
  const ids = chainIds(layers.map(({ diffId }) => diffId));
  const chain = layers.map(({ diffId, digest, inspected }, index) => ({
    id: ids[index] ?? diffId,
    diffId,
    rawSize: inspected.rawBytes,
    blobDigest: digest,
    mediaType: layerMediaTypes[inspected.encoding],
  }));
  const stages = new Map(layers.map(({ digest, stage }) => [digest, stage]));
  const configRef = await storeBytes(work, stages, configBytes);
  const manifest = given ?? makeManifest(configRef, layers);
  const manifestRef = { ...(await storeBytes(work, stages, manifest.bytes)), mediaType: manifest.mediaType };
  return {
    stages,
    chain,
    content: {
      topLayerId: chain.at(-1)?.id ?? '',
      configDigest: configRef.digest,
      manifestDigest: manifestRef.digest,
      manifestMediaType: manifest.mediaType,
      ...(plain ? plainDownload(plain) : await archiveDownload(work, { manifest: manifestRef, config: configRef, layers }, stages)),
      virtualSize: layers.reduce((sum, { inspected }) => sum + inspected.rawBytes, 0),
      architecture: config.architecture,
    },
  };
}

async function storeBytes(work: Work, stages: Map<string, BlobStage>, bytes: Buffer): Promise<{ digest: string; size: number }> {
  const stage = await newStage(work);
  await stage.append(bytes);
  const finished = await stage.finish();
  if (!stages.has(finished.digest)) stages.set(finished.digest, stage);
  return finished;
}

function makeManifest(config: { digest: string; size: number }, layers: readonly StoredTar[]): { bytes: Buffer; mediaType: string } {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const document = {
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config.digest, size: config.size },
    layers: layers.map(({ inspected, digest, size }) => ({ mediaType: layerMediaTypes[inspected.encoding], digest, size })),
  };
  return { bytes: encodeJson(document), mediaType };
}

type Download = Pick<ImageContent, 'dataDigest' | 'osHashValue' | 'size'>;

/** A root file system is downloaded as it came: nothing has to be read again. */
const plainDownload = ({ digest, size }: StoredTar): Download => ({ dataDigest: digest, osHashValue: digest.replace('sha256:', ''), size });

/** The hash is of what a download will answer: that is what clients compare `os_hash_value` with. */
async function archiveDownload({ signal }: Work, contents: OciContents, stages: ReadonlyMap<string, BlobStage>): Promise<Download> {
  const hash = createHash('sha256');
  const read = ({ digest, size }: { digest: string; size: number }): AsyncIterable<Buffer> => {
    const stage = stages.get(digest);
    if (!stage) throw new TypeError(`no stage of ${digest}`);
    return stage.read(0, size);
  };
  for await (const chunk of ociArchive(contents, read)) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return { osHashValue: hash.digest('hex'), size: ociArchiveSize(contents) };
}
