/**
 * An image of layers that are there already (`layer_id` of `POST /v2/images`): no byte is sent, the image points at its
 * top layer. A container image keeps the configuration of the nearest image below it, as a changed container does.
 */
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { encodeJson, plainConfig, readImageConfig } from '../archives/image-config.ts';
import type { ImageConfig, RuntimeConfig } from '../archives/image-config.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import { findBlobs } from '../blobs/blob-row-store.ts';
import type { BlobStage } from '../blobs/blob-store.ts';
import { vmConfig, vmManifest } from '../disks/vm-manifest.ts';
import { findVisibleLayer } from '../layers/find-visible-layer.ts';
import { findEncodings, readChain } from '../layers/layer-store.ts';
import type { Layer, LayerEncoding } from '../layers/layer-store.ts';
import type { StoreServices } from '../services.ts';
import type { Viewer } from './image-access.ts';
import type { ImageContent } from './image-store.ts';
import type { Imported } from './imported.ts';
import { findConfigs } from './list-store.ts';
import { ociArchive, ociArchiveSize } from './oci-archive.ts';
import type { OciContents } from './oci-archive.ts';

export interface LayerImage {
  /** Of the top layer. */
  id: string;
  viewer: Viewer;
  /** Told of every stage. */
  keep: (stage: BlobStage) => void;
  /** What a container runs, in place of what the nearest image below says. */
  config?: RuntimeConfig;
}

/** Faults: `bad-request` when the layer is not there or not the caller's to see. */
export async function imageFromLayer(services: StoreServices, { id, viewer, keep, config: runtime }: LayerImage): Promise<Imported> {
  const { db, blobs } = services;
  const top = await findVisibleLayer(db, id, viewer).catch((error: unknown) => {
    throw error instanceof Fault && error.code === 'not-found' ? badRequest(`There is no layer ${id} that you can see: upload it first.`, { field: 'layer_id' }) : error;
  });
  const chain = await readChain(db, top.id);
  const encodings = await findEncodings(db, chain.map(({ diffId }) => diffId));
  const layers = chain.map((layer) => ({ layer, blob: encodings.find(({ diffId }) => diffId === layer.diffId) as LayerEncoding }));
  const stages = new Map<string, BlobStage>();
  const store = async (bytes: Buffer): Promise<{ digest: string; size: number }> => {
    const stage = await blobs.stage();
    keep(stage);
    await stage.append(bytes);
    const finished = await stage.finish();
    stages.set(finished.digest, stage);
    return finished;
  };
  const diffIds = chain.map(({ diffId }) => diffId);
  const isVm = top.kind === 'qcow2';
  const configBytes = isVm ? vmConfig(services.architecture, diffIds) : await containerConfig(services, { chain, diffIds, viewer, runtime });
  const config = await store(configBytes);
  const virtualSize = isVm ? (top.virtualSize ?? 0) : chain.reduce((sum, { rawSize }) => sum + rawSize, 0);
  const made = isVm ? vmManifest({ config, layers: layers.map(({ blob }) => blob), virtualSize }) : containerManifest(config, layers.map(({ blob }) => blob));
  const manifest = { ...(await store(made.bytes)), mediaType: made.mediaType };
  const common = { topLayerId: top.id, configDigest: config.digest, manifestDigest: manifest.digest, manifestMediaType: made.mediaType, virtualSize };
  const content: ImageContent = isVm
    ? { ...common, ...diskContent(layers.map(({ blob }) => blob)), kind: 'vm', architecture: null, minDiskGib: Math.ceil(virtualSize / 1024 ** 3) }
    : { ...common, ...(await archiveContent(services, { manifest, config, layers: layers.map(({ blob }) => blob) }, stages)), kind: 'container', architecture: readImageConfig(JSON.parse(configBytes.toString('utf8'))).architecture };
  return { stages, chain: layers.map(({ layer, blob }) => ({ id: layer.id, kind: layer.kind, diffId: layer.diffId, rawSize: layer.rawSize, blobDigest: blob.digest, mediaType: blob.mediaType })), content };
}

/** One disk is its own download; a chain is made one file when someone asks for it, and has no hash before. */
function diskContent(blobs: readonly LayerEncoding[]): Pick<ImageContent, 'dataDigest' | 'osHashValue' | 'size'> {
  const [only] = blobs;
  if (only && blobs.length === 1) return { dataDigest: only.digest, osHashValue: only.digest.replace('sha256:', ''), size: only.size };
  return { dataDigest: null, osHashValue: null, size: blobs.reduce((sum, { size }) => sum + size, 0) };
}

interface ConfigSource {
  chain: readonly Layer[];
  diffIds: readonly string[];
  viewer: Viewer;
  runtime: RuntimeConfig | undefined;
}

async function containerConfig(services: StoreServices, { chain, diffIds, viewer, runtime }: ConfigSource): Promise<Buffer> {
  const below = await configBelow(services, chain, viewer);
  const architecture = below?.architecture ?? services.architecture;
  const config = runtime ?? below?.config;
  return config ? encodeJson({ architecture, os: 'linux', config, rootfs: { type: 'layers', diff_ids: diffIds } }) : plainConfig(architecture, diffIds);
}

async function configBelow({ db, blobs }: StoreServices, chain: readonly Layer[], viewer: Viewer): Promise<ImageConfig | undefined> {
  const configs = await findConfigs(db, chain.map(({ id }) => id), viewer);
  const nearest = chain.findLast(({ id }) => configs.some(({ layerId }) => layerId === id));
  const digest = configs.find(({ layerId }) => layerId === nearest?.id)?.configDigest;
  if (digest === undefined) return undefined;
  const row = (await findBlobs(db, [digest])).get(digest);
  return row && readImageConfig(JSON.parse(await text(await blobs.read(row.storeKey))) as unknown);
}

function containerManifest(config: { digest: string; size: number }, layers: readonly LayerEncoding[]): { bytes: Buffer; mediaType: string } {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const document = {
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config.digest, size: config.size },
    layers: layers.map(({ mediaType: layerType, digest, size }) => ({ mediaType: layerType, digest, size })),
  };
  return { bytes: encodeJson(document), mediaType };
}

async function archiveContent(
  { blobs }: StoreServices,
  contents: Omit<OciContents, 'layers'> & { layers: readonly LayerEncoding[] },
  stages: ReadonlyMap<string, BlobStage>,
): Promise<Pick<ImageContent, 'osHashValue' | 'size'>> {
  const hash = createHash('sha256');
  const keys = new Map(contents.layers.map(({ digest, storeKey }) => [digest, storeKey]));
  const read = async ({ digest, size }: { digest: string; size: number }): Promise<AsyncIterable<Buffer>> =>
    stages.get(digest)?.read(0, size) ?? ((await blobs.read(keys.get(digest) ?? '')) as AsyncIterable<Buffer>);
  for await (const chunk of ociArchive(contents, read)) hash.update(chunk);
  return { osHashValue: hash.digest('hex'), size: ociArchiveSize(contents) };
}
