import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Db } from '../../openapi/serve/db.ts';
import { deleteLayers, insertLayer, listLayerUse } from './layer-store.ts';
import type { LayerRecord, LayerUse } from './layer-store.ts';
import { PartFiles } from './part-files.ts';

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
  readonly #present = new Map<string, Present>();
  readonly #pinned = new Map<string, number>();
  #ticks = 0;
  readonly #oneAtATime = pLimit(1);
  /** Of blobs that are being fetched; these outlast a start. */
  readonly parts: PartFiles;

  constructor(options: LayerStoreOptions) {
    this.#options = options;
    this.parts = new PartFiles({ directory: join(options.directory, '.parts'), now: options.now });
  }

  /** Makes the directories, removes leftovers, and learns what is there. Answers how many leftovers there were. */
  async open(): Promise<number> {
    const { db, directory } = this.#options;
    await mkdir(directory, { recursive: true });
    // A container's shifted root walks through to its layers and lists none of them.
    await chmod(directory, 0o711);
    await rm(this.#staging, { recursive: true, force: true });
    await mkdir(this.#staging, { mode: 0o700 });
    const layers = await listLayerUse(db);
    const ids = layers.map(({ id }) => id);
    const folders = new Set((await readdir(directory)).filter((name) => hexName.test(name)));
    const lost = ids.filter((id) => !folders.has(folderOf(id)));
    await deleteLayers(db, lost);
    for (const layer of layers) if (!lost.includes(layer.id)) this.#present.set(layer.id, { ...layer, tick: 0 });
    const known = new Set([...this.#present.keys()].map(folderOf));
    const leftovers = [...folders].filter((name) => !known.has(name));
    for (const name of leftovers) await rm(join(directory, name), { recursive: true, force: true });
    await this.parts.sweep();
    return leftovers.length;
  }

  has(id: string): boolean {
    return this.#present.has(id);
  }

  get ids(): string[] {
    return [...this.#present.keys()];
  }

  /** Of all layers, unpacked. */
  get diskBytes(): number {
    return [...this.#present.values()].reduce((sum, { diskBytes }) => sum + diskBytes, 0);
  }

  /** A mark in the order of uses: what is used after it has a later one. */
  tick(): number {
    this.#ticks += 1;
    return this.#ticks;
  }

  /** These layers are about to be used. Answers those whose note on disk is older than a minute. */
  touch(ids: readonly string[]): string[] {
    const at = this.#options.now();
    return ids.filter((id) => {
      const layer = this.#present.get(id);
      if (!layer) return false;
      layer.tick = this.tick();
      const isStale = at.getTime() - Date.parse(layer.lastUsedAt) >= 60_000;
      if (isStale) layer.lastUsedAt = at.toISOString();
      return isStale;
    });
  }

  /** Keeps layers, there or on their way, until the answered function is called. */
  pin(ids: readonly string[]): () => void {
    for (const id of ids) this.#pinned.set(id, (this.#pinned.get(id) ?? 0) + 1);
    return () => {
      for (const id of ids) {
        const left = (this.#pinned.get(id) ?? 1) - 1;
        if (left > 0) this.#pinned.set(id, left);
        else this.#pinned.delete(id);
      }
    };
  }

  /** All layers, the one that was not used for longest first. */
  longestUnused(): LayerUse[] {
    return [...this.#present.values()].sort((a, b) => a.tick - b.tick || a.lastUsedAt.localeCompare(b.lastUsedAt));
  }

  /** Removes a layer unless it is pinned or was used since that tick; false then. A crash on the way leaves what `open` removes. */
  async evict(id: string, since: number): Promise<boolean> {
    const gone = join(this.#staging, `${folderOf(id)}.${randomBytes(4).toString('hex')}`);
    const left = await this.#oneAtATime(async () => {
      const layer = this.#present.get(id);
      if (!layer || layer.tick > since || this.#pinned.has(id)) return false;
      // From here nobody is told that it is there.
      this.#present.delete(id);
      await deleteLayers(this.#options.db, [id]);
      await rename(this.path(id), gone);
      return true;
    });
    if (left) await rm(gone, { recursive: true, force: true });
    return left;
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
    const at = now();
    await insertLayer(db, layer, at);
    this.#present.set(layer.id, { id: layer.id, diskBytes: layer.diskBytes, lastUsedAt: at.toISOString(), tick: this.tick() });
  }

  get #staging(): string {
    return join(this.#options.directory, '.staging');
  }
}

/** `tick` orders the uses of this life; those of earlier ones have 0 and go by time. */
interface Present extends LayerUse {
  tick: number;
}

const hexName = /^[0-9a-f]{64}$/;

const folderOf = (id: string): string => id.slice(id.indexOf(':') + 1);
