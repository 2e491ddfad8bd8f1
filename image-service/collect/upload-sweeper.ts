import type { Db } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { BlobStore } from '../blobs/blob-store.ts';

export interface UploadSweeper {
  start(): void;
  /** Ends after the step in hand. */
  stop(): Promise<void>;
  /** Gives up what nobody came back for; it otherwise happens by itself. */
  sweep(): Promise<void>;
}

const everyMs = 60_000;

/** `steps` each end the uploads of one kind whose time is over. */
export function createUploadSweeper({ steps, log }: { steps: readonly (() => Promise<void>)[]; log: Logger }): UploadSweeper {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const sweep = async (): Promise<void> => {
    for (const step of steps) await step();
  };
  return {
    sweep,
    start() {
      timer = setInterval(() => {
        running = sweep().catch((error: unknown) => log.warn({ error }, 'kept uploads could not be swept; it is tried again'));
      }, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** At start: kept bytes of which no row tells, from a crash between the two. Answers how many. */
export async function forgetStrayStages({ db, blobs }: { db: Db; blobs: BlobStore }): Promise<number> {
  const tables = [['kept_uploads', 'image_id'], ['layer_uploads', 'id'], ['registry_uploads', 'id']] as const;
  const rows = await Promise.all(tables.map(([table, column]) => db(table).select({ id: column }) as Promise<{ id: string }[]>));
  const known = new Set(rows.flat().map(({ id }) => id));
  const stray = (await blobs.keptStages()).filter((id) => !known.has(id));
  for (const id of stray) await blobs.forget(id);
  return stray.length;
}
