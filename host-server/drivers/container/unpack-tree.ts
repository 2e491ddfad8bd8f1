import { constants } from 'node:fs';
import { lchown, link, lstat, mkdir, symlink, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { Written } from '../guest-access.ts';
import { fileFault } from './file-fault.ts';
import { isThere, openAt } from './guest-tree.ts';
import type { GuestTree, Place } from './guest-tree.ts';
import { writeGuestFile } from './write-guest-file.ts';

/**
 * Unpacks an archive in a directory of a guest, entry by entry as they come. Directories that are there keep their owners
 * and modes; everything else that is there under a name of the archive is replaced.
 *
 * @param hostId turns an owner as the guest counts into the machine's; throws for one that the guest does not have
 */
export async function unpackTree(tree: GuestTree, path: string, archive: Readable, hostId: (id: number) => number): Promise<Written> {
  await requireDirectory(tree, path);
  const entries = extract();
  pipeline(archive, entries, () => undefined);
  const written: Written = { files: 0, bytes: 0 };
  let last: { sha256: string } | undefined;
  for await (const entry of entries) {
    const { header } = entry;
    const name = plainName(header.name);
    if (name === '') {
      entry.resume();
      continue;
    }
    const target = join(path, name);
    const place = await tree.place(target, { makeParents: (made) => lchown(made, hostId(0), hostId(0)) });
    try {
      const owner = { uid: hostId(header.uid ?? 0), gid: hostId(header.gid ?? 0), mode: (header.mode ?? 0o644) & 0o7777, ...(header.mtime && { mtime: header.mtime }) };
      if (header.type === 'file' || header.type === 'contiguous-file') {
        last = await writeGuestFile(place.entry, entry as AsyncIterable<Uint8Array>, owner);
        written.bytes += header.size ?? 0;
      } else {
        entry.resume();
        await makeEntry({ tree, path, header, place, target }, owner);
      }
      if (header.type !== 'directory') written.files += 1;
    } catch (error) {
      throw fileFault(error, target);
    } finally {
      await place.close();
    }
  }
  return { ...written, ...(written.files === 1 && last ? { sha256: last.sha256 } : {}) };
}

interface Making {
  tree: GuestTree;
  path: string;
  header: Header;
  place: Place;
  target: string;
}

async function makeEntry({ tree, path, header, place, target }: Making, owner: { uid: number; gid: number; mode: number }): Promise<void> {
  const { entry } = place;
  switch (header.type) {
    case 'directory':
      if (await isDirectory(entry)) return;
      await mkdir(entry);
      return ownDirectory(entry, owner);
    case 'symlink':
      await clear(entry);
      await symlink(header.linkname ?? '', entry);
      return lchown(entry, owner.uid, owner.gid);
    case 'link': {
      const first = await tree.place(join(path, plainName(header.linkname ?? '')));
      try {
        await clear(entry);
        return await link(first.entry, entry);
      } finally {
        await first.close();
      }
    }
    default:
      throw badRequest(`${target} is a ${header.type ?? 'nameless thing'} in the archive: files, directories and links can be put into a server.`, { field: 'body' });
  }
}

async function ownDirectory(entry: string, owner: { uid: number; gid: number; mode: number }): Promise<void> {
  const directory = await openAt(entry, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await directory.chown(owner.uid, owner.gid);
    await directory.chmod(owner.mode);
  } finally {
    await directory.close();
  }
}

/** The archive's name below the directory: one that climbs or begins at a root is none of an honest archive. */
function plainName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || name.startsWith('/') || name.includes('\0')) {
    throw badRequest(`The archive holds the name ${JSON.stringify(name)}, which leads out of the directory that it is for.`, { field: 'body' });
  }
  return parts.join('/');
}

async function requireDirectory(tree: GuestTree, path: string): Promise<void> {
  const place = await tree.place(path, { follow: true });
  try {
    if (await isDirectory(place.entry)) return;
    if (!(await isThere(place.entry))) throw fileFault(Object.assign(new Error(), { code: 'ENOENT' }), path);
    throw badRequest(`${path} in the server is no directory. To write one file, send it raw; to unpack beside it, name ${dirname(path)}.`, { field: 'path' });
  } finally {
    await place.close();
  }
}

const isDirectory = (entry: string): Promise<boolean> =>
  lstat(entry).then((stats) => stats.isDirectory(), (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return false;
    throw error;
  });

/** Makes room for a link; a directory is not taken away for one. */
async function clear(entry: string): Promise<void> {
  await unlink(entry).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
