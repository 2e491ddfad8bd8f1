import { chmod, chown, mkdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Makes a folder where none is. It is shown when it has its owner and mode, so that one that is there is whole after any crash. */
export async function makeOwnedFolder(path: string, owner: number, mode: number): Promise<void> {
  if (await isThere(path)) return;
  const draft = join(dirname(path), `.${basename(path)}.new`);
  await mkdir(draft, { recursive: true });
  await chown(draft, owner, owner);
  await chmod(draft, mode);
  await rename(draft, path);
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return false;
    throw error;
  });
