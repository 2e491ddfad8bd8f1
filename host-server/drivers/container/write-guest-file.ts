import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openAt } from './guest-tree.ts';

export interface FileOwner {
  mode: number;
  /** On the machine. */
  uid: number;
  gid: number;
  mtime?: Date;
}

/**
 * Makes a regular file of what comes: under a name of its own first, so that whoever reads the old one reads it whole, and
 * a transfer that is cut leaves it as it was. A file that is a mount of its own (/etc/hosts) cannot be replaced and is
 * written over.
 *
 * @param entry a name in an open directory (guest-tree.ts)
 */
export async function writeGuestFile(entry: string, content: AsyncIterable<Uint8Array>, owner: FileOwner): Promise<{ bytes: number; sha256: string }> {
  const temporary = `${dirname(entry)}/.sampan-${randomBytes(6).toString('hex')}`;
  const file = await openNew(temporary);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      await file.write(chunk);
      bytes += chunk.length;
    }
    await file.chown(owner.uid, owner.gid);
    await file.chmod(owner.mode);
    if (owner.mtime) await file.utimes(owner.mtime, owner.mtime);
    await rename(temporary, entry).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EBUSY') throw error;
      await copyOver(file, entry);
      await rm(temporary, { force: true });
    });
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

const openNew = (path: string): Promise<FileHandle> => open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);

async function copyOver(from: FileHandle, entry: string): Promise<void> {
  if (!(await lstat(entry)).isFile()) throw Object.assign(new Error('it is busy'), { code: 'EEXIST' });
  const to = await openAt(entry, constants.O_WRONLY | constants.O_TRUNC);
  try {
    const buffer = Buffer.alloc(256 * 1024);
    for (let at = 0; ; ) {
      const { bytesRead } = await from.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      await to.write(buffer, 0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await to.close();
  }
}
