import type { Body, Operation } from '../../../openapi/contracts.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { wholeImageColumns } from './image-columns.ts';
import { beginImport, ociPullOf, waitForImport } from './import-task.ts';
import { visibilityOf, visibilityOptions } from './visibility.ts';

export default defineCommand({
  args: { reference: { help: 'an image of another registry, such as docker.io/library/busybox:1.36' } },
  options: {
    name: { type: 'string', help: 'the name here; default is the last part of the reference, busybox:1.36' },
    username: { type: 'string', help: 'for the registry; its password is read from SAMPAN_REGISTRY_PASSWORD' },
    ...visibilityOptions,
    tag: { type: 'list', help: 'a tag; may be repeated' },
  },
  output: 'record',
  example: 'image pull docker.io/library/busybox:1.36',
  async run({ args, options, cloud: open, io, signal, progress }) {
    const visibility = visibilityOf(options);
    const method = ociPullOf(args.reference, options.username, io.env);
    const cloud = await open();
    const name = options.name ?? nameOf(args.reference);
    const body = { name, tags: options.tag, container_format: 'docker', disk_format: 'raw', ...(visibility === undefined ? {} : { visibility }) } as Body<Operation<'image', 'createImage'>>;
    const id = await beginImport(cloud, body, method);
    return record(await waitForImport(cloud, id, progress, signal), wholeImageColumns);
  },
});

/** A digest is no name that anybody would look for. */
const nameOf = (reference: string): string => (reference.split('/').at(-1) ?? reference).replace(/@.*$/, '');
