import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Fault } from '../../../openapi/serve/fault.ts';

/**
 * The text of a file in the root of a guest that runs, or undefined when there is none. The guest may change its tree at any
 * instant, so no symbolic link is followed: each directory is opened below the one before (`/proc/self/fd` names an open
 * directory itself, whatever its path is by then). At most 1 MiB, and regular files only.
 */
export async function readTextInRunningRoot(root: string, path: string): Promise<string | undefined> {
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  if (parts.includes('..')) throw new Fault('bad-request', `The path ${path} climbs with '..'.`);
  let at: FileHandle | undefined;
  try {
    at = await open(root, constants.O_RDONLY | constants.O_DIRECTORY);
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1;
      // Not blocking: a FIFO in the file's place must not hold us up.
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | (isLast ? 0 : constants.O_DIRECTORY);
      const next: FileHandle = await open(`/proc/self/fd/${at.fd}/${part}`, flags);
      await at.close();
      at = next;
    }
    const stats = await at.stat();
    if (!stats.isFile() || stats.size > 1 << 20) return undefined;
    return await at.readFile('utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  } finally {
    await at?.close();
  }
}
