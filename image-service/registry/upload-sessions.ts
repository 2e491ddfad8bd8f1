/**
 * Uploads of blobs that take more than one request (distribution-spec 1.1, "Pushing blobs").
 *
 * A session is a row and a kept stage under the same id. While it is used its stage stays open, because going on means
 * hashing again what is there; what rests is suspended and taken up again when its client returns, also after a restart.
 * The row says who began it: that is the authority for whatever belongs to this upload, however long it takes.
 */
import { randomUUID } from 'node:crypto';
import type { Db } from '../../openapi/serve/db.ts';
import type { Logger } from '../../openapi/serve/log.ts';
import type { BlobStore, KeptStage } from '../blobs/blob-store.ts';
import { registryFault } from './registry-fault.ts';
import { deleteUpload, endedUploads, endUpload, findUpload, insertUpload, postponeUpload } from './upload-session-store.ts';
import type { UploadRow } from './upload-session-store.ts';

export interface UploadSession {
  readonly id: string;
  readonly repository: string;
  readonly projectId: string;
  readonly stage: KeptStage;
}

export interface UploadSessions {
  begin(upload: { repository: string; projectId: string; userId: string }): Promise<string>;
  /**
   * Lends a session for one request. `end` lets it and its bytes go. Faults: BLOB_UPLOAD_UNKNOWN for none of this user in
   * this repository, BLOB_UPLOAD_INVALID while another request has it.
   */
  use<T>(who: { id: string; repository: string; userId: string }, work: (session: UploadSession, end: () => void) => Promise<T>): Promise<T>;
  start(): void;
  /** Suspends what is open. Requests must have ended. */
  stop(): Promise<void>;
  /** Ends what nobody touched for the idle time, and suspends what rests; it otherwise happens by itself. */
  sweep(): Promise<void>;
}

export interface UploadSessionsOptions {
  db: Db;
  blobs: BlobStore;
  nodeId: string;
  now: () => Date;
  log: Logger;
  /** An upload without a request for this long is given up. */
  idleMs?: number;
  /** One without a request for this long lets go of its open file. */
  restMs?: number;
  /** Open at the same time. */
  maxOpen?: number;
}

interface Open {
  row: UploadRow;
  stage: KeptStage;
  busy: boolean;
  touchedMs: number;
}

const sweepMs = 60_000;

export function createUploadSessions(options: UploadSessionsOptions): UploadSessions {
  const { db, blobs, nodeId, now, log, idleMs = 24 * 3_600_000, restMs = 600_000, maxOpen = 1000 } = options;
  const open = new Map<string, Promise<Open>>();
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  const expiry = (): string => new Date(now().getTime() + idleMs).toISOString();

  const requireFree = (): void => {
    if (open.size >= maxOpen) throw registryFault('TOOMANYREQUESTS', `${maxOpen} uploads are in progress, the most that are taken at a time. Try again in a minute.`);
  };

  const takeUp = (row: UploadRow): Promise<Open> => {
    const known = open.get(row.id);
    if (known) return known;
    requireFree();
    const opening = blobs.resume(row.id).then((stage) => ({ row, stage, busy: false, touchedMs: now().getTime() }));
    open.set(row.id, opening);
    opening.catch(() => open.delete(row.id));
    return opening;
  };

  const letGo = async (id: string): Promise<void> => {
    const session = await open.get(id)?.catch(() => undefined);
    open.delete(id);
    // As long as there may be bytes there is a row, so that a crash in between leaves nothing that the sweep does not find.
    await endUpload(db, id);
    if (session) await session.stage.discard();
    await blobs.forget(id);
    await deleteUpload(db, id);
  };

  const sweep = async (): Promise<void> => {
    for (const id of await endedUploads(db, nodeId, now().toISOString())) {
      if (!(await open.get(id)?.catch(() => undefined))?.busy) await letGo(id);
    }
    for (const [id, opening] of open) {
      const session = await opening.catch(() => undefined);
      if (!session || session.busy || now().getTime() - session.touchedMs < restMs) continue;
      open.delete(id);
      await session.stage.suspend();
    }
  };

  return {
    async begin(upload) {
      requireFree();
      const row = { ...upload, id: randomUUID(), nodeId, expiresAt: expiry() };
      await insertUpload(db, row);
      await takeUp(row);
      return row.id;
    },
    async use({ id, repository, userId }, work) {
      const row = /^[0-9a-f-]{36}$/.test(id) ? await findUpload(db, id, nodeId, now().toISOString()) : undefined;
      if (!row || row.repository !== repository || row.userId !== userId) {
        throw registryFault('BLOB_UPLOAD_UNKNOWN', `There is no upload ${id.slice(0, 60)} of yours in ${repository}: it has ended or expired. Begin another one.`);
      }
      const session = await takeUp(row);
      if (session.busy) throw registryFault('BLOB_UPLOAD_INVALID', `Another request is writing to the upload ${id}. Wait until it ends.`);
      session.busy = true;
      let ended = false;
      try {
        return await work({ id, repository, projectId: row.projectId, stage: session.stage }, () => (ended = true));
      } finally {
        session.busy = false;
        session.touchedMs = now().getTime();
        if (ended) await letGo(id);
        else await postponeUpload(db, id, expiry());
      }
    },
    start() {
      const look = (): void => {
        sweeping = sweep().catch((error: unknown) => log.warn({ error }, 'uploads could not be swept; it is tried again'));
      };
      timer = setInterval(look, sweepMs);
      timer.unref();
      // What an earlier process was killed in.
      look();
    },
    async stop() {
      clearInterval(timer);
      await sweeping;
      for (const opening of open.values()) await (await opening.catch(() => undefined))?.stage.suspend();
      open.clear();
    },
    sweep,
  };
}
