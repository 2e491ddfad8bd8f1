import { createClient } from '../../openapi/call/call.ts';
import { Fault, badRequest, isFault } from '../../openapi/serve/fault.ts';
import type { Kind, ServerSpec } from '../wire.ts';

/** What a server needs to know of its image. */
export interface ResolvedImage {
  id: string;
  name: string | null;
  kind: Kind;
  layerId: string;
  architecture: string | null;
  minMemoryMib: number;
  minDiskGib: number;
  /** What its host is told beyond the layer. */
  parts: Pick<ServerSpec['image'], 'properties' | 'kernel' | 'ramdisk'>;
}

/** Asks the image service with the caller's own token, so that what the caller may see is decided there. */
export interface ImageResolver {
  resolve(imageRef: string, token: string, requestId: string, signal: AbortSignal): Promise<ResolvedImage>;
  /** By id, or by the name of exactly one. */
  resolveNamed(ref: string, token: string, requestId: string, signal: AbortSignal): Promise<ResolvedImage>;
  close(): void;
}

/** `imageUrl` is where the image service is, without its prefix. */
export function createImageResolver(imageUrl: string, ca?: string[]): ImageResolver {
  const client = createClient('image', { baseUrl: `${imageUrl}/image`, timeoutMs: 5000, retries: 1, userAgent: 'sampan-region', ca });
  const bootPart = async (id: string, token: string, requestId: string, signal: AbortSignal): Promise<ImagePart> => {
    const { body } = await client.call('getImage', { path: { id }, headers: { 'X-Auth-Token': token }, requestId, signal });
    if (body.status !== 'active') throw new Fault('image-unusable', `Image ${id}, which another boots with, has no data. Upload it first.`, { details: { image_id: id } });
    return { id };
  };
  return {
    async resolve(imageRef, token, requestId, signal) {
      const id = lastSegment(imageRef);
      if (!uuid.test(id)) throw noSuchImage(id);
      try {
        const { body } = await client.call('getImage', { path: { id }, headers: { 'X-Auth-Token': token }, requestId, signal });
        return { ...requireUsable(body), parts: await partsOf(body, (part) => bootPart(part, token, requestId, signal)) };
      } catch (error) {
        throw explained(error, id);
      }
    },
    async resolveNamed(ref, token, requestId, signal) {
      if (uuid.test(ref)) return this.resolve(ref, token, requestId, signal);
      const { body } = await client.call('listImages', { query: { name: ref, limit: 3 }, headers: { 'X-Auth-Token': token }, requestId, signal }).catch((error: unknown) => {
        throw explained(error, ref);
      });
      const [found, ...more] = body.images.filter(({ name }) => name === ref);
      if (!found) throw noSuchImage(ref);
      if (more.length > 0) throw badRequest(`There are ${more.length + 1} images with the name ${ref}: name one by its id.`, { field: 'image' });
      return this.resolve(found.id, token, requestId, signal);
    },
    close: () => client.close(),
  };
}

type ImagePart = NonNullable<ServerSpec['image']['kernel']>;

/** Custom properties as the host is told them, and the images of a kernel and a ramdisk. */
async function partsOf(image: object, bootPart: (id: string) => Promise<ImagePart>): Promise<ResolvedImage['parts']> {
  const { kernel_id: kernel, ramdisk_id: ramdisk, ...properties } = customProperties(image);
  return {
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(kernel ? { kernel: await bootPart(kernel) } : {}),
    ...(ramdisk ? { ramdisk: await bootPart(ramdisk) } : {}),
  };
}

/** What users note on an image, and what says how it boots: all but what the services say of it themselves. */
export const customProperties = (image: object): Record<string, string> =>
  Object.fromEntries(Object.entries(image).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !ownKeys.has(entry[0]) && !entry[0].startsWith('os_glance_')));

/** What Glance and Sampan say of an image themselves; the rest are custom properties. */
const ownKeys = new Set([
  'id', 'name', 'status', 'status_reason', 'visibility', 'checksum', 'os_hash_algo', 'os_hash_value', 'owner', 'disk_format', 'container_format', 'created_at', 'updated_at', 'self',
  'file', 'schema', 'kind', 'layer_id', 'parent_layer_id', 'direct_url', 'stores',
]);

type ImageBody = {
  id: string;
  name: string | null;
  status: string;
  status_reason?: string | null;
  kind: string | null;
  layer_id: string | null;
  architecture?: string;
  min_ram: number;
  min_disk: number;
};

/** An active image of a kind that runs; otherwise the fault `image-unusable` with the reason. */
export function requireUsable(image: ImageBody): Omit<ResolvedImage, 'parts'> {
  const refuse = (why: string): Fault => new Fault('image-unusable', `Image ${image.id} cannot start a server: ${why}`, { details: { image_id: image.id, status: image.status } });
  if (image.status !== 'active') {
    throw refuse(`it is ${image.status}${image.status_reason ? ` (${image.status_reason})` : ''}, not active. Wait for its upload, or choose another.`);
  }
  if (image.kind !== 'container' && image.kind !== 'vm') throw refuse('it is neither a container nor a vm image. Choose another.');
  if (image.layer_id === null) throw refuse('it has no layers. Upload its data, or choose another.');
  return {
    id: image.id,
    name: image.name,
    kind: image.kind,
    layerId: image.layer_id,
    architecture: image.architecture ?? null,
    minMemoryMib: image.min_ram,
    minDiskGib: image.min_disk,
  };
}

// Nova answers 400 for an image that is not there: the path is sound, the body is not.
function explained(error: unknown, id: string): unknown {
  if (!isFault(error)) return error;
  if (error.code === 'not-found') return noSuchImage(id);
  if (error.status >= 500 && error.code !== 'internal') {
    return new Fault('unavailable', `Cannot ask the image service for image ${id}: ${error.message} Try again shortly.`, { cause: error });
  }
  return error;
}

const noSuchImage = (id: string): Fault =>
  badRequest(`Can not find requested image ${id}: list images, and check the project of your token.`, { image_id: id });

/** Anything else would name another resource of the image service, such as `.` for the list. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

// Old clients send the image's URL.
export const lastSegment = (ref: string): string => ref.replace(/\/+$/, '').split('/').at(-1) ?? ref;
