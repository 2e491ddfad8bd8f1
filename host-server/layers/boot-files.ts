import { createWriteStream } from 'node:fs';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Client } from '../../openapi/call/call.ts';
import { Fault, isFault } from '../../openapi/serve/fault.ts';
import type { MachineImage } from '../drivers/driver.ts';
import type { MachineParts } from './layer-store.ts';
import { SharedWork } from './shared-work.ts';

/**
 * Kernels and ramdisks on this host, one file an image under the image's id: an image's data never changes. A file is there
 * when it is whole.
 */
export class BootFiles {
  readonly #directory: string;
  readonly #images: Pick<Client<'image'>, 'stream'>;
  readonly #work = new SharedWork<string>();

  constructor(options: { directory: string; images: Pick<Client<'image'>, 'stream'> }) {
    this.#directory = options.directory;
    this.#images = options.images;
  }

  /** Answers when both files are there, where an image has them. */
  async ensure({ properties, kernelId, ramdiskId, cdrom }: MachineParts, signal: AbortSignal): Promise<MachineImage> {
    const [kernel, ramdisk] = await Promise.all([kernelId, ramdiskId].map(async (id) => (id === undefined ? undefined : this.#file(id, signal))));
    return { properties, ...(cdrom && { cdrom }), ...(kernel === undefined ? {} : { kernel }), ...(ramdisk === undefined ? {} : { ramdisk }) };
  }

  async #file(imageId: string, signal: AbortSignal): Promise<string> {
    if (!/^[0-9a-f-]{36}$/i.test(imageId)) throw new Fault('image-unusable', `The image names the kernel or ramdisk '${imageId.slice(0, 60)}', which is no image's id. Correct kernel_id and ramdisk_id.`);
    const path = join(this.#directory, imageId.toLowerCase());
    const there = await stat(path).then(() => true, () => false);
    return there ? path : this.#work.join(imageId, signal, () => undefined, (either) => this.#fetch(imageId, path, either));
  }

  async #fetch(imageId: string, path: string, signal: AbortSignal): Promise<string> {
    await mkdir(this.#directory, { recursive: true });
    // A machine's user walks through and reads what it is told of.
    await chmod(this.#directory, 0o711);
    const draft = `${path}.new`;
    try {
      const { status, body } = await this.#images.stream('downloadImage', { path: { id: imageId }, signal });
      if (status !== 200) throw new Fault('image-unusable', `The kernel or ramdisk image ${imageId} has no data. Upload it.`);
      await pipeline(body, createWriteStream(draft), { signal });
      await chmod(draft, 0o444);
      const file = await open(draft);
      await file.sync().finally(() => file.close());
      await rename(draft, path);
      return path;
    } catch (error) {
      await rm(draft, { force: true });
      signal.throwIfAborted();
      if (isFault(error) && error.code === 'not-found') throw new Fault('image-unusable', `The kernel or ramdisk image ${imageId} is not at the image service. Correct kernel_id and ramdisk_id.`, { cause: error });
      throw error;
    }
  }
}
