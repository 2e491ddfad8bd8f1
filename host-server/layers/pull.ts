/**
 * Gets images onto this host: asks the image service what a chain is made of, fetches and unpacks what is missing.
 *
 *   ensure ── chain known and all layers there? ──> paths, without any call
 *      └── one pull an image (single flight) ──> plan with a lease ──> missing layers, one pull a layer (single flight),
 *          `width` at once over the whole host ──> download │ sha256 │ unpack into staging ──> commit ──> chain kept
 *
 * Download and unpacking overlap, and layers are unpacked beside each other: overlayfs needs no parent for that. Nothing
 * is visible before its blob's digest and its own diff id are right, and a layer's id is checked to be what its parent
 * and its content make it (OCI image-spec, config.md, "Layer ChainID"; a disk's base is the digest of `qcow2 <DiffID>`).
 */
import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import type { Readable } from 'node:stream';
import type { Client } from '../../openapi/call/call.ts';
import type { ReplyBodyOf, Operation } from '../../openapi/contracts.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { ImageConfig } from '../drivers/driver.ts';
import { BootFiles } from './boot-files.ts';
import type { EnsureOptions, ImageSource, LocalImage } from './image-source.ts';
import { findChain, insertChain, noteServerChain, touchLayers } from './layer-store.ts';
import type { ImageChain, MachineParts } from './layer-store.ts';
import type { PartFile } from './part-files.ts';
import { pullBlob } from './pull-blob.ts';
import { SharedWork } from './shared-work.ts';
import type { LayerStore } from './store.ts';

export interface ImagePullerOptions {
  db: Db;
  store: LayerStore;
  images: Pick<Client<'image'>, 'call' | 'stream'>;
  /** Unpacks a blob into an empty directory and checks its diff id; the source checks its own digest. */
  unpack: (layer: { source: Readable; mediaType: string; diffId: string; digest: string; target: string }) => Promise<{ bytes: number }>;
  /** Kernels and ramdisks. */
  bootDirectory: string;
  /** Layers may have been added. */
  onPulled?: () => void;
  log: Logger;
  now: () => Date;
  /** Layers fetched and unpacked at once. */
  width?: number;
  idleMs?: number;
  tries?: number;
  retryDelayMs?: number;
  /** A lease runs for 15 minutes; a long pull takes another one this often. */
  leaseRenewMs?: number;
}

type PullPlan = ReplyBodyOf<Operation<'image', 'createPullPlan'>, 201>;
type PlannedLayer = PullPlan['layers'][number];

interface ImageRef {
  imageId: string;
  layerId: string;
}

export class ImagePuller implements ImageSource {
  readonly #options: ImagePullerOptions;
  readonly #limit: LimitFunction;
  readonly #bootFiles: BootFiles;
  readonly #images = new SharedWork<Pulled>();
  readonly #layers = new SharedWork<number>();
  readonly #chains = new Map<string, ImageChain>();

  constructor(options: ImagePullerOptions) {
    this.#options = options;
    this.#bootFiles = new BootFiles({ directory: options.bootDirectory, images: options.images });
    this.#limit = pLimit(options.width ?? 4);
  }

