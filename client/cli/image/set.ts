import { findImage } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import { visibilityOf, visibilityOptions } from './visibility.ts';

export default defineCommand({
  args: { image: { help: 'name or id' } },
  options: {
    name: { type: 'string', help: 'the new name' },
    ...visibilityOptions,
    property: { type: 'pairs', help: 'set a property; may be repeated' },
    removeProperty: { type: 'list', value: 'key', help: 'take a property away; may be repeated' },
    tag: { type: 'list', help: 'add a tag; may be repeated' },
    protected: { type: 'bool', help: 'refuse to delete it' },
    unprotected: { type: 'bool', help: 'let it be deleted' },
  },
  output: 'none',
  example: 'image set busybox --name box --property os_distro=busybox',
  async run({ args, options, cloud: open }) {
    if (options.protected && options.unprotected) throw new UsageError('--protected and --unprotected exclude each other.');
    const visibility = visibilityOf(options);
    const cloud = await open();
    const image = await findImage(cloud, args.image);
    const replace = (key: string, value: unknown): object => ({ op: 'replace', path: `/${key}`, value });
    const pointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
    const body = [
      ...(options.name === undefined ? [] : [replace('name', options.name)]),
      ...(visibility === undefined ? [] : [replace('visibility', visibility)]),
      ...(options.protected || options.unprotected ? [replace('protected', options.protected)] : []),
      ...(options.tag.length === 0 ? [] : [replace('tags', [...new Set([...image.tags, ...options.tag])])]),
      // `add` sets whether or not the property is there (RFC 6902, 4.1).
      ...Object.entries(options.property).map(([key, value]) => ({ op: 'add', path: `/${pointer(key)}`, value })),
      ...options.removeProperty.map((key) => ({ op: 'remove', path: `/${pointer(key)}` })),
    ];
    if (body.length === 0) throw new UsageError('Nothing to change was given.');
    const headers = { 'Content-Type': 'application/openstack-images-v2.1-json-patch' };
    await cloud.image.call('updateImage', { path: { id: image.id }, body: body as Record<string, unknown>[], headers });
    return undefined;
  },
});
