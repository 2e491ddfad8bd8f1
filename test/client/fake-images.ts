import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Image } from '../../client/sdk/pages.ts';
import { badRequest, notFound } from '../../openapi/serve/fault.ts';
import type { SomeHandlers } from './fake-cloud.ts';
import { imageId } from './fake-compute.ts';

export interface FakeImages {
  handlers: SomeHandlers<'image'>;
  images: Map<string, Image>;
  data: Map<string, Buffer>;
  /** When set, uploads are refused with these words. */
  refusal: string | undefined;
  patches: unknown[];
  /** Methods of the imports that were begun. */
  imports: unknown[];
  /** Methods of the exports; one to a reference with `refused` in it has failed. */
  exports: unknown[];
  tasks: ReturnType<typeof taskOf>[];
}

export function fakeImages(): FakeImages {
  const images = new Map<string, Image>([[imageId, imageOf({ id: imageId, name: 'busybox', status: 'active' })]]);
  const find = (id: string): Image => {
    const image = images.get(id);
    if (!image) throw notFound('image', id);
    return image;
  };
  const fake: FakeImages = {
    images,
    data: new Map(),
    refusal: undefined,
    patches: [],
    imports: [],
    exports: [],
    tasks: [],
    handlers: {
      listImages({ query }) {
        const all = [...images.values()].filter(({ name }) => query.name === undefined || name === query.name);
        return { status: 200, body: { images: all, first: '/v2/images', schema: '/v2/schemas/images' } };
      },
      getImage: ({ path }) => ({ status: 200, body: find(path.id) }),
      createImage({ body }) {
        const image = imageOf({ ...(body as Partial<Image>), id: randomUUID(), status: 'queued' });
        images.set(image.id, image);
        return { status: 201, body: image };
      },
      updateImage({ path, body }) {
        fake.patches.push(body);
        return { status: 200, body: find(path.id) };
      },
      deleteImage({ path }) {
        images.delete(find(path.id).id);
        return { status: 204 };
      },
      showImageUpload: () => ({ status: 204, headers: { 'Upload-Offset': '0' } }),
      async resumeImageUpload({ path, stream }) {
        const bytes = await buffer(stream);
        if (fake.refusal !== undefined) throw badRequest(fake.refusal);
        fake.data.set(path.id, bytes);
        Object.assign(find(path.id), { status: 'active', size: bytes.length });
        return { status: 204 };
      },
      downloadImage({ path }) {
        const bytes = fake.data.get(find(path.id).id);
        return bytes ? { status: 200, stream: Readable.from([bytes], { objectMode: false }), headers: { 'content-type': 'application/octet-stream' } } : { status: 204 };
      },
      addImageTag({ path }) {
        find(path.id).tags.push(path.tag);
        return { status: 204 };
      },
      removeImageTag({ path }) {
        const image = find(path.id);
        image.tags = image.tags.filter((tag) => tag !== path.tag);
        return { status: 204 };
      },
      addImageMember: ({ path, body }) => ({ status: 200, body: memberOf(find(path.id).id, body.member, 'pending') }),
      removeImageMember: () => ({ status: 204 }),
      updateImageMember: ({ path, body }) => ({ status: 200, body: memberOf(path.id, path.member, body.status) }),
      deactivateImage({ path }) {
        find(path.id).status = 'deactivated';
        return { status: 204 };
      },
      reactivateImage({ path }) {
        find(path.id).status = 'active';
        return { status: 204 };
      },
      importImage({ path, body }) {
        fake.imports.push(body.method);
        Object.assign(find(path.id), { status: 'active' });
        return { status: 202 };
      },
      exportImage({ path, body }) {
        const { name, ref, username, password } = body.method;
        fake.exports.push(username === undefined ? { name, ref } : { name, ref, username, password });
        fake.tasks.unshift(taskOf(path.id, ref));
        return { status: 202, headers: { 'OpenStack-image-task-id': fake.tasks[0]?.id ?? '' } };
      },
      listImageTasks: () => ({ status: 200, body: { tasks: fake.tasks } }),
      collectGarbage: ({ body }) => ({ status: 200, body: { dry_run: body.dry_run ?? false, layers: body.delay_s === 0 ? 3 : 1, blobs: 2, bytes: 100 } }),
      scrubBlobs: () => ({ status: 202, body: { due_blobs: 2, due_bytes: 100, damaged: [{ digest: digest(7), size: 50, damaged_at: '2026-01-02T03:04:05Z' }] } }),
      getUsage: () => ({ status: 200, body: usageOf('own') }),
      getProjectUsage: ({ path }) => ({ status: 200, body: usageOf(path.project_id) }),
      setProjectLimit: ({ path, body }) => ({ status: 200, body: usageOf(path.project_id, body.limit_bytes ?? -1) }),
      listImageLayers: () => ({ status: 200, body: { layers: [layer(1, null), layer(2, 1)] } }),
    },
  };
  return fake;
}

const imageOf = (some: Partial<Image>): Image => ({
  id: '', name: null, status: 'queued', visibility: 'private', size: null, virtual_size: null, checksum: null, os_hash_algo: null, os_hash_value: null,
  os_hidden: false, protected: false, min_ram: 0, min_disk: 0, owner: null, disk_format: 'raw', container_format: 'docker', created_at: '2026-01-02T03:04:05Z',
  updated_at: '2026-01-02T03:04:05Z', tags: [], self: '', file: '', schema: '', kind: 'container', layer_id: null, ...some,
});

const taskOf = (id: string, ref: string) => ({
  ...{ id: randomUUID(), type: 'api_image_export', status: ref.includes('refused') ? ('failure' as const) : ('success' as const), owner: 'own', image_id: id, user_id: 'me', request_id: 'req-1' },
  ...{ input: { export_req: { method: { name: 'oci-push', ref, digest: digest(8) } } }, result: null, message: ref.includes('refused') ? 'The registry refuses it.' : '' },
  ...{ phase: 'pushing', bytes_done: 10, bytes_total: 10, expires_at: null, created_at: '2026-01-02T03:04:05Z', updated_at: '2026-01-02T03:04:05Z' },
});

const usageOf = (projectId: string, limit = 1000) => ({ project_id: projectId, limit_bytes: limit, used_bytes: 400, reserved_bytes: 20, images: 2, uploads: 1 });

const digest = (number: number): string => `sha256:${String(number).repeat(64)}`;

const layer = (depth: number, parent: number | null) => ({
  id: digest(depth), parent_id: parent === null ? null : digest(parent), kind: 'tar' as const, diff_id: digest(depth + 4), depth, size: depth * 1000,
  created_at: '2026-01-02T03:04:05Z', encodings: [],
});

const memberOf = (imageId: string, member: string, status: 'pending' | 'accepted' | 'rejected') => ({
  member_id: member,
  image_id: imageId,
  status,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  schema: '/v2/schemas/member',
});
