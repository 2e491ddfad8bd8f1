import { spawn } from 'node:child_process';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Fault } from '../../openapi/serve/fault.ts';
import type { Encoding } from './sniff.ts';
import { unusable } from './unusable.ts';

/** Decompresses as it reads; damage is the fault `image-unusable`. Node 20 has no zstd, so its own program does that. */
export function decode(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncIterable<Buffer> {
  switch (encoding) {
    case 'plain':
      return source;
    case 'gzip':
      return gunzip(source);
    case 'zstd':
      return unzstd(source);
  }
}

const chunkBytes = 1024 * 1024;

async function* gunzip(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const input = Readable.from(source, { objectMode: false, highWaterMark: chunkBytes });
  // The callback is what keeps an error from being thrown twice; the iteration below reports it.
  const output = pipeline(input, createGunzip({ chunkSize: chunkBytes }), () => undefined);
  try {
    for await (const chunk of output) yield chunk as Buffer;
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    const isDamage = typeof code === 'string' && (code.startsWith('Z_') || code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END');
    throw isDamage ? unusable('The gzip data is damaged or cut off. Make it again and upload it whole.', error) : error;
  }
}

async function* unzstd(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const child = spawn('zstd', ['--decompress', '--stdout', '--quiet', '--memory=128MB'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-300);
  });
  const ended = new Promise<number | null | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  let sourceError: unknown;
  pipeline(Readable.from(source, { objectMode: false, highWaterMark: chunkBytes }), child.stdin, (error) => {
    // When zstd gives up early its exit code tells why; a broken pipe would only hide it.
    if (error && error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
      sourceError = error;
      child.kill('SIGKILL');
    }
  });
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const code = await ended;
    if (sourceError !== undefined) throw sourceError;
    if (code instanceof Error) throw new Fault('not-implemented', 'zstd layers need the program zstd on the image service: install the package zstd.', { cause: code });
    if (code !== 0) throw unusable(`The zstd data is damaged or cut off (${complaint.trim() || `exit code ${code}`}). Make it again and upload it whole.`);
  } finally {
    child.kill('SIGKILL');
  }
}
