import { open } from 'node:fs/promises';
import { Fault } from '../../openapi/serve/fault.ts';

/** A full disk, or the disk's own quota, is the fault `disk-full`; everything else stays what it is. */
export function diskFull(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    throw new Fault('disk-full', "The image service's disk is full. Tell the operator, or delete images, and try again.", { cause: error });
  }
  throw error;
}

export const noRoom = (wanted: number, free: number): Fault =>
  new Fault('disk-full', `The image service's disk has room for ${Math.max(0, free)} more bytes, and ${wanted} are needed. Tell the operator, or delete images, and try again.`);

/** A name is durable only when its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
