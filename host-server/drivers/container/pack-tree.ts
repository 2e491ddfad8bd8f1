import { constants } from 'node:fs';
import { open, opendir, readlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { pack } from 'tar-stream';
import type { Header, Pack } from 'tar-stream';
import { badRequest } from '../../../openapi/serve/fault.ts';
import { fileFault } from './file-fault.ts';
import { openAt, pathOf } from './guest-tree.ts';
import type { GuestTree } from './guest-tree.ts';

/** O_PATH of open(2): a look at what is there, whatever it is, that opens nothing. */
const aLook = 0o10000000;
const chunkBytes = 256 * 1024;
/** Each level holds a descriptor while what is below it is packed. */
const maxDepth = 512;

/**
 * A tar archive of what is at a path, as it is read: links stay links, two names of one file stay one, sockets are left
 * out. A file that shrinks meanwhile is filled up with zeros, one that grows is cut.
 *
 * @param guestId turns an owner on the machine into the guest's
 */
export async function packTree(tree: GuestTree, path: string, guestId: (id: number) => number): Promise<Readable> {
  const place = await tree.place(path);
  const archive = pack();
  const job: Job = { archive, guestId, seen: new Map(), path };
  try {
    const first = await openAt(place.entry, aLook);
    const work = async (): Promise<void> => {
      try {
        await packEntry(job, first, place.entry, place.name === '.' ? '.' : place.name, 0);
        archive.finalize();
      } catch (error) {
        archive.destroy(fileFault(error, path) as Error);
      } finally {
        await first.close();
        await place.close();
      }
    };
    void work();
    return Readable.from(archive, { objectMode: false, highWaterMark: chunkBytes });
  } catch (error) {
    await place.close();
    throw fileFault(error, path);
  }
}

interface Job {
  archive: Pack;
  guestId: (id: number) => number;
  /** Device and inode to the name under which it was packed first. */
  seen: Map<string, string>;
  path: string;
}

async function packEntry(job: Job, look: FileHandle, entry: string, name: string, depth: number): Promise<void> {
  const stats = await look.stat();
  const header = { name, mode: stats.mode & 0o7777, uid: job.guestId(stats.uid), gid: job.guestId(stats.gid), mtime: stats.mtime };
  if (stats.isDirectory()) {
    await put(job.archive, { ...header, name: `${name}/`, type: 'directory' });
    return packDirectory(job, look, name, depth);
  }
  const key = `${stats.dev}:${stats.ino}`;
  const first = stats.nlink > 1 ? job.seen.get(key) : undefined;
  if (first !== undefined) return put(job.archive, { ...header, type: 'link', linkname: first });
  if (stats.nlink > 1) job.seen.set(key, name);
  if (stats.isFile()) return packFile(job, look, { ...header, size: stats.size });
  if (stats.isSymbolicLink()) return put(job.archive, { ...header, type: 'symlink', linkname: await readlink(entry) });
  if (stats.isFIFO()) return put(job.archive, { ...header, type: 'fifo' });
  const device = { devmajor: (stats.rdev >> 8) & 0xfff, devminor: (stats.rdev & 0xff) | ((stats.rdev >> 12) & 0xfff00) };
  if (stats.isCharacterDevice()) return put(job.archive, { ...header, ...device, type: 'character-device' });
  if (stats.isBlockDevice()) return put(job.archive, { ...header, ...device, type: 'block-device' });
}

async function packDirectory(job: Job, look: FileHandle, name: string, depth: number): Promise<void> {
  if (depth >= maxDepth) throw badRequest(`${job.path} has directories more than ${maxDepth} deep. Ask for a part of it.`, { field: 'path' });
  for await (const { name: child } of await opendir(pathOf(look))) {
    const entry = `${pathOf(look)}/${child}`;
    const childLook = await openAt(entry, aLook).catch(whenGone);
    if (!childLook) continue;
    try {
      await packEntry(job, childLook, entry, `${name}/${child}`, depth + 1);
    } finally {
      await childLook.close();
    }
  }
}

async function packFile({ archive }: Job, look: FileHandle, header: Partial<Header> & { name: string; size: number }): Promise<void> {
  // By the look's own descriptor: what was looked at is what is read.
  const file = await openThrough(look);
  try {
    let failure: Error | undefined;
    const sink = archive.entry(header as Header, (error) => {
      failure = error ?? failure;
    });
    let left = header.size;
    while (left > 0 && !archive.destroyed) {
      const buffer = Buffer.alloc(Math.min(left, chunkBytes));
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      const chunk = bytesRead === 0 ? buffer : buffer.subarray(0, bytesRead);
      left -= chunk.length;
      if (!sink.write(chunk) && left > 0) await Promise.race([once(sink, 'drain'), once(archive, 'close')]);
    }
    (sink as unknown as Writable).end();
    if (failure) throw failure;
  } finally {
    await file.close();
  }
}

const put = (archive: Pack, header: Partial<Header> & { name: string }): Promise<void> =>
  new Promise((resolve, reject) => {
    if (archive.destroyed) resolve();
    else archive.entry(header as Header, (error) => (error ? reject(error as Error) : resolve()));
  });

const openThrough = (look: FileHandle): Promise<FileHandle> => open(pathOf(look), constants.O_RDONLY | constants.O_NONBLOCK);

function whenGone(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ELOOP') return undefined;
  throw error;
}
