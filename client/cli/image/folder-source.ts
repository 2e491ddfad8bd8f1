import { spawn } from 'node:child_process';
import { Fault } from '../../../openapi/serve/fault.ts';

/**
 * A root file system's folder as a tar, made while it is read: owners by number, attributes and holes as they are. GNU tar
 * knows all kinds of files; a file that it cannot read fails the upload.
 */
export function tarFolder(folder: string): { bytes: AsyncIterable<Uint8Array>; close(): void } {
  const child = spawn('tar', ['--create', '--file=-', '--directory', folder, '--numeric-owner', '--xattrs', '--xattrs-include=*', '--sort=name', '--format=posix', '.'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-300);
  });
  const ended = new Promise<number | null | Error>((resolve) => child.once('error', resolve).once('close', resolve));
  async function* bytes(): AsyncIterable<Uint8Array> {
    for await (const chunk of child.stdout) yield chunk as Uint8Array;
    const code = await ended;
    if (code !== 0) throw new Fault('bad-request', `The folder ${folder} cannot be read as a whole: ${complaint.trim().split('\n').at(-1) ?? ''}. Run this as a user who may read all of it.`);
  }
  return { bytes: bytes(), close: () => void child.kill('SIGKILL') };
}
