import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { EventEmitter } from 'node:events';
import { Fault } from '../../../openapi/serve/fault.ts';
import { findImage } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import type { Outlet } from '../command.ts';
import { tellTransfer } from './transfer.ts';

export default defineCommand({
  args: { image: { help: 'name or id' } },
  options: { file: { type: 'string', help: 'where to write it; - is standard output', required: true } },
  output: 'none',
  example: 'image save busybox --file busybox.tar',
  async run({ args, options, cloud: open, io, signal, progress }) {
    const cloud = await open();
    const { id, name } = await findImage(cloud, args.image);
    const { body, status, headers } = await cloud.image.stream('downloadImage', { path: { id }, signal });
    if (status === 204) {
      body.destroy();
      throw new Fault('conflict', `The image ${name ?? id} has no data yet. Upload it first, or wait until its upload ends.`);
    }
    const length = headers['content-length'];
    const bytes = tellTransfer(body as AsyncIterable<Uint8Array>, { progress, what: name ?? id, totalBytes: length === undefined ? undefined : Number(length) });
    if (options.file === '-') await writeTo(io.stdout, bytes);
    else await writeFile(options.file, bytes, signal);
    return undefined;
  },
});

/** Under another name until it is whole: a file of the wanted name is never half an image. */
async function writeFile(file: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  const temporary = `${file}.part`;
  try {
    await pipeline(bytes, createWriteStream(temporary), { signal });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeTo(outlet: Outlet, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of bytes) {
    if (outlet.write(chunk) === false) await once(outlet as Outlet & EventEmitter, 'drain');
  }
}
