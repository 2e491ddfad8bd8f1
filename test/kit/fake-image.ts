import { randomUUID } from 'node:crypto';
import { loadContract } from '../../openapi/contracts.ts';
import type { ReplyBodyOf, Operation } from '../../openapi/contracts.ts';
import { notFound } from '../../openapi/serve/fault.ts';
import type { HandlerTable } from '../../openapi/serve/handler.ts';
import { createLogger } from '../../openapi/serve/log.ts';
import { createMetrics } from '../../openapi/serve/metrics.ts';
import { listOperations } from '../../openapi/serve/operations.ts';
import { createServer } from '../../openapi/serve/serve.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import { trustingVerifier } from './trusting-verifier.ts';

export type FakeImage = ReplyBodyOf<Operation<'image', 'getImage'>, 200>;

export interface FakeImageService {
  url: string;
  /** By id; a test puts in what it needs. */
  images: Map<string, FakeImage>;
  /** What was asked of snapshots, by image. */
  orders: ReadonlyMap<string, { parent_id: string }>;
  stop(): Promise<void>;
}

/** An image service that knows the images a test gives it; shows, lists and changes them, and takes the orders of snapshots. */
export async function startFakeImages(images: readonly FakeImage[], listen = { host: '127.0.0.1', port: 0 }): Promise<FakeImageService> {
  const known = new Map(images.map((image) => [image.id, image]));
  const orders = new Map<string, { parent_id: string }>();
  const contract = loadContract('image');
  const refuse = (): never => {
    throw new Fault('not-implemented', 'This stand-in only shows images.');
  };
  const handlers: HandlerTable = Object.fromEntries(listOperations(contract).map(({ id }) => [id, refuse]));
  handlers['getImage'] = (call) => {
    const { id } = call.path as { id: string };
    const image = known.get(id);
    if (!image) throw notFound('image', id);
    return { status: 200, body: image };
  };
  handlers['createImage'] = (call) => {
    const { snapshot, owner, name, ...properties } = call.body as { snapshot?: { parent_id: string }; owner: string; name: string } & Record<string, string>;
    const id = randomUUID();
    const image = { ...fakeContainerImage(id, name), ...properties, owner, status: 'queued', layer_id: null, visibility: 'private' } as unknown as FakeImage;
    known.set(id, image);
    if (snapshot) orders.set(id, snapshot);
    return { status: 201, body: image };
  };
  handlers['updateImage'] = (call) => {
    const { id } = call.path as { id: string };
    const image: Record<string, unknown> | undefined = known.get(id);
    if (!image) throw notFound('image', id);
    const changed = { ...image };
    for (const { op, path, value } of call.body as { op: string; path: string; value?: unknown }[]) {
      if (op === 'remove') delete changed[path.slice(1)];
      else changed[path.slice(1)] = value;
    }
    known.set(id, changed as FakeImage);
    return { status: 200, body: changed };
  };
  handlers['deleteImage'] = (call) => {
    const { id } = call.path as { id: string };
    if (!known.delete(id)) throw notFound('image', id);
    return { status: 204 };
  };
  handlers['listImages'] = () => ({ status: 200, body: { images: [...known.values()], first: '/v2/images', schema: '/v2/schemas/images' } });
  handlers['listImageVersions'] = ({ baseUrl }) => ({
    status: 300,
    body: { versions: [{ id: 'v2.15', status: 'CURRENT', links: [{ rel: 'self', href: `${baseUrl}/v2/` }] }] },
  });
  const server = createServer({
    name: 'fake-image',
    version: '0',
    listen,
    authUrl: 'http://127.0.0.1/identity/v3',
    mounts: [{ contract, prefix: '/image', handlers }],
    verifier: trustingVerifier,
    log: createLogger({ service: 'fake-image', level: 'silent' }),
    metrics: createMetrics(),
    validateResponses: true,
  });
  await server.start();
  return { url: server.url, images: known, orders, stop: () => server.stop(100) };
}

/** An active container image with one layer. */
export function fakeContainerImage(id: string, name: string): FakeImage {
  return {
    id,
    name,
    status: 'active',
    visibility: 'public',
    size: 1024,
    virtual_size: null,
    checksum: null,
    os_hash_algo: null,
    os_hash_value: null,
    os_hidden: false,
    protected: false,
    min_ram: 0,
    min_disk: 0,
    owner: null,
    disk_format: 'raw',
    container_format: 'docker',
    created_at: '2026-11-20T12:00:00Z',
    updated_at: '2026-11-20T12:00:00Z',
    tags: [],
    self: `/v2/images/${id}`,
    file: `/v2/images/${id}/file`,
    schema: '/v2/schemas/image',
    kind: 'container',
    layer_id: `sha256:${'ab'.repeat(32)}`,
  };
}

/** An active disk image with one layer. */
export const fakeVmImage = (id: string, name: string): FakeImage => ({
  ...fakeContainerImage(id, name), disk_format: 'qcow2', container_format: 'bare', kind: 'vm', layer_id: `sha256:${'cd'.repeat(32)}`, hw_machine_type: 'q35',
});
