import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { EventEmitter } from 'node:events';
import { Fault } from '../../../openapi/serve/fault.ts';
import { findImage } from '../../sdk/find.ts';
import { defineCommand } from '../command.ts';
import type { Io, Outlet } from '../command.ts';
import { UsageError } from '../errors.ts';
import { tellTransfer } from './transfer.ts';

export default defineCommand({
  args: { image: { help: 'name or id' } },
  options: { file: { type: 'string', help: 'where to write it; - is standard output', required: true } },
  output: 'none',
  example: 'image save busybox --file busybox.tar',
  async run({ args, options, cloud: open, io, signal, progress }) {
    await requirePlace(options.file, io);
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

/** Before anything is fetched. */
async function requirePlace(file: string, { stdout }: Io): Promise<void> {
  if (file === '-' && stdout.isTTY === true) throw new UsageError('Standard output is a terminal: send it to a file or a program, or name a file with --file.');
  const found = file === '-' ? undefined : await stat(file).catch(() => undefined); // What is not there yet is made.
  if (found?.isDirectory()) throw new UsageError(`${file} is a folder: name a file in it with --file.`);
}

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
