import { chmod, mkdir, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { Processes } from '../../process/process.ts';
import { closeDisk, isMounted, openDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import type { DiskImages } from './disk-images.ts';
import { makeOwnedFolder } from './owned-folder.ts';

export interface Volume {
  projectId: string;
  name: string;
  /** What is written; undefined while it is not open, or has no limit of its own. */
  usedBytes?: number;
}

export interface VolumesOptions {
  processes: Processes;
  images: DiskImages;
  directory: string;
  /** What a volume holds at most; 0 for no limit. */
  sizeGib: number;
  /** Whose the volume's root is, as the machine sees it. */
  owner: number;
}

/** Named folders of projects on this host that outlive servers, each with a hard limit of its own. */
export class Volumes {
  readonly #options: VolumesOptions;
  readonly #opening = new Map<string, Promise<string>>();

  constructor(options: VolumesOptions) {
    this.#options = options;
  }

  /** Makes the volume, or finds it. Answers its folder. */
  open(projectId: string, name: string): Promise<string> {
    const key = `${projectId}/${name}`;
    // Two servers may ask at once for one that is not there.
    const opening = this.#opening.get(key) ?? this.#open(projectId, name).finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return opening;
  }

  async list(): Promise<Volume[]> {
    const { directory } = this.#options;
    const projects = await namesIn(directory);
    const volumes = await Promise.all(projects.map(async projectId => (await namesIn(join(directory, projectId))).map(name => ({ projectId, name }))));
    return Promise.all(volumes.flat().map(async volume => ({ ...volume, ...(await this.#used(volume)) })));
  }

  /** For good. The caller sees to it that no server uses it. */
  async remove(projectId: string, name: string): Promise<void> {
    const disk = this.#disk(projectId, name);
    await closeDisk(this.#options.processes, disk, { destroy: true });
  }

  /** Takes all of them out of the tree. */
  async close(): Promise<void> {
    for (const { projectId, name } of await this.list()) await closeDisk(this.#options.processes, this.#disk(projectId, name), { destroy: false });
  }

  async #open(projectId: string, name: string): Promise<string> {
    const { processes, images, directory, sizeGib, owner } = this.#options;
    const disk = this.#disk(projectId, name);
    await mkdir(join(directory, projectId), { recursive: true });
    for (const folder of [directory, join(directory, projectId)]) await chmod(folder, 0o711);
    await openDisk(processes, images, disk, sizeGib, false);
    const data = join(disk.mount, 'data');
    await makeOwnedFolder(data, owner, 0o755);
    await chmod(disk.mount, 0o711);
    return data;
  }

  async #used({ projectId, name }: Volume): Promise<{ usedBytes?: number }> {
    const { mount } = this.#disk(projectId, name);
    if (!(await isMounted(mount))) return {};
    const { blocks, bfree, bsize } = await statfs(mount);
    return { usedBytes: (blocks - bfree) * bsize };
  }

  #disk(projectId: string, name: string): Disk {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(projectId) || !/^[a-z0-9][a-z0-9_.-]{0,62}$/.test(name)) {
      throw badRequest(`'${name}' is no name of a volume: small letters, digits, '_', '.' and '-', 63 at most.`, { field: 'container.volumes' });
    }
    const path = join(this.#options.directory, projectId, name);
    return { image: join(this.#options.directory, projectId, `.${name}.img`), mount: path };
  }
}

const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[];
    throw error;
  })).filter(name => !name.startsWith('.')).sort();
