import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Fault, notFound } from '../../openapi/serve/fault.ts';
import type { HandlerTable } from '../../openapi/serve/handler.ts';

export interface FakeLayer {
  /** Chain id. */
  id: string;
  parentId: string | null;
  diffId: string;
  digest: string;
  mediaType: string;
  blob: Buffer;
}

export interface FakeImageChain {
  imageId: string;
  layerId: string;
  layers: FakeLayer[];
  config: Record<string, unknown>;
  /** Of an image for machines. */
  vm?: { kernel_id?: string; ramdisk_id?: string; properties: Record<string, string> };
}

const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** The layers of an image from plain tar archives, base first, stored as gzip. */
export function fakeChain(archives: readonly Buffer[], config: Record<string, unknown> = { Cmd: ['/bin/sleep', '1d'] }): FakeImageChain {
  const layers: FakeLayer[] = [];
  for (const archive of archives) {
    const parentId = layers.at(-1)?.id ?? null;
    const diffId = sha256(archive);
    const blob = gzipSync(archive);
    const id = parentId === null ? diffId : sha256(`${parentId} ${diffId}`);
    layers.push({ id, parentId, diffId, digest: sha256(blob), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', blob });
  }
  return { imageId: randomUUID(), layerId: layers.at(-1)?.id ?? '', layers, config };
}

/** An image for machines from qcow2 files, base first. */
export function fakeDiskChain(disks: readonly Buffer[], vm: NonNullable<FakeImageChain['vm']>): FakeImageChain {
  const layers: FakeLayer[] = [];
  for (const blob of disks) {
    const parentId = layers.at(-1)?.id ?? null;
    const diffId = sha256(blob);
    layers.push({ id: sha256(`${parentId ?? 'qcow2'} ${diffId}`), parentId, diffId, digest: diffId, mediaType: 'application/vnd.sampan.layer.v1.qcow2', blob });
  }
  return { imageId: randomUUID(), layerId: layers.at(-1)?.id ?? '', layers, config: {}, vm };
}

export interface FakeLayerOptions {
  /** Changes how a download goes on the wire, the whole by default. */
  serve?: (layer: FakeLayer, offset: number) => Readable;
}

/** The image service as a host that pulls sees it, with a count of what it was asked. */
export class FakeLayers {
  readonly plans: { have: string[] }[] = [];
  /** Layer id and offset of every download. */
  readonly downloads: { id: string; offset: number }[] = [];
  readonly leases = new Set<string>();
  serve: NonNullable<FakeLayerOptions['serve']>;
  /** Kernels and ramdisks by the ids of their images. */
  readonly files = new Map<string, Buffer>();
  readonly #chains = new Map<string, FakeImageChain>();

  constructor(options: FakeLayerOptions = {}) {
    this.serve = options.serve ?? ((layer, offset) => Readable.from([layer.blob.subarray(offset)], { objectMode: false }));
  }

  add(chain: FakeImageChain): FakeImageChain {
    this.#chains.set(chain.imageId, chain);
    return chain;
  }

  remove(imageId: string): void {
    this.#chains.delete(imageId);
  }

  get handlers(): HandlerTable {
    return {
      createPullPlan: (call) => {
        const { image_id: imageId, layer_id: layerId, have } = call.body as { image_id: string; layer_id: string; have: string[] };
        const chain = this.#chains.get(imageId);
        if (!chain || chain.layerId !== layerId) throw notFound('image', imageId);
        this.plans.push({ have });
        const leaseId = randomUUID();
        this.leases.add(leaseId);
        const layers = chain.layers.map((layer) => ({
          id: layer.id, parent_id: layer.parentId, diff_id: layer.diffId, digest: layer.digest, media_type: layer.mediaType,
          size: layer.blob.length, present: have.includes(layer.id),
        }));
        const expires = new Date(Date.now() + 900_000).toISOString();
        const machine = chain.vm ? { kind: 'vm', vm: { virtual_size: 0, disk_format: 'qcow2', ...chain.vm } } : { kind: 'container' };
        return { status: 201, body: { lease_id: leaseId, lease_expires_at: expires, ...machine, architecture: 'amd64', config: chain.config, layers } };
      },
      downloadLayer: (call) => {
        const { id } = call.path as { id: string };
        const layer = [...this.#chains.values()].flatMap((chain) => chain.layers).find((each) => each.id === id);
        if (!layer) throw notFound('layer', id);
        const range = String(call.headers['range'] ?? '');
        const offset = Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0);
        if (offset > 0 && call.headers['if-range'] !== `"${layer.digest}"`) throw new Fault('bad-request', 'A range without its ETag.');
        this.downloads.push({ id, offset });
        const total = layer.blob.length;
        const headers = { 'ETag': `"${layer.digest}"`, ...(offset > 0 ? { 'Content-Range': `bytes ${offset}-${total - 1}/${total}` } : {}) };
        return { status: offset > 0 ? 206 : 200, stream: this.serve(layer, offset), headers };
      },
      downloadImage: (call) => {
        const { id } = call.path as { id: string };
        const file = this.files.get(id);
        if (!file) throw notFound('image', id);
        return { status: 200, stream: Readable.from([file], { objectMode: false }), headers: {} };
      },
      deleteLease: (call) => {
        this.leases.delete((call.path as { id: string }).id);
        return { status: 204 };
      },
    };
  }
}
