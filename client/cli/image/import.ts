import { setTimeout as pause } from 'node:timers/promises';
import type { Body, Operation } from '../../../openapi/contracts.ts';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import type { Image } from '../../sdk/pages.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import type { Progress } from '../progress.ts';
import { wholeImageColumns } from './image-columns.ts';
import { transferLine } from './transfer.ts';
import { visibilityOf, visibilityOptions } from './visibility.ts';

type Method = Body<Operation<'image', 'importImage'>>['method'];

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
    const password = io.env['SAMPAN_REGISTRY_PASSWORD'];
    if (options.username !== undefined && password === undefined) throw new UsageError('--username needs the password in SAMPAN_REGISTRY_PASSWORD: on the command line everyone on this machine could read it.');
    const source: Method =
      method === 'web-download' ? { name: method, uri: options.uri } : { name: method, ref: options.uri, ...(options.username === undefined ? {} : { username: options.username, password: password ?? '' }) };
    const cloud = await open();
    const formats = { container_format: options.containerFormat, disk_format: options.diskFormat };
    const body = { name: args.name, tags: options.tag, ...formats, ...(visibility === undefined ? {} : { visibility }), ...options.property } as Body<Operation<'image', 'createImage'>>;
    const { id } = (await cloud.image.call('createImage', { body })).body;
    try {
      await cloud.image.call('importImage', { path: { id }, body: { method: source } });
    } catch (error) {
      await cloud.image.call('deleteImage', { path: { id } }).catch(() => undefined); // The first failure says more.
      throw error;
    }
    return record(options.wait ? await waitForImport(cloud, id, progress, signal) : (await cloud.image.call('getImage', { path: { id } })).body, wholeImageColumns);
  },
});

const pollMs = 500;

async function waitForImport(cloud: Cloud, id: string, progress: Progress, signal: AbortSignal): Promise<Image> {
  const started = Date.now();
  for (;;) {
    const { body: image } = await cloud.image.call('getImage', { path: { id }, signal });
    if (image.status === 'active') return image;
    if (image.status !== 'importing') throw new Fault('image-unusable', `The import of ${image.name ?? id} failed: ${image.status_reason ?? `it is ${image.status}`}`);
    const [task] = (await cloud.image.call('listImageTasks', { path: { id }, signal })).body.tasks;
    if (task) progress.show(transferLine({ what: `${image.name ?? id} (${task.phase})`, bytes: task.bytes_done, totalBytes: task.bytes_total ?? undefined, elapsedMs: Date.now() - started }));
    await pause(pollMs, undefined, { signal });
  }
}
