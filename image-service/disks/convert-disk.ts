import type { FileHandle } from 'node:fs/promises';
import type { BlobStage } from '../blobs/blob-store.ts';
import type { DiskFormat } from './disk-format.ts';
import { fdPath } from './qemu-img.ts';
import type { QemuImg } from './qemu-img.ts';
import type { Scratch } from './scratch.ts';

export interface DiskTools {
  qemuImg: QemuImg;
  scratch: Scratch;
}

/** QEMU's names of the formats. */
const drivers: Record<DiskFormat, string> = { qcow2: 'qcow2', raw: 'raw', iso: 'raw', vmdk: 'vmdk', vdi: 'vdi', vhd: 'vpc', vhdx: 'vhdx' };

/** Writes a disk of any format as qcow2 to `target`; holes stay holes. */
export const convertDisk = (source: FileHandle, format: DiskFormat, target: BlobStage, tools: DiskTools, signal: AbortSignal): Promise<void> =>
  toQcow2([source], `json:${JSON.stringify({ driver: drivers[format], file: fileNode(0) })}`, target, tools, signal);

/** Writes a chain of detached qcow2 layers, base first, as one qcow2 without a parent to `target`. */
export const flattenDisks = (chain: readonly FileHandle[], target: BlobStage, tools: DiskTools, signal: AbortSignal): Promise<void> =>
  toQcow2(chain, `json:${JSON.stringify(chainNode(chain.length))}`, target, tools, signal);

/** The block nodes of a chain whose files are the descriptors in their order; the top is outermost, as QEMU nests them. */
export function chainNode(depth: number): Record<string, unknown> {
  return { driver: 'qcow2', file: fileNode(depth - 1), backing: depth > 1 ? chainNode(depth - 1) : null };
}

const fileNode = (index: number): Record<string, unknown> => ({ driver: 'file', filename: fdPath(index), locking: 'off' });

async function toQcow2(sources: readonly FileHandle[], name: string, target: BlobStage, { qemuImg, scratch }: DiskTools, signal: AbortSignal): Promise<void> {
  const written = await scratch.create();
  try {
    await qemuImg.run(['convert', '-O', 'qcow2', '-o', 'compat=1.1,lazy_refcounts=off', name, fdPath(sources.length)], { fds: [...sources, written].map(({ fd }) => fd), signal });
    for await (const chunk of written.createReadStream({ start: 0, highWaterMark: 1024 * 1024, autoClose: false })) {
      signal.throwIfAborted();
      await target.append(chunk as Buffer);
    }
  } finally {
    await written.close();
  }
}
