import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';
import type { DiskImages } from './disk-images.ts';

/** A folder with a hard limit: the file system in `image`, mounted on `mount`. */
export interface Disk {
  image: string;
  mount: string;
}

/**
 * Makes a disk, or finds it, and mounts it unless it is. What is written past its size fails with ENOSPC, and nobody
 * else's room is touched. One that is there is grown when it is smaller than asked for, and never shrunk.
 *
 * @param sizeGib 0 for a plain folder without a limit of its own
 */
export async function openDisk(processes: Processes, images: DiskImages, { image, mount }: Disk, sizeGib: number): Promise<void> {
  await mkdir(mount, { recursive: true, mode: 0o711 });
  const found = await stat(image).catch(onlyMissing);
  if (!found && (sizeGib === 0 || (await isInUse(mount)))) return;
  if (!found) await images.make(sizeGib, image);
  if (!(await isMounted(mount))) await mountImage(processes, { image, mount });
  if (found && found.size < sizeGib * 2 ** 30) await images.grow(image, sizeGib, await deviceOf(mount));
}

/** Mounts a disk that is there; of one without an image, or one that is mounted, nothing is to be done. */
export async function reopenDisk(processes: Processes, disk: Disk): Promise<void> {
  if ((await stat(disk.image).catch(onlyMissing)) && !(await isMounted(disk.mount))) await mountImage(processes, disk);
}

/** Takes the disk out of the tree, and for good when `destroy`. */
export async function closeDisk(processes: Processes, { image, mount }: Disk, { destroy }: { destroy: boolean }): Promise<void> {
  while (await isMounted(mount)) await processes.unmount(mount);
  if (destroy) await Promise.all([image, mount].map(path => rm(path, { recursive: true, force: true })));
}

/** A mount point is on another device than the directory it is in. */
export async function isMounted(path: string): Promise<boolean> {
  const [here, above] = await Promise.all([stat(path).catch(onlyMissing), stat(dirname(path)).catch(onlyMissing)]);
  return here !== undefined && above !== undefined && here.dev !== above.dev;
}

/** ext4(5): inode tables are zeroed only as they are used, or a new disk would soon fill its image with them. */
async function mountImage(processes: Processes, { image, mount }: Disk): Promise<void> {
  try {
    await processes.mountDisk({ image, target: mount, type: 'ext4', data: 'noinit_itable,discard' });
  } catch (error) {
    throw new Fault('start-failed', `The disk ${image} could not be mounted: ${error instanceof Error ? error.message : String(error)} A machine without loop devices needs SAMPAN_HOST_DISK_QUOTA=off.`, { cause: error, retryable: true });
  }
}

/** A root that was made without a limit keeps its folder. */
const isInUse = async (mount: string): Promise<boolean> => (await stat(`${mount}/upper`).catch(onlyMissing)) !== undefined;

/** proc(5), mountinfo: the mount point is field 5, the source comes second after the lone hyphen. */
async function deviceOf(mount: string): Promise<string> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map(line => line.split(' '));
  const fields = lines.findLast(line => line[4] === mount);
  const device = fields?.[fields.indexOf('-') + 2];
  if (device === undefined) throw new Fault('internal', `The disk on ${mount} is not mounted, though it was just now.`, { retryable: true });
  return device;
}

function onlyMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
