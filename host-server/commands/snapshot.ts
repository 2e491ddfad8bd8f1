/**
 * A snapshot: the driver writes what the server changed as one layer to a file here, and the file goes to the image
 * service. The server stands still for the first part alone. The file is on disk before the second part begins, so a
 * host-server that was killed goes on sending; one that was killed in the first part gives up, and says so.
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../../openapi/serve/db.ts';
import { conflict } from '../../openapi/serve/fault.ts';
import type { Driver, ImageConfig, LayerFile } from '../drivers/driver.ts';
import { notSupportedHere } from '../inside/not-supported.ts';
import { findChain } from '../layers/layer-store.ts';
import type { SendLayer } from '../layers/send-layer.ts';
import type { ServerRecord } from '../servers/spec-store.ts';
import type { ServerSpec } from '../servers/spec.ts';
import type { CommandRecord } from './command-store.ts';
import type { Entry, Result } from './journal.ts';

export interface SnapshotSenderOptions {
  db: Db;
  sendLayer: SendLayer;
  /** A folder of its own, on the disk that holds the roots. */
  directory: string;
  syncFileSystem: (path: string) => Promise<void>;
  /** Keeps everybody else's hands off a server meanwhile. */
  exclusively: <T>(serverId: string, work: () => Promise<T>) => Promise<T>;
}

export interface SnapshotOrder {
  commandId: string;
  imageId: string;
  record: ServerRecord;
  driver: Driver;
}

export class SnapshotSender {
  readonly #options: SnapshotSenderOptions;

  constructor(options: SnapshotSenderOptions) {
    this.#options = options;
  }

  async run({ commandId, imageId, record, driver }: SnapshotOrder, entry: Entry): Promise<Result> {
    const { spec, applied } = record;
    if (!driver.capabilities.snapshot) throw notSupportedHere(driver, 'be snapshotted');
    const { directory, syncFileSystem, exclusively } = this.#options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, commandId);
    try {
      await rm(path, { force: true });
      const layer = await exclusively(spec.id, async () => {
        if ((await driver.observe(spec.id)).state === 'absent') throw conflict(`Server ${spec.id} has no root on this host, and nothing can be kept of it.`);
        return driver.snapshot(spec.id, path);
      });
      await syncFileSystem(path);
      const taken: Taken = { image_id: imageId, parent_id: applied?.image.layerId ?? spec.image.layer_id, layer, config: await this.#config(spec) };
      await entry.note({ ...taken });
      return await this.#send(path, taken, entry);
    } catch (error) {
      if (!entry.signal.aborted) await rm(path, { force: true });
      throw error;
    }
  }

  /** What goes on after a restart; undefined for a snapshot that was not taken yet, or whose file is gone. */
  async resume({ id, detail }: CommandRecord): Promise<((entry: Entry) => Promise<Result>) | undefined> {
    const path = join(this.#options.directory, id);
    const taken = detail as unknown as Partial<Taken> | undefined;
    const size = await stat(path).then((stats) => stats.size, () => undefined);
    if (!taken?.layer || taken.layer.size !== size) return undefined;
    return (entry) => this.#send(path, taken as Taken, entry);
  }

  /** Takes away files that no command needs. */
  async tidy(needed: ReadonlySet<string>): Promise<void> {
    const names = await readdir(this.#options.directory).catch(() => [] as string[]);
    for (const name of names) if (!needed.has(name)) await rm(join(this.#options.directory, name), { force: true });
  }

  async #send(path: string, { image_id: imageId, parent_id: parentId, layer, config }: Taken, entry: Entry): Promise<Result> {
    try {
      const { format: kind, size } = layer;
      await this.#options.sendLayer({ imageId, kind, parentId, file: path, size, config: config ?? undefined, signal: entry.signal, onProgress: (percent) => entry.progress(percent) });
      return { image_id: imageId, size };
    } finally {
      if (!entry.signal.aborted) await rm(path, { force: true });
    }
  }

  /** A server that was started with other words than its image's keeps them, as a changed container's image does. */
  async #config({ image, command, env, container }: ServerSpec): Promise<ImageConfig | null> {
    if (command === undefined && env === undefined && container?.entrypoint === undefined) return null;
    const below: ImageConfig = (await findChain(this.#options.db, image.id, image.layer_id))?.config ?? {};
    const names = new Set(Object.keys(env ?? {}));
    const kept = (below.Env ?? []).filter((pair) => !names.has(pair.slice(0, pair.indexOf('='))));
    return {
      ...below,
      ...(container?.entrypoint && { Entrypoint: container.entrypoint }),
      ...(command && { Cmd: command }),
      ...(env && { Env: [...kept, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)] }),
    };
  }
}

/** What the journal keeps of a snapshot that is taken and not sent. */
interface Taken {
  image_id: string;
  parent_id: string;
  layer: LayerFile;
  config: ImageConfig | null;
}
