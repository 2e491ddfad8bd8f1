/**
 * The tree of a guest that may run, walked so that nothing the guest does meanwhile leads out of it.
 *
 * The kernel never gets a path of more than one part: each directory is opened below the one before (`/proc/self/fd/N`
 * names an open directory itself, wherever it is by then) without following a link, and links are followed here, an
 * absolute one from the guest's root and `..` never above it. A link that is swapped in between a look and its use makes
 * the use fail, because every use refuses links too.
 */
import { constants } from 'node:fs';
import { lstat, mkdir, open, readlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { badRequest } from '../../../openapi/serve/fault.ts';
import { fileFault } from './file-fault.ts';

/** O_PATH of open(2), which Node does not name: a place in the tree, without a right to read it. */
const O_PATH = 0o10000000;
const aDirectory = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** A name in an open directory. `entry` is a path for one call to the kernel. */
export interface Place {
  readonly name: string;
  readonly entry: string;
  close(): Promise<void>;
}

export class GuestTree {
  readonly #root: FileHandle;

  /** @param root a path on the machine; the last part may be the kernel's own link (/proc/PID/root) */
  static async open(root: string): Promise<GuestTree> {
    return new GuestTree(await open(root, O_PATH | constants.O_DIRECTORY));
  }

  private constructor(root: FileHandle) {
    this.#root = root;
  }

  /**
   * Where a path leads. Its last part need not exist, and is not followed when it is a link unless `follow`. A path that
   * ends in `/` or `/.` is the directory itself, and must be one.
   *
   * @param makeParents makes the directories on the way that are not there, and calls back with each
   */
  async place(path: string, options: { follow?: boolean; makeParents?: (entry: string) => Promise<void> } = {}): Promise<Place> {
    requirePlain(path);
    const stack: FileHandle[] = [];
    const top = (): FileHandle => stack.at(-1) ?? this.#root;
    const rest = path.split('/').filter((part) => part !== '' && part !== '.');
    const isInto = /\/\.?$/.test(path);
    const follow = options.follow === true || isInto;
    let followed = 0;
    try {
      for (;;) {
        const part = rest.shift();
        if (part === undefined) return placeIn(stack, top(), '.');
        if (part === '..') {
          await stack.pop()?.close();
          continue;
        }
        const entry = `/proc/self/fd/${top().fd}/${part}`;
        if (rest.length === 0 && !follow) return placeIn(stack, top(), part);
        const link = await readlink(entry).catch(whenNoLink);
        if (link === undefined && rest.length === 0 && !isInto) return placeIn(stack, top(), part);
        if (link === undefined) {
          stack.push(await this.#enter(entry, options.makeParents));
          continue;
        }
        if (++followed > 40) throw badRequest(`${path} goes through more than 40 symbolic links.`, { field: 'path' });
        if (link.startsWith('/')) for (const handle of stack.splice(0)) await handle.close();
        rest.unshift(...link.split('/').filter((each) => each !== '' && each !== '.'));
      }
    } catch (error) {
      for (const handle of stack) await handle.close();
      throw fileFault(error, path);
    }
  }

  close(): Promise<void> {
    return this.#root.close();
  }

  async #enter(entry: string, made: ((entry: string) => Promise<void>) | undefined): Promise<FileHandle> {
    try {
      return await open(entry, aDirectory);
    } catch (error) {
      if (!made || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await mkdir(entry, 0o755);
      await made(entry);
      return open(entry, aDirectory);
    }
  }
}

/** A file or directory as it is now, without following it. */
export const openAt = (entry: string, flags: number): Promise<FileHandle> => open(entry, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);

/** Reads an open directory's names: through its own descriptor, so that it is that one. */
export const pathOf = (handle: FileHandle): string => `/proc/self/fd/${handle.fd}`;

export const isThere = (entry: string): Promise<boolean> =>
  lstat(entry).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return false;
    throw error;
  });

function requirePlain(path: string): void {
  if (path.includes('\0')) throw badRequest('A path holds no NUL.', { field: 'path' });
  if (path.split('/').includes('..')) throw badRequest(`The path ${path} climbs with '..': say where it leads.`, { field: 'path' });
}

function placeIn(stack: readonly FileHandle[], directory: FileHandle, name: string): Place {
  return {
    name: basename(name),
    entry: `/proc/self/fd/${directory.fd}/${name}`,
    close: async () => {
      for (const handle of stack) await handle.close();
    },
  };
}

function whenNoLink(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'EINVAL' || error.code === 'ENOENT') return undefined;
  throw error;
}
