import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { releaseBytes } from '../quota/quota-store.ts';

/** Rows of `registry_uploads`. The node that began an upload has its bytes. */
export interface UploadRow {
  id: string;
  repository: string;
  /** To which the repository belongs, or will. */
  projectId: string;
  userId: string;
  nodeId: string;
  /** ISO time. */
  expiresAt: string;
}

export async function insertUpload(db: DbOrTrx, { id, repository, projectId, userId, nodeId, expiresAt }: UploadRow): Promise<void> {
  await db('registry_uploads').insert({ id, repository, project_id: projectId, user_id: userId, node_id: nodeId, expires_at: expiresAt });
}

/** One that may go on: neither ended nor expired. */
export const findUpload = (db: DbOrTrx, id: string, nodeId: string, now: string): Promise<UploadRow | undefined> =>
  db('registry_uploads').where({ id, node_id: nodeId }).where('expires_at', '>', now).first(columns) as Promise<UploadRow | undefined>;

export async function postponeUpload(db: DbOrTrx, id: string, expiresAt: string): Promise<void> {
  await db('registry_uploads').where({ id }).update({ expires_at: expiresAt });
}

/** Nothing can be added to it any more, and what it held of the project's quota is free. The row stays while there may be bytes. */
export async function endUpload(db: DbOrTrx, id: string): Promise<void> {
  await db('registry_uploads').where({ id }).update({ expires_at: ended });
  await releaseBytes(db, uploadHolder(id));
}

/** Its bytes are gone. */
export async function deleteUpload(db: DbOrTrx, id: string): Promise<void> {
  await db('registry_uploads').where({ id }).delete();
}

/** Before every time. */
const ended = '1970-01-01T00:00:00.000Z';

/** Who holds an upload's bytes in the quota. */
export const uploadHolder = (id: string): string => `push ${id}`;

/** Ids of this node's uploads that have ended or expired. */
export const endedUploads = async (db: DbOrTrx, nodeId: string, now: string): Promise<string[]> =>
  ((await db('registry_uploads').where({ node_id: nodeId }).where('expires_at', '<=', now).select('id')) as { id: string }[]).map(({ id }) => id);

const columns = { id: 'id', repository: 'repository', projectId: 'project_id', userId: 'user_id', nodeId: 'node_id', expiresAt: 'expires_at' };
