import type { Db } from '../openapi/serve/db.ts';
import type { Logger } from '../openapi/serve/log.ts';
import type { ArchiveLimits } from './archives/limits.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import type { Collector } from './collect/collector.ts';
import type { Scrubber } from './collect/scrubber.ts';
import type { DiskTools } from './disks/convert-disk.ts';
import type { TaskRunner } from './tasks/task-runner.ts';

/** What storing stands on, whoever asks for it. */
export interface StoreServices {
  db: Db;
  blobs: BlobStore;
  collector: Collector;
  scrubber: Scrubber;
  limits: ArchiveLimits;
  /** What a project may store unless an administrator said otherwise; undefined is no limit. */
  quotaBytes: number | undefined;
  /** In Go's words (amd64, arm64): chosen from multi-platform archives. */
  architecture: string;
  /** Whose uploads and unpublished objects are whose, when a process starts again. */
  nodeId: string;
  now: () => Date;
  log: Logger;
  /** Reads and writes disks in a cage. */
  tools: DiskTools;
}

/** What the handlers stand on; made in compose.ts. */
export interface Services extends StoreServices {
  tasks: TaskRunner;
}
