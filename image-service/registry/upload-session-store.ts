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

export const findUpload = (db: DbOrTrx, id: string, nodeId: string): Promise<UploadRow | undefined> =>
  db('registry_uploads').where({ id, node_id: nodeId }).first(columns) as Promise<UploadRow | undefined>;

export async function postponeUpload(db: DbOrTrx, id: string, expiresAt: string): Promise<void> {
  await db('registry_uploads').where({ id }).update({ expires_at: expiresAt });
}

/** What it held of the project's quota goes with it. */
export async function deleteUpload(db: DbOrTrx, id: string): Promise<void> {
  await db('registry_uploads').where({ id }).delete();
  await releaseBytes(db, uploadHolder(id));
}

/** Who holds an upload's bytes in the quota. */
export const uploadHolder = (id: string): string => `push ${id}`;

/** Ids of this node's uploads; with `before` those that end earlier. */
export async function uploadIds(db: DbOrTrx, nodeId: string, before?: string): Promise<string[]> {
  const query = db('registry_uploads').where({ node_id: nodeId });
  if (before !== undefined) void query.where('expires_at', '<=', before);
  return ((await query.select('id')) as { id: string }[]).map(({ id }) => id);
}

const columns = { id: 'id', repository: 'repository', projectId: 'project_id', userId: 'user_id', nodeId: 'node_id', expiresAt: 'expires_at' };
