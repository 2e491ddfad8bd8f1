import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';

/**
 * The path on the machine of a path inside a guest's root, with the guest's symbolic links followed as the guest would:
 * an absolute link starts at its root again and `..` never climbs above it. Whatever does not exist ends the walk as
 * written. Only for roots in which nothing runs yet: a running guest could change a link between the walk and the use.
 */
export async function pathInRoot(root: string, path: string): Promise<string> {
  const rest = path.split('/');
  let inside: string[] = [];
  let followed = 0;
  while (rest.length > 0) {
    const part = rest.shift();
    if (part === undefined || part === '' || part === '.') continue;
    if (part === '..') {
      inside.pop();
      continue;
    }
    const link = await linkAt(join(root, ...inside, part));
    if (link === undefined) {
      inside.push(part);
      continue;
    }
    if (++followed > 40) throw new Fault('image-unusable', `${path} in the image goes through more than 40 symbolic links. Repair the image.`);
    if (link.startsWith('/')) inside = [];
    rest.unshift(...link.split('/'));
  }
  return join(root, ...inside);
}

/** The text of a regular file of a guest's root, or undefined when there is none. At most 1 MiB: it is the guest's file. */
export async function readTextInRoot(root: string, path: string): Promise<string | undefined> {
  const found = await pathInRoot(root, path);
  const stats = await lstat(found).catch(missing);
  if (!stats?.isFile() || stats.size > 1 << 20) return undefined;
  return readFile(found, 'utf8');
}

async function linkAt(path: string): Promise<string | undefined> {
  const stats = await lstat(path).catch(missing);
  return stats?.isSymbolicLink() ? readlink(path) : undefined;
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
