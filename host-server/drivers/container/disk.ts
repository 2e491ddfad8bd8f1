import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';
import { growingName } from './disk-images.ts';
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
 * @param canGrowMounted else a disk that is mounted stays as it is until it is opened anew
 */
export async function openDisk(processes: Processes, images: DiskImages, { image, mount }: Disk, sizeGib: number, canGrowMounted: boolean): Promise<void> {
  await mkdir(mount, { recursive: true, mode: 0o711 });
  const found = await sizeOf(image);
  if (found === undefined && (sizeGib === 0 || (await isInUse(mount)))) return;
  if (found === undefined) await images.make(sizeGib, image);
  const mounted = await isMounted(mount);
  if (found !== undefined && found < sizeGib && (!mounted || canGrowMounted)) await images.grow(image, sizeGib, mounted ? await deviceOf(mount) : undefined);
  if (!mounted) await mountImage(processes, { image, mount });
}

/** Whether a disk that is there is smaller than it should be. */
export async function isTooSmall({ image }: Disk, sizeGib: number): Promise<boolean> {
  const found = await sizeOf(image);
  return found !== undefined && found < sizeGib;
}

/** In GiB; 0 of one that was being grown, because how far that came is not known. */
async function sizeOf(image: string): Promise<number | undefined> {
  const whole = await stat(image).catch(onlyMissing);
  if (whole) return whole.size / 2 ** 30;
  return (await stat(growingName(image)).catch(onlyMissing)) ? 0 : undefined;
}

/** Mounts a disk that is there; of one without an image, or one that is mounted, nothing is to be done. */
export async function reopenDisk(processes: Processes, disk: Disk): Promise<void> {
  if ((await stat(disk.image).catch(onlyMissing)) && !(await isMounted(disk.mount))) await mountImage(processes, disk);
}

/** Takes the disk out of the tree, and for good when `destroy`. */
export async function closeDisk(processes: Processes, { image, mount }: Disk, { destroy }: { destroy: boolean }): Promise<void> {
  while (await isMounted(mount)) await processes.unmount(mount);
  if (destroy) await Promise.all([image, growingName(image), mount].map(path => rm(path, { recursive: true, force: true })));
}

/** Resolves when the kernel has let go of an image that was unmounted: what it wrote last is in it then. */
export async function untilReleased(image: string): Promise<void> {
  for (let tries = 0; tries < 1500; tries += 1) {
    const devices = (await readdir('/sys/block')).filter(name => name.startsWith('loop'));
    const files = await Promise.all(devices.map(name => readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(onlyFreed)));
    if (!files.some(file => file?.trim() === image)) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Fault('timeout', `The disk ${image} is still in use 30 s after it was unmounted. Look who holds it (losetup -j), and start the server again.`, { retryable: true });
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

/** A loop device may be freed while its attribute is read. */
function onlyFreed(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENODEV' && error.code !== 'ENXIO') onlyMissing(error);
}
