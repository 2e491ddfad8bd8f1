import type { ReplyBody, Operation } from '../../openapi/contracts.ts';
import type { Image } from './image-store.ts';

export type ImageBody = ReplyBody<Operation<'image', 'getImage'>>;

/** An image as Glance v2 shows it: flat, with the properties of the user at the top level. */
export function imageView(image: Image): ImageBody {
  const architecture = image.architecture ?? image.properties['architecture'];
  return {
    ...image.properties,
    id: image.id,
    name: image.name,
    status: image.status,
    status_reason: image.statusReason,
    visibility: image.visibility,
    size: image.size,
    virtual_size: image.virtualSize,
    checksum: null,
    os_hash_algo: image.osHashAlgo,
    os_hash_value: image.osHashValue,
    os_hidden: image.osHidden,
    protected: image.protected,
    min_ram: image.minRamMib,
    min_disk: image.minDiskGib,
    owner: image.ownerProject,
    disk_format: image.diskFormat,
    container_format: image.containerFormat,
    ...(architecture === undefined ? {} : { architecture }),
    created_at: toSeconds(image.createdAt),
    updated_at: toSeconds(image.updatedAt),
    tags: image.tags,
    self: `/v2/images/${image.id}`,
    file: `/v2/images/${image.id}/file`,
    schema: '/v2/schemas/image',
    kind: image.kind,
    layer_id: image.topLayerId,
  };
}

/** Glance's times have no fraction; ours do, for the order of lists. */
export const toSeconds = (time: string): string => time.replace(/\.\d+Z$/, 'Z');
