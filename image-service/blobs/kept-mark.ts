import { open, readFile, rename, rm } from 'node:fs/promises';
import { diskFull } from './disk-faults.ts';

/**
 * Beside a kept stage: how many of its bytes are on the disk for certain, and since which start of the machine.
 *
 * What a killed process wrote is still in the kernel's memory, so within one boot a file is as long as it says. After a
 * power cut it may be long and hold zeros; then only what was synced before the mark is taken.
 */
export interface KeptMark {
  bytes: number;
  bootId: string;
}

const markOf = (path: string): string => `${path}.mark`;

export async function writeMark(path: string, { bytes, bootId }: KeptMark): Promise<void> {
  const temporary = `${markOf(path)}~`;
  const handle = await open(temporary, 'w', 0o640).catch(diskFull);
  try {
    await handle.writeFile(`${bootId} ${bytes}\n`).catch(diskFull);
    await handle.datasync().catch(diskFull);
  } finally {
    await handle.close();
  }
  await rename(temporary, markOf(path));
}

/** How many bytes of a kept file of `size` bytes are to be trusted at the boot `bootId`. */
export async function trustedBytes(path: string, size: number, bootId: string): Promise<number> {
  const [markedAt, bytes] = (await readFile(markOf(path), 'utf8').catch(() => '')).trim().split(' ');
  if (markedAt === bootId) return size;
  return Math.min(size, Number(bytes ?? 0) || 0);
}

export async function removeMark(path: string): Promise<void> {
  await rm(markOf(path), { force: true });
  await rm(`${markOf(path)}~`, { force: true });
}

export const isMark = (name: string): boolean => /\.mark~?$/.test(name);

/** Of the running kernel (proc(5)). */
export const readBootId = async (): Promise<string> => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