  async ensure(image: ImageRef, options: EnsureOptions): Promise<LocalImage> {
    const key = `${image.imageId}/${image.layerId}`;
    if (options.serverId !== undefined) await noteServerChain(this.#options.db, options.serverId, image);
    const kept = this.#chains.get(key) ?? (await findChain(this.#options.db, image.imageId, image.layerId));
    if (kept?.layerIds.every((id) => this.#options.store.has(id))) return this.#local(key, kept, noPull, options.signal);
    const onProgress = options.onProgress ?? (() => undefined);
    const pulled = await this.#images.join(key, options.signal, onProgress, (signal, tell) => this.#pull(image, signal, tell));
    return this.#local(key, pulled.chain, pulled, options.signal);
  }

  async #local(key: string, chain: ImageChain, { pulledLayers, pulledBytes }: { pulledLayers: number; pulledBytes: number }, signal: AbortSignal): Promise<LocalImage> {
    this.#chains.set(key, chain);
    this.#touch(chain.layerIds);
    const local = { paths: chain.layerIds.map((id) => this.#options.store.path(id)), config: chain.config, pulledLayers, pulledBytes };
    return chain.machine === undefined ? local : { ...local, machine: await this.#bootFiles.ensure(chain.machine, signal) };
  }

  /** Only the order of eviction after a restart rests on the note. */
  #touch(ids: string[]): void {
    const { db, store, now, log } = this.#options;
    const stale = store.touch(ids);
    if (stale.length > 0) touchLayers(db, stale, now()).catch((error: unknown) => log.warn({ error }, 'the use of layers could not be noted'));
  }

  async #pull(image: ImageRef, signal: AbortSignal, tell: (percent: number) => void): Promise<Pulled> {
    const { db, store, now, log, leaseRenewMs = 300_000 } = this.#options;
    const plan = await this.#plan(image, signal);
    const leases = [plan.lease_id];
    const renewal = setInterval(() => {
      this.#plan(image, signal).then(
        (again) => leases.push(again.lease_id),
        (error: unknown) => log.warn({ error, image_id: image.imageId }, 'the lease on an image being pulled could not be renewed'),
      );
    }, leaseRenewMs);
    let unpin = (): void => undefined;
    try {
      requireChain(plan, image);
      unpin = store.pin(plan.layers.map((layer) => layer.id));
      const missing = plan.layers.filter((layer) => !store.has(layer.id));
      const pulledBytes = await this.#fetchAll(missing, signal, tell);
      const chain = { ...image, layerIds: plan.layers.map((layer) => layer.id), config: plan.config as ImageConfig, ...(plan.vm ? { machine: machineParts(plan.vm) } : {}) };
      await insertChain(db, chain, now());
      this.#touch(chain.layerIds);
      return { chain, pulledLayers: missing.length, pulledBytes };
    } finally {
      unpin();
      this.#options.onPulled?.();
      clearInterval(renewal);
      // Nobody waits for it: an unreturned lease ends by itself.
      for (const id of leases) void this.#giveBack(id);
    }
  }

  async #plan({ imageId, layerId }: ImageRef, signal: AbortSignal): Promise<PullPlan> {
    const { images, store } = this.#options;
    try {
      const body = { image_id: imageId, layer_id: layerId, have: store.ids.slice(0, 10_000) };
      return (await images.call('createPullPlan', { body, signal })).body;
    } catch (error) {
      if (!isFault(error) || error.code !== 'not-found') throw error;
      throw new Fault('image-unusable', `Image ${imageId} is not at the image service any more (it was deleted?), and its layers are not on this host. Create the server from another image.`, { cause: error });
    }
  }

  /** One failure ends the others, and all have ended when this does. Answers the bytes fetched. */
  async #fetchAll(layers: PlannedLayer[], signal: AbortSignal, tell: (percent: number) => void): Promise<number> {
    const total = layers.reduce((sum, layer) => sum + layer.size, 0);
    const done = new Map<string, number>();
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const progressOf = (id: string) => (bytes: number): void => {
      done.set(id, bytes);
      const sum = [...done.values()].reduce((a, b) => a + b, 0);
      tell(total === 0 ? 100 : Math.min(100, Math.floor((sum * 100) / total)));
    };
    const fetches = layers.map((layer) =>
      this.#layers
        .join(layer.id, either, progressOf(layer.id), (layerSignal, tellBytes) => this.#limit(() => this.#fetch(layer, layerSignal, tellBytes)))
        .catch((error: unknown) => {
          failed.abort(error);
          throw error;
        }),
    );
    const results = await Promise.allSettled(fetches);
    if (either.aborted) throw signal.aborted ? signal.reason : failed.signal.reason;
    return results.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0);
  }

