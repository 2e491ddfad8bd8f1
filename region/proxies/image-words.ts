/** Images between Glance's words and Nova's (nova/api/openstack/compute/views/images.py tells the same). Pure. */
import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import type { components } from '../../openapi/generated/compute.ts';
import { customProperties } from '../images/resolve-image.ts';
import { serverLinks } from '../servers/server-view.ts';

export type GlanceImage = ReplyBodyOf<Operation<'image', 'getImage'>, 200>;
type NovaImage = components['schemas']['Image'];

export function imageView(image: GlanceImage, baseUrl: string, imageUrl: string): NovaImage {
  const metadata = customProperties(image);
  const { instance_uuid: server } = metadata;
  return {
    'id': image.id,
    'name': image.name ?? null,
    'status': novaStatus[image.status] ?? 'UNKNOWN',
    'progress': progress[image.status] ?? 0,
    'created': image.created_at,
    'updated': image.updated_at,
    'minDisk': image.min_disk,
    'minRam': image.min_ram,
    metadata,
    'links': imageLinks(image.id, baseUrl, imageUrl),
    'OS-EXT-IMG-SIZE:size': image.size ?? null,
    ...(server === undefined ? {} : { server: { id: server, links: serverLinks(server, baseUrl) } }),
  };
}

export const imageLinks = (id: string, baseUrl: string, imageUrl: string): NovaImage['links'] => [
  { rel: 'self', href: `${baseUrl}/v2.1/images/${id}` },
  { rel: 'bookmark', href: `${baseUrl}/images/${id}` },
  { rel: 'alternate', type: 'application/vnd.openstack.image', href: `${imageUrl}/image/v2/images/${id}` },
];

/** Of Nova's word; one that it does not have fits no image. */
export const glanceStatus = (status: string): string => glanceWords[status.toUpperCase()] ?? status;

const novaStatus: Readonly<Record<string, NovaImage['status']>> = {
  active: 'ACTIVE', queued: 'SAVING', saving: 'SAVING', uploading: 'SAVING', importing: 'SAVING', deleted: 'DELETED', pending_delete: 'DELETED', killed: 'ERROR',
};

const glanceWords: Readonly<Record<string, string>> = { ACTIVE: 'active', SAVING: 'saving', DELETED: 'deleted', ERROR: 'killed' };

/** Percent, as coarse as Nova has it. */
const progress: Readonly<Record<string, number>> = { queued: 25, saving: 50, active: 100 };
