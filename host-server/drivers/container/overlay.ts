import type { Stats } from 'node:fs';
import { chmod, chown, mkdir, rm, rmdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';
import { allDone } from '../../network/all-done.ts';
import { isMounted } from './disk.ts';
import type { IdRange } from './oci-spec.ts';
import type { ServerPaths } from './server-paths.ts';

/**
 * Mounts a server's root: its own writable directory over the image's layers, unless it is mounted already. The layers'
 * owners are shifted into `idRange` when they are unpacked, so that root inside finds its files its own.
 *
 * @param layers extracted layers from the base to the top; the kernel takes at most 500
 * @param openDisk has what the writable directory is on in its place; what does not need it is done beside
 */
export async function mountOverlay(processes: Processes, paths: ServerPaths, layers: readonly string[], idRange: IdRange, openDisk: () => Promise<void>): Promise<void> {
  if (await isMounted(paths.rootfs)) return openDisk();
  if (layers.length === 0 || layers.length > 500) {
    throw new Fault('image-unusable', `The image has ${layers.length} layers; a root can be made of 1 to 500. Flatten the image.`);
  }
  await allDone([openDisk().then(() => makeWritableDirs(paths, layers, idRange)), linkShortNames(paths, layers), mkdir(paths.rootfs, { recursive: true })]);
  const lower = layers.map((_, index) => String(layers.length - 1 - index)).join(':');
  await processes.mount({
    source: 'overlay',
    target: paths.rootfs,
    type: 'overlay',
    flags: ['nodev'],
    // Whatever the kernel's defaults are: a snapshot of the upper directory must be whole in itself.
    data: `lowerdir=${lower},upperdir=upper,workdir=work,redirect_dir=nofollow,metacopy=off,index=off`,
    cwd: paths.links,
  });
}

/** Takes the root out of the tree, however often it was mounted by an earlier life. The writable directory stays. */
export async function unmountOverlay(processes: Processes, paths: ServerPaths): Promise<void> {
  while (await isMounted(paths.rootfs)) await processes.unmount(paths.rootfs);
  await rmdir(paths.rootfs).catch(onlyMissing);
}

/** The root directory inside takes its owner and mode from the writable directory, so that one copies the top layer's. */
async function makeWritableDirs(paths: ServerPaths, layers: readonly string[], idRange: IdRange): Promise<void> {
  const [top] = await allDone([statLayer(layers.at(-1) ?? ''), ...[paths.upper, paths.work].map(path => mkdir(path, { recursive: true }))]);
  await chown(paths.upper, idRange.start, idRange.start);
  await chmod(paths.upper, top.mode & 0o7777);
}

async function statLayer(path: string): Promise<Stats> {
  return stat(path).catch((error: unknown) => {
    throw new Fault('layer-failed', `The layer ${path} is not on this host. Pull the image again.`, { cause: error });
  });
}

async function linkShortNames(paths: ServerPaths, layers: readonly string[]): Promise<void> {
  await rm(paths.links, { recursive: true, force: true });
  await mkdir(paths.links, { recursive: true });
  await Promise.all([
    symlink(paths.upper, join(paths.links, 'upper')),
    symlink(paths.work, join(paths.links, 'work')),
    ...layers.map((layer, index) => symlink(layer, join(paths.links, String(index)))),
  ]);
}

function onlyMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
