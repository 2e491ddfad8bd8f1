import { chmod, chown, open, rename, rm, stat } from 'node:fs/promises';
import { Fault } from '../../../openapi/serve/fault.ts';
import { layerDisk } from '../../layers/disk-layer.ts';
import type { Processes } from '../../process/process.ts';

export interface DiskRequest {
  file: string;
  /** Folders of layers from the base to the top. */
  layers: readonly string[];
  /** 0 is as large as the image. */
  sizeGib: number;
  /** Nothing of the layers shows: they are on a CD-ROM beside. */
  blank?: boolean;
  owner: number;
}

/**
 * Makes a machine's own disk over its layers, unless it is there; grows one that is smaller than it should be. The file
 * names no parent: who opens it says what is below.
 */
export async function ensureDisk(processes: Pick<Processes, 'run'>, { file, layers, sizeGib, blank = false, owner }: DiskRequest): Promise<void> {
  const imageBytes = await virtualSize(layers);
  const wantedBytes = sizeGib * 2 ** 30;
  if (blank && wantedBytes === 0) throw new Fault('image-unusable', 'The image is a CD-ROM, and the flavor has no disk to be used beside it. Choose a flavor with a disk.');
  if (!blank && wantedBytes > 0 && imageBytes > wantedBytes) {
    throw new Fault('image-unusable', `The image's disk has ${gib(imageBytes)} GiB, and the flavor ${sizeGib}. Choose a flavor with a larger disk.`, { details: { image_bytes: imageBytes, disk_gib: sizeGib } });
  }
  const bytes = blank ? wantedBytes : Math.max(wantedBytes, imageBytes);
  if (!(await exists(file))) return makeDisk(processes, file, { bytes, zeroBytes: blank ? Math.min(imageBytes, bytes) : 0, owner });
  if ((await qcow2Size(file)) < bytes) await processes.run(['qemu-img', 'resize', '-q', '-f', 'qcow2', file, String(bytes)], { timeoutMs: 60_000 });
}

/**
 * An empty qcow2 file of that size, whole once it is there.
 *
 * @param options.zeroBytes of its beginning read as zeros whatever is below, in it and in every layer that is made of it
 */
export async function makeDisk(processes: Pick<Processes, 'run'>, file: string, { bytes, zeroBytes = 0, owner }: { bytes: number; zeroBytes?: number; owner: number }): Promise<void> {
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  await processes.run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-o', 'compat=1.1', draft, String(bytes)], { timeoutMs: 60_000 });
  const zeros = Array.from({ length: Math.ceil(zeroBytes / 2 ** 30) }, (_, part) => ['-c', `write -q -z ${part * 2 ** 30} ${Math.min(2 ** 30, zeroBytes - part * 2 ** 30)}`]);
  if (zeros.length > 0) await processes.run(['qemu-io', '-f', 'qcow2', ...zeros.flat(), draft], { timeoutMs: 60_000 });
  await chmod(draft, 0o600);
  await chown(draft, owner, owner);
  await rename(draft, file);
}

/** Bytes that a guest sees of the topmost layer. */
async function virtualSize(layers: readonly string[]): Promise<number> {
  const top = layers.at(-1);
  if (top === undefined) throw new Fault('image-unusable', 'The image has no layers, so there is no disk to start from. Upload its data.');
  return qcow2Size(layerDisk(top));
}

/** QEMU, docs/interop/qcow2.txt: the magic at 0, the virtual size as 64 bits at 24. */
export async function qcow2Size(path: string): Promise<number> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Fault('image-unusable', `The disk ${path} cannot be read (${error.code}): the image is no disk, or its layer is not on this host. Pull it again, or choose another image.`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    if (bytesRead < 32 || buffer.readUInt32BE(0) !== 0x51_46_49_fb) throw new Fault('image-unusable', `The disk ${path} is no qcow2 file. Upload the image again.`);
    return Number(buffer.readBigUInt64BE(24));
  } finally {
    await file.close();
  }
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return false;
    throw error;
  });

const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
