import type { Body, Operation } from '../../../openapi/contracts.ts';
import { isFault } from '../../../openapi/serve/fault.ts';
import { findImage } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import type { Image } from '../../sdk/pages.ts';
import { uploadImage } from '../../sdk/upload-image.ts';
import type { UploadOptions, UploadSource } from '../../sdk/upload-image.ts';
import { record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';
import { wholeImageColumns } from './image-columns.ts';
import { sniffFormats } from './sniff.ts';
import { openSource } from './source.ts';
import { sizeText, tellTransfer } from './transfer.ts';
import { visibilityOf, visibilityOptions } from './visibility.ts';

export default defineCommand({
  args: { name: { help: 'the name' } },
  options: {
    file: { type: 'string', help: 'a docker save archive, an OCI layout tar, a root file system as tar or folder, or a disk; - reads standard input', required: true },
    ...visibilityOptions,
    containerFormat: { type: 'string', help: 'docker, bare, aki or ari; default is what the file looks like' },
    diskFormat: { type: 'string', help: 'raw, qcow2, iso, vmdk, vdi, vhd, vhdx, aki or ari; default is what the file looks like' },
    kernel: { type: 'string', value: 'image', help: 'boot the disk with this kernel image' },
    ramdisk: { type: 'string', value: 'image', help: 'boot the disk with this ramdisk image' },
    property: { type: 'pairs', help: 'a property of your own; may be repeated' },
    tag: { type: 'list', help: 'a tag; may be repeated' },
    minDisk: { type: 'int', value: 'gib', min: 0, default: 0, help: 'least disk of a server' },
    minRam: { type: 'int', value: 'mib', min: 0, default: 0, help: 'least memory of a server' },
    protected: { type: 'bool', help: 'refuse to delete it' },
  },
  output: 'record',
  example: 'image create busybox --file busybox.tar --public',
  async run({ args, options, cloud: open, io, signal, progress }) {
    const visibility = visibilityOf(options);
    const source = await openSource(options.file, io);
    try {
      const seen = sniffFormats(source.head);
      const containerFormat = options.containerFormat ?? seen?.containerFormat;
      const diskFormat = options.diskFormat ?? seen?.diskFormat;
      if (containerFormat === undefined || diskFormat === undefined) {
        throw new UsageError(`${options.file} looks like neither a tar nor a qcow2 disk: say what it is with --container-format and --disk-format.`);
      }
      const cloud = await open();
      const body = {
        name: args.name,
        container_format: containerFormat,
        disk_format: diskFormat,
        min_disk: options.minDisk,
        min_ram: options.minRam,
        protected: options.protected,
        tags: options.tag,
        ...(visibility === undefined ? {} : { visibility }),
        ...(options.kernel === undefined ? {} : { kernel_id: (await findImage(cloud, options.kernel)).id }),
        ...(options.ramdisk === undefined ? {} : { ramdisk_id: (await findImage(cloud, options.ramdisk)).id }),
        ...options.property,
      } as ImageCreate;
      const { body: image } = await cloud.image.call('createImage', { body });
      const { totalBytes } = source;
      await upload(cloud, image, source.data, {
        signal,
        watch: (bytes, beforeBytes) => tellTransfer(bytes, { progress, what: args.name, totalBytes, beforeBytes }),
        onCut: (offset) => progress.show(`${args.name}: the connection was lost, going on at ${sizeText(offset)}`),
      });
      return record((await cloud.image.call('getImage', { path: { id: image.id } })).body, wholeImageColumns);
    } finally {
      source.close();
    }
  },
});

type ImageCreate = Body<Operation<'image', 'createImage'>>;

/** A record whose upload failed is of no use to anybody: it goes away again, and the upload's failure is what is told. */
async function upload(cloud: Cloud, image: Image, source: UploadSource, options: UploadOptions): Promise<void> {
  try {
    await uploadImage(cloud, image, source, options);
  } catch (error) {
    if (isFault(error)) await cloud.image.call('deleteImage', { path: { id: image.id } }).catch(() => undefined); // The first failure says more.
    throw error;
  }
}
