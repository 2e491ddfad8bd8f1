import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Db } from '../../openapi/serve/db.ts';
import { deleteLayers, insertLayer, listLayerIds } from './layer-store.ts';
import type { LayerRecord } from './layer-store.ts';

export interface LayerStoreOptions {
  db: Db;
  /** `<state>/layers`: one directory a layer, named by the hexadecimal part of its id. */
  directory: string;
  /** Writes everything of that file system to the disk (syncfs). */
  syncFileSystem: (path: string) => Promise<void>;
  now: () => Date;
}

/**
 * Extracted layers on this host. A layer is there when its directory and its row are: it is unpacked beside, written to
 * the disk, renamed, and only then gets its row. What a killed pull left has no row and is removed at the next start;
 * nothing is guessed to be whole.
 */
export class LayerStore {
  readonly #options: LayerStoreOptions;
  readonly #present = new Set<string>();
  readonly #oneAtATime = pLimit(1);

  constructor(options: LayerStoreOptions) {
    this.#options = options;
  }

  /** Makes the directories, removes leftovers, and learns what is there. Answers how many leftovers there were. */
  async open(): Promise<number> {
    const { db, directory } = this.#options;
    await mkdir(directory, { recursive: true });
    // A container's shifted root walks through to its layers and lists none of them.
    await chmod(directory, 0o711);
    await rm(this.#staging, { recursive: true, force: true });
    await mkdir(this.#staging, { mode: 0o700 });
    const ids = await listLayerIds(db);
    const folders = new Set((await readdir(directory)).filter((name) => hexName.test(name)));
    const lost = ids.filter((id) => !folders.has(folderOf(id)));
    await deleteLayers(db, lost);
    for (const id of ids) if (!lost.includes(id)) this.#present.add(id);
    const known = new Set([...this.#present].map(folderOf));
    const leftovers = [...folders].filter((name) => !known.has(name));
    for (const name of leftovers) await rm(join(directory, name), { recursive: true, force: true });
    return leftovers.length;
  }

  has(id: string): boolean {
    return this.#present.has(id);
  }

  get ids(): string[] {
    return [...this.#present];
  }

  path(id: string): string {
    return join(this.#options.directory, folderOf(id));
  }

  /** An empty directory to unpack into, on the same file system. */
  async stage(id: string): Promise<string> {
    const path = join(this.#staging, `${folderOf(id)}.${randomBytes(4).toString('hex')}`);
    await mkdir(path, { mode: 0o755 });
    return path;
  }

  async discard(staged: string): Promise<void> {
    await rm(staged, { recursive: true, force: true });
  }

  /**
   * Makes a staged layer visible. One that is there already stays and the staged one goes: a pull that was given up and
   * the one that came after it may both end well, and servers stand on the first.
   */
  async commit(layer: LayerRecord, staged: string): Promise<void> {
    await this.#options.syncFileSystem(staged);
    await this.#oneAtATime(() => (this.has(layer.id) ? this.discard(staged) : this.#show(layer, staged)));
  }

  async #show(layer: LayerRecord, staged: string): Promise<void> {
    const { db, directory, now } = this.#options;
    const path = this.path(layer.id);
    await rm(path, { recursive: true, force: true });
    await rename(staged, path);
    const folder = await open(directory, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    await insertLayer(db, layer, now());
    this.#present.add(layer.id);
  }

  get #staging(): string {
    return join(this.#options.directory, '.staging');
  }
}

const hexName = /^[0-9a-f]{64}$/;

const folderOf = (id: string): string => id.slice(id.indexOf(':') + 1);
