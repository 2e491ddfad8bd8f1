/**
 * What a project's images take of its quota, in bytes.
 *
 * Used is the sum over its images of what a download of each would answer: the same whether layers are shared or not, so
 * that nobody's usage changes by what another project does. Reserved is what its uploads hold. Each reservation, limit
 * and activation takes the lock of the project's row of `project_quotas` before it adds up, so that concurrent uploads
 * are granted no byte more than there is.
 */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';

export interface Usage {
  /** Undefined: no limit. */
  limitBytes: number | undefined;
  usedBytes: number;
  reservedBytes: number;
  images: number;
  uploads: number;
}

export interface Reservation {
  projectId: string;
  /** What holds it: an id of its own for every upload. */
  holder: string;
  /** Whose uploads end with the process. */
  nodeId: string;
  /** All that the holder needs so far; it fails without. */
  neededBytes: number;
  /** What it would like to have in one go, so that it asks less often. */
  wantedBytes: number;
}

/** Answers the bytes granted to the holder in all, between needed and wanted; too little is the fault `quota-exceeded`, 413. */
export async function reserveBytes(trx: Trx, { projectId, holder, nodeId, neededBytes, wantedBytes }: Reservation, defaultLimitBytes: number | undefined): Promise<number> {
  await lockProject(trx, projectId);
  const usage = await readUsage(trx, projectId, defaultLimitBytes);
  const held = (await trx('reservations').where({ holder }).first('bytes')) as { bytes: number } | undefined;
  const room = usage.limitBytes === undefined ? Infinity : usage.limitBytes - usage.usedBytes - usage.reservedBytes + (held?.bytes ?? 0);
  if (neededBytes > room) throw overQuota(projectId, usage, neededBytes - (held?.bytes ?? 0));
  // Beyond need only a share of what is left, so that one upload of unknown length does not keep out the others.
  const ahead = Math.min(wantedBytes - neededBytes, Math.max(leastAheadBytes, Math.floor((room - neededBytes) / 16)));
  const bytes = Math.max(held?.bytes ?? 0, Math.min(neededBytes + ahead, room));
  await trx('reservations').insert({ holder, project_id: projectId, node_id: nodeId, bytes }).onConflict('holder').merge({ bytes });
  return bytes;
}

/** The upload has ended, either way. */
export async function releaseBytes(trx: DbOrTrx, holder: string): Promise<void> {
  await trx('reservations').where({ holder }).delete();
}

/**
 * Releases what an earlier process of this node held and cannot go on with; answers how many reservations. Bytes that are
 * kept, or staged for an import, keep their place.
 */
export const releaseNodeBytes = (db: DbOrTrx, nodeId: string): Promise<number> =>
  db('reservations')
    .where({ node_id: nodeId })
    .whereNotIn('holder', db('kept_uploads').select(db.raw("'image ' || image_id")))
    .whereNotIn('holder', db('images').whereNotNull('staged_digest').select(db.raw("'image ' || id")))
    .whereNotIn('holder', db('layer_uploads').select(db.raw("'layer ' || id")))
    .whereNotIn('holder', db('registry_uploads').select(db.raw("'push ' || id")))
    .delete();

/**
 * In the transaction that made an image active, after the holder's bytes were released: refuses it when it turned out
 * larger than what was reserved and than what is left.
 */
export async function requireWithinQuota(trx: Trx, projectId: string, defaultLimitBytes: number | undefined): Promise<void> {
  await lockProject(trx, projectId);
  const usage = await readUsage(trx, projectId, defaultLimitBytes);
  if (usage.limitBytes !== undefined && usage.usedBytes + usage.reservedBytes > usage.limitBytes) throw overQuota(projectId, usage, 0);
}

export async function readUsage(db: DbOrTrx, projectId: string, defaultLimitBytes: number | undefined): Promise<Usage> {
  const quota = (await db('project_quotas').where({ project_id: projectId }).first('limit_bytes')) as { limit_bytes: number | null } | undefined;
  const stored = (await db('images').where({ owner_project: projectId }).whereNull('deleted_at').first(db.raw('count(*) as count, coalesce(sum(size), 0) as bytes'))) as Sum;
  const held = (await db('reservations').where({ project_id: projectId }).first(db.raw('count(*) as count, coalesce(sum(bytes), 0) as bytes'))) as Sum;
  const limit = quota?.limit_bytes ?? null;
  return {
    limitBytes: limit === null ? defaultLimitBytes : limit === unlimited ? undefined : limit,
    usedBytes: stored.bytes,
    reservedBytes: held.bytes,
    images: stored.count,
    uploads: held.count,
  };
}

/** `-1` is no limit, null is the service's default. What is stored already stays, even above the limit. */
export async function setLimit(trx: Trx, projectId: string, limitBytes: number | null): Promise<void> {
  await trx('project_quotas').insert({ project_id: projectId, limit_bytes: limitBytes }).onConflict('project_id').merge({ limit_bytes: limitBytes });
}

const unlimited = -1;
const leastAheadBytes = 1024 * 1024;

interface Sum {
  count: number;
  bytes: number;
}

async function lockProject(trx: Trx, projectId: string): Promise<void> {
  await trx('project_quotas').insert({ project_id: projectId, limit_bytes: null }).onConflict('project_id').ignore();
  await trx('project_quotas').where({ project_id: projectId }).forUpdate().select('project_id');
}

function overQuota(projectId: string, { limitBytes = 0, usedBytes, reservedBytes }: Usage, moreBytes: number): Fault {
  const more = moreBytes > 0 ? `, and ${moreBytes} more are needed` : '';
  return new Fault(
    'quota-exceeded',
    `The project ${projectId} may store ${limitBytes} bytes of images: ${usedBytes} are used and ${reservedBytes} reserved by uploads${more}. ` +
      'Delete images that you do not need, or ask an administrator for a larger quota.',
    { status: 413, details: { limit_bytes: limitBytes, used_bytes: usedBytes, reserved_bytes: reservedBytes } },
  );
}
