import { createClient } from '../../openapi/call/call.ts';
import type { CallArgs } from '../../openapi/call/call.ts';
import type { Body, Operation, Query } from '../../openapi/contracts.ts';
import { badRequest, Fault, isFault } from '../../openapi/serve/fault.ts';
import type { Call, Handlers } from '../../openapi/serve/handler.ts';
import { customProperties, lastSegment } from '../images/resolve-image.ts';
import { nextLink, pageLimit } from '../paging.ts';
import { glanceStatus, imageLinks, imageView } from './image-words.ts';
import type { GlanceImage } from './image-words.ts';

type ImageOperation =
  | 'listComputeImages' | 'listComputeImagesDetail' | 'getComputeImage' | 'deleteComputeImage' | 'listComputeImageMetadata' | 'mergeComputeImageMetadata'
  | 'replaceComputeImageMetadata' | 'getComputeImageMetadataItem' | 'updateComputeImageMetadataItem' | 'deleteComputeImageMetadataItem';

export interface ImageProxies {
  handlers: Pick<Handlers<'compute'>, ImageOperation>;
  close(): void;
}

type Caller = Pick<Call<unknown>, 'auth' | 'requestId' | 'signal'>;
type Properties = Record<string, string>;
type Filters = Query<Operation<'compute', 'listComputeImages'>>;

/**
 * Asks the image service with the caller's own token. Source: Compute API, "Images (DEPRECATED)" and "Images metadata".
 * @param imageUrl where the image service is, without its prefix
 */
export function createImageProxies(imageUrl: string, ca?: string[]): ImageProxies {
  const client = createClient('image', { baseUrl: `${imageUrl}/image`, timeoutMs: 10_000, retries: 1, userAgent: 'sampan-region', ca });
  const as = ({ auth, requestId, signal }: Caller) => ({ headers: { 'X-Auth-Token': auth.token }, requestId, signal });
  const find = async (caller: Caller, id: string): Promise<GlanceImage> => (await client.call('getImage', { path: { id }, ...as(caller) }).catch(told(id))).body;
  const list = async (caller: Caller, asked: Filters): Promise<GlanceImage[]> =>
    (await client.call('listImages', { query: filtersOf(asked), ...as(caller) }).catch(told(asked.marker ?? ''))).body.images;
  const page = (images: readonly GlanceImage[], { query, baseUrl }: { query: Filters; baseUrl: string }, path: string) =>
    nextLink('images_links', images.length === pageLimit(query.limit), `${baseUrl}${path}`, query, images.at(-1)?.id);
  const change = async (caller: Caller, id: string, work: (before: Properties) => Properties): Promise<Properties> => {
    const before = customProperties(await find(caller, id));
    const patch = patchBetween(before, work(before));
    if (patch.length === 0) return before;
    const { headers, ...rest } = as(caller);
    const type = { ...headers, 'Content-Type': 'application/openstack-images-v2.1-json-patch' };
    return customProperties((await client.call('updateImage', { path: { id }, body: patch, headers: type, ...rest }).catch(told(id))).body);
  };

  return {
    close: () => client.close(),
    handlers: {
      async listComputeImages(call) {
        const images = await list(call, call.query);
        const views = images.map(({ id, name }) => ({ id, name: name ?? null, links: imageLinks(id, call.baseUrl, imageUrl) }));
        return { status: 200, body: { images: views, ...page(images, call, '/v2.1/images') } };
      },
      async listComputeImagesDetail(call) {
        const images = await list(call, call.query);
        return { status: 200, body: { images: images.map((image) => imageView(image, call.baseUrl, imageUrl)), ...page(images, call, '/v2.1/images/detail') } };
      },
      async getComputeImage(call) {
        return { status: 200, body: { image: imageView(await find(call, call.path.image_id), call.baseUrl, imageUrl) } };
      },
      async deleteComputeImage(call) {
        const { image_id: id } = call.path;
        await client.call('deleteImage', { path: { id }, ...as(call) }).catch(told(id));
        return { status: 204 };
      },
      async listComputeImageMetadata(call) {
        return { status: 200, body: { metadata: customProperties(await find(call, call.path.image_id)) } };
      },
      async mergeComputeImageMetadata(call) {
        return { status: 200, body: { metadata: await change(call, call.path.image_id, (before) => ({ ...before, ...call.body.metadata })) } };
      },
      async replaceComputeImageMetadata(call) {
        return { status: 200, body: { metadata: await change(call, call.path.image_id, () => call.body.metadata) } };
      },
      async getComputeImageMetadataItem(call) {
        const { image_id: id, key } = call.path;
        const value = own(customProperties(await find(call, id)), key);
        if (value === undefined) throw noSuchKey(key);
        return { status: 200, body: { meta: { [key]: value } } };
      },
      async updateComputeImageMetadataItem(call) {
        const { image_id: id, key } = call.path;
        const value = own(call.body.meta, key);
        if (value === undefined) throw badRequest(`Request body and URI mismatch: the body must have the key ${key} of the URL.`, { field: 'meta' });
        await change(call, id, (before) => ({ ...before, [key]: value }));
        return { status: 200, body: { meta: { [key]: value } } };
      },
      async deleteComputeImageMetadataItem(call) {
        const { image_id: id, key } = call.path;
        await change(call, id, (before) => {
          if (!Object.hasOwn(before, key)) throw noSuchKey(key);
          return Object.fromEntries(Object.entries(before).filter(([each]) => each !== key));
        });
        return { status: 204 };
      },
    },
  };
}

/** Nova's filters in Glance's words. */
function filtersOf({ limit, marker, name, status, server, type, minRam, minDisk, 'changes-since': since }: Filters): NonNullable<CallArgs<Operation<'image', 'listImages'>>['query']> {
  const words = {
    limit: pageLimit(limit), marker, name,
    status: status === undefined ? undefined : glanceStatus(status),
    instance_uuid: server === undefined ? undefined : lastSegment(server),
    image_type: type, min_ram: minRam, min_disk: minDisk,
    updated_at: since === undefined ? undefined : `gte:${since}`,
  };
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
}

/** Not what every object has, as `constructor`. */
const own = (properties: Properties, key: string): string | undefined => (Object.hasOwn(properties, key) ? properties[key] : undefined);

function patchBetween(before: Properties, after: Properties): Body<Operation<'image', 'updateImage'>> {
  const pathOf = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key)).map((key) => ({ op: 'remove', path: pathOf(key) }));
  const written = Object.entries(after).filter(([key, value]) => own(before, key) !== value).map(([key, value]) => ({ op: Object.hasOwn(before, key) ? 'replace' : 'add', path: pathOf(key), value }));
  return [...removed, ...written];
}

/** What the image service refuses goes on to the caller, in Nova's form; that it does not answer is said as such. */
const told = (id: string) => (error: unknown): never => {
  if (!isFault(error)) throw error;
  if (error.code === 'not-found') throw new Fault('not-found', `Image ${id} could not be found.`, { details: { resource: 'image', id } });
  if (error.status >= 500) throw new Fault('unavailable', `Cannot ask the image service: ${error.message} Try again shortly.`, { cause: error });
  throw new Fault(error.code, error.message, { details: error.details });
};

const noSuchKey = (key: string): Fault => new Fault('not-found', `Metadata item was not found: there is no key ${key}.`, { details: { resource: 'metadata item', id: key } });
