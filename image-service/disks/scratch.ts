import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that programs write for us, on the disk of the blobs. */
export interface Scratch {
  /** An empty file without a name: it is gone when its last descriptor is closed, whatever ends first. */
  create(): Promise<FileHandle>;
}

export async function createScratch(folder: string): Promise<Scratch> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o750 });
  return {
    async create() {
      const path = join(folder, randomUUID());
      const handle = await open(path, 'wx+', 0o600);
      try {
        await rm(path);
        // It is opened anew by whom it is handed to, who is another user.
        await handle.chmod(0o666);
        return handle;
      } catch (error) {
        await handle.close();
        throw error;
      }
    },
  };
}
