import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { Fault } from '../../../openapi/serve/fault.ts';

export interface UserRange {
  start: number;
  size: number;
}

/**
 * Each machine runs as a user id of its own, so that one that breaks out of its QEMU owns no file of another. The id is kept
 * beside its disk; a free one is the lowest that no machine has.
 */
export function vmUsers(serversDir: string, range: UserRange): { idOf(userFile: string): Promise<number> } {
  const oneAtATime = pLimit(1);
  const idOf = async (userFile: string): Promise<number> => {
    const own = await readId(userFile);
    if (own !== undefined) return own;
    const names = await readdir(serversDir);
    const taken = new Set(await Promise.all(names.map((name) => readId(join(serversDir, name, 'user')))));
    for (let id = range.start; id < range.start + range.size; id++) {
      if (taken.has(id)) continue;
      await mkdir(dirname(userFile), { recursive: true });
      await writeFile(userFile, String(id), { mode: 0o600 });
      return id;
    }
    throw new Fault('start-failed', `All ${range.size} user ids for machines are taken on this host. Delete servers, or widen SAMPAN_HOST_VM_ID_COUNT.`);
  };
  return { idOf: (userFile) => oneAtATime(() => idOf(userFile)) };
}

async function readId(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  });
  const id = Number(text);
  return text !== '' && Number.isInteger(id) ? id : undefined;
}
