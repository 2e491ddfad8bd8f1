import type { Image } from '../../sdk/pages.ts';
import { column, longColumn } from '../columns.ts';

const known = new Set([
  'id', 'name', 'status', 'status_reason', 'visibility', 'size', 'virtual_size', 'checksum', 'os_hash_algo', 'os_hash_value', 'os_hidden', 'protected',
  'min_ram', 'min_disk', 'owner', 'disk_format', 'container_format', 'architecture', 'created_at', 'updated_at', 'tags', 'self', 'file', 'schema', 'kind',
  'layer_id', 'locations', 'direct_url',
]);

/** Properties of the user's own stand beside Glance's at the top of the body. */
const propertiesOf = (image: Image): Record<string, unknown> => Object.fromEntries(Object.entries(image).filter(([key]) => !known.has(key)));

export const imageColumns = [
  column<Image>('id', 'ID', ({ id }) => id),
  column<Image>('name', 'Name', ({ name }) => name),
  column<Image>('status', 'Status', ({ status }) => status),
  column<Image>('kind', 'Kind', ({ kind }) => kind),
  column<Image>('visibility', 'Visibility', ({ visibility }) => visibility),
  column<Image>('size', 'Size', ({ size }) => size),
  longColumn<Image>('layer_id', 'Layer', (image) => image.layer_id),
  longColumn<Image>('disk_format', 'Disk format', (image) => image.disk_format),
  longColumn<Image>('container_format', 'Container format', (image) => image.container_format),
  longColumn<Image>('owner', 'Owner', ({ owner }) => owner),
  longColumn<Image>('created_at', 'Created', (image) => image.created_at),
];

export const wholeImageColumns = [
  ...imageColumns,
  ...([
    ['status_reason', 'Status reason'], ['architecture', 'Architecture'], ['virtual_size', 'Virtual size'], ['min_disk', 'Least disk GiB'],
    ['min_ram', 'Least memory MiB'], ['protected', 'Protected'], ['os_hidden', 'Hidden'], ['tags', 'Tags'], ['os_hash_algo', 'Hash'],
    ['os_hash_value', 'Hash value'], ['checksum', 'MD5'], ['updated_at', 'Updated'],
  ] as const).map(([key, title]) => column<Image>(key, title, (image) => image[key])),
  column<Image>('properties', 'Properties', propertiesOf),
].map((each) => ({ key: each.key, title: each.title, value: each.value }));
