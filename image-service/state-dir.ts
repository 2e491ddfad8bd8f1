import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Fault } from '../openapi/serve/fault.ts';

export interface StateDir {
  path: string;
  /** The same over restarts; marks in the database what this folder's process has in work. */
  nodeId: string;
  release(): Promise<void>;
}

/**
 * Takes a state folder for this process alone: what is found in it at start is then left over, not someone's work. The
 * lock is an abstract unix socket (unix(7)), which the kernel lets go with the process, however it ends.
 */
export async function takeStateDir(folder: string): Promise<StateDir> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const path = await realpath(folder);
  const lock = createServer();
  await new Promise<void>((resolve, reject) => {
    lock.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = new Fault('conflict', `The state folder ${path} is in use by another image service. Stop that one, or give this one its own SAMPAN_IMAGE_STATE_DIR.`);
      reject(error.code === 'EADDRINUSE' ? inUse : error);
    });
    lock.listen(`\0sampan-image-${createHash('sha256').update(path).digest('hex').slice(0, 40)}`, resolve);
  });
  lock.unref();
  return {
    path,
    nodeId: await readNodeId(join(path, 'node-id')),
    release: () => new Promise((resolve) => lock.close(() => resolve())),
  };
}

async function readNodeId(file: string): Promise<string> {
  await writeFile(file, `${randomUUID()}\n`, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const id = (await readFile(file, 'utf8')).trim();
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Fault('internal', `${file} does not hold this node's id, a UUID. Restore it, or delete it when no upload was interrupted.`);
  return id;
}
