import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { rememberingSource } from '../../sdk/upload-image.ts';
import type { UploadSource } from '../../sdk/upload-image.ts';
import type { Io } from '../command.ts';
import { UsageError } from '../errors.ts';
import { tarFolder } from './folder-source.ts';

export interface Source {
  /** The first bytes, 512 where there are so many; they come again in `data`. */
  head: Uint8Array;
  data: UploadSource;
  totalBytes: number | undefined;
  close(): void;
}

/** Opens a file, a folder as the tar of a root file system, or standard input for `-`, and looks at its beginning without losing it. */
export async function openSource(file: string, io: Io): Promise<Source> {
  const { stream, totalBytes, data } = file === '-' ? standardInput(io) : await openFile(file);
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < 512) {
    const next = await chunks.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  if (length === 0) throw new UsageError(`There is nothing in ${file === '-' ? 'standard input' : file}: an image has at least one byte.`);
  return { head: Buffer.concat(first), data: data ?? rememberingSource(joined(first, chunks)), totalBytes, close: () => stream.destroy() };
}

async function* joined(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function standardInput({ stdin }: Io): Opened {
  if (!stdin || stdin.isTTY === true) throw new UsageError('Standard input is a terminal: pipe an image into it, or name a file with --file.');
  return { stream: stdin, totalBytes: undefined };
}

/** Of a root file system; its length is known when it ends. */
function folder(file: string): Opened {
  const { bytes, close } = tarFolder(file);
  const stream = Readable.from(bytes, { objectMode: false, highWaterMark: 1 << 20 });
  stream.once('close', close);
  return { stream, totalBytes: undefined };
}

interface Opened {
  stream: Readable;
  totalBytes: number | undefined;
  /** Of a file, which can be read again from any byte. */
  data?: UploadSource;
}

async function openFile(file: string): Promise<Opened> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`);
  });
  if (found.isDirectory()) return folder(file);
  const stream = createReadStream(file, { highWaterMark: 1 << 20 });
  if (!found.isFile()) return { stream, totalBytes: undefined };
  return { stream, totalBytes: found.size, data: { from: (start) => createReadStream(file, { start, highWaterMark: 1 << 20 }) } };
}