  /** Answers the bytes fetched: what an earlier pull has left of the blob is not fetched again. */
  async #fetch(layer: PlannedLayer, signal: AbortSignal, tellBytes: (bytes: number) => void): Promise<number> {
    const { store, log } = this.#options;
    signal.throwIfAborted();
    if (store.has(layer.id)) return 0;
    const began = performance.now();
    const part = await store.parts.take(layer.digest, layer.size);
    let bytes: number;
    try {
      bytes = await this.#fetchInto(layer, part, signal, tellBytes);
    } catch (error) {
      const isOfNoUse = isFault(error) && (error.code === 'layer-failed' || error.code === 'disk-full');
      await (isOfNoUse ? part?.drop() : part?.close());
      signal.throwIfAborted();
      // What was left may be what is damaged: once more, without it.
      if (isOfNoUse && error.code === 'layer-failed' && (part?.keptBytes ?? 0) > 0) return this.#fetch(layer, signal, tellBytes);
      throw layerFault(layer, error);
    }
    log.info({ layer_id: layer.id, bytes, resumed_at: part?.keptBytes ?? 0, duration_ms: Math.round(performance.now() - began) }, 'a layer was fetched');
    return bytes;
  }

  async #fetchInto(layer: PlannedLayer, part: PartFile | undefined, signal: AbortSignal, tellBytes: (bytes: number) => void): Promise<number> {
    const { store, images, unpack, idleMs = 30_000, tries = 5, retryDelayMs = 200 } = this.#options;
    const staged = await store.stage(layer.id);
    let bytes = 0;
    const source = pullBlob({
      request: (headers, abort) => images.stream('downloadLayer', { path: { id: layer.id }, headers, signal: abort }),
      digest: layer.digest,
      size: layer.size,
      signal,
      idleMs,
      tries,
      retryDelayMs,
      part,
      onBytes(count) {
        bytes += count;
        tellBytes((part?.keptBytes ?? 0) + bytes);
      },
    });
    try {
      const unpacked = await unpack({ source, mediaType: layer.media_type, diffId: layer.diff_id, digest: layer.digest, target: staged });
      await readToEnd(source);
      // Before the sync, which would write it to the disk.
      await part?.drop();
      await store.commit({ id: layer.id, parentId: layer.parent_id, digest: layer.digest, size: layer.size, diskBytes: unpacked.bytes }, staged);
      return bytes;
    } catch (error) {
      source.destroy();
      await store.discard(staged);
      throw error;
    }
  }

  async #giveBack(leaseId: string): Promise<void> {
    try {
      await this.#options.images.call('deleteLease', { path: { id: leaseId } });
    } catch (error) {
      this.#options.log.debug({ error, lease_id: leaseId }, 'a lease could not be given back; it ends by itself');
    }
  }
}

interface Pulled {
  chain: ImageChain;
  pulledLayers: number;
  pulledBytes: number;
}

const machineParts = (vm: NonNullable<PullPlan['vm']>): MachineParts => ({
  properties: vm.properties,
  ...(vm.kernel_id === undefined ? {} : { kernelId: vm.kernel_id }),
  ...(vm.ramdisk_id === undefined ? {} : { ramdiskId: vm.ramdisk_id }),
  ...(vm.disk_format === 'iso' ? { cdrom: true as const } : {}),
});

const noPull = { pulledLayers: 0, pulledBytes: 0 };

/** What stands behind the archive's end is read too: the blob's digest covers it. */
async function readToEnd(source: Readable): Promise<void> {
  if (source.readableEnded) return;
  if (source.errored) throw source.errored;
  await new Promise<void>((resolve, reject) => {
    source.once('end', resolve).once('error', reject).once('close', resolve).resume();
  });
  if (!source.readableEnded) throw new Fault('layer-failed', 'The blob was not read to its end.', { retryable: true });
}

/** The chain must be what was asked for, base first, and each id what its content makes it. */
function requireChain(plan: PullPlan, { layerId, imageId }: ImageRef): void {
  let parent: string | null = null;
  for (const layer of plan.layers) {
    const id: string = parent !== null ? digestOf(`${parent} ${layer.diff_id}`) : plan.kind === 'vm' ? digestOf(`qcow2 ${layer.diff_id}`) : layer.diff_id;
    if (layer.parent_id !== parent || layer.id !== id) {
      throw new Fault('layer-failed', `The plan for image ${imageId} is wrong: layer ${layer.id} should be ${id} on ${parent ?? 'nothing'}. Tell the operator of the image service.`, { retryable: false });
    }
    parent = id;
  }
  if (parent !== layerId) throw new Fault('image-unusable', `The plan for image ${imageId} ends at layer ${parent ?? 'none'}, and ${layerId} was asked for. Tell the operator of the image service.`);
}

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function layerFault(layer: PlannedLayer, error: unknown): unknown {
  if (!isFault(error)) return error;
  return new Fault(error.code === 'not-found' ? 'layer-failed' : error.code, `Fetching layer ${layer.id} failed: ${error.message}`, {
    cause: error,
    details: { ...error.details, layer_id: layer.id },
    retryable: error.retryable,
  });
}
