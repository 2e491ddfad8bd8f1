import type { Body, Operation } from '../../../openapi/contracts.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { beginImport, ociPullOf, waitForImport } from './import-task.ts';
import type { ImportMethod } from './import-task.ts';
import { wholeImageColumns } from './image-columns.ts';
import { visibilityOf, visibilityOptions } from './visibility.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    method: { type: 'string', help: 'web-download of a URL, or oci-pull from a registry; default is what --uri looks like', oneOf: ['web-download', 'oci-pull'] },
    uri: { type: 'string', help: 'http://… or https://…, or an image reference such as docker.io/library/busybox:1.36', required: true },
    username: { type: 'string', help: 'for the registry; its password is read from SAMPAN_REGISTRY_PASSWORD' },
    containerFormat: { type: 'string', help: 'docker or bare', default: 'docker' },
    diskFormat: { type: 'string', help: 'raw, qcow2, iso, vmdk, vdi, vhd, vhdx', default: 'raw' },
    ...visibilityOptions,
    property: { type: 'pairs', help: 'a property of your own; may be repeated' },
    tag: { type: 'list', help: 'a tag; may be repeated' },
    wait: { type: 'bool', help: 'until it is there' },
  },
  output: 'record',
  example: 'image import busybox --uri docker.io/library/busybox:1.36 --wait',
  async run({ args, options, cloud: open, io, signal, progress }) {
    const visibility = visibilityOf(options);
    const method = options.method ?? (/^https?:/.test(options.uri) ? 'web-download' : 'oci-pull');
    const source: ImportMethod = method === 'web-download' ? { name: method, uri: options.uri } : ociPullOf(options.uri, options.username, io.env);
    const cloud = await open();
    const formats = { container_format: options.containerFormat, disk_format: options.diskFormat };
    const body = { name: args.name, tags: options.tag, ...formats, ...(visibility === undefined ? {} : { visibility }), ...options.property } as Body<Operation<'image', 'createImage'>>;
    const id = await beginImport(cloud, body, source);
    return record(options.wait ? await waitForImport(cloud, id, progress, signal) : (await cloud.image.call('getImage', { path: { id } })).body, wholeImageColumns);
  },
});
