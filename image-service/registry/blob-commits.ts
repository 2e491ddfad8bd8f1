import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import type { Trx } from '../../openapi/serve/db.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import { adoptBlob, giveKeysUp, noteKeys, referToBlobs } from '../blobs/blob-row-store.ts';
import type { BlobStage } from '../blobs/blob-store.ts';
import type { Services } from '../services.ts';
import { protectedUntil } from '../blobs/protection.ts';
import { addRepoBlobs, ensureRepository } from './repository-store.ts';

export interface BlobCommits {
  /**
   * Makes a finished stage a blob that is readable in a repository, and keeps it for a while without a manifest. Whoever
   * pushes what another pushes at this moment waits for that one: of many equal pushes one is published and the others
   * find it there.
   */
  commit(stage: BlobStage, target: BlobTarget): Promise<void>;
}

export interface BlobTarget {
  repository: string;
  projectId: string;
  /** Ends the upload in the transaction that makes its bytes a blob: they must not be written to any more. */
  endUpload?: (trx: Trx) => Promise<void>;
}

type Parts = Pick<Services, 'db' | 'nodeId' | 'now'>;

export function createBlobCommits(parts: Parts): BlobCommits {
  const { db, now } = parts;
  const turns = new Map<string, LimitFunction>();

  const oneAtATime = async (digest: string, work: () => Promise<void>): Promise<void> => {
    const turn = turns.get(digest) ?? pLimit(1);
    turns.set(digest, turn);
    try {
      await turn(work);
    } finally {
      if (turn.activeCount + turn.pendingCount === 0) turns.delete(digest);
    }
  };

  return {
    async commit(stage, { repository, projectId, endUpload }) {
      const { digest } = await stage.finish();
      const refer = async (trx: Trx): Promise<boolean> => {
        if ((await referToBlobs(trx, [digest], protectedUntil(now), { review: true })).size === 0) return false;
        const { id } = await ensureRepository(trx, repository, projectId, now().toISOString());
        await addRepoBlobs(trx, id, [digest]);
        await endUpload?.(trx);
        return true;
      };
      await oneAtATime(digest, async () => {
        if (await inTransaction(db, refer)) return;
        await publishStage(parts, stage, async (trx) => void (await refer(trx)));
      });
    },
  };
}

/**
 * Makes a finished stage a blob; `refer` adds what needs it, in the same transaction. The order is that of every upload:
 * key noted, object published, rows written, so a crash leaves no object that nobody knows of.
 */
export async function publishStage({ db, nodeId, now }: Parts, stage: BlobStage, refer: (trx: Trx) => Promise<void>): Promise<void> {
  const { digest, size } = await stage.finish();
  await noteKeys(db, [stage.key], nodeId, now().toISOString());
  try {
    await stage.publish();
    await inTransaction(db, async (trx) => {
      await adoptBlob(trx, { digest, size, storeKey: stage.key }, now().toISOString());
      await refer(trx);
    });
  } catch (error) {
    await giveKeysUp(db, [stage.key]);
    throw error;
  }
}
