/**
 * Rows of `tasks`: what is done for an image in the background, by which process, and how far it is.
 *
 * A task is held by the process whose heartbeat it carries. One that stops beating loses it to whoever sees that first,
 * by a conditional update, so a task is always somebody's, or ended.
 */
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

export interface Task {
  id: string;
  imageId: string;
  /** The import method. */
  type: string;
  status: TaskStatus;
  phase: string;
  bytesDone: number;
  bytesTotal: number | null;
  /** What was asked for; holds no secrets. */
  input: Record<string, unknown>;
  /** Why it failed. */
  message: string;
  /** How often a process began it. */
  attempts: number;
  nodeId: string;
  heartbeatAt: string;
  projectId: string;
  userId: string;
  requestId: string;
  createdAt: string;
  updatedAt: string;
}

export type TaskStatus = 'pending' | 'processing' | 'success' | 'failure';

export interface TaskProgress {
  phase: string;
  bytesDone: number;
  bytesTotal: number | null;
}

export async function insertTask(trx: Trx, task: Task): Promise<void> {
  await trx('tasks').insert(toRow(task));
}

/** One of an image that is not ended, and was begun by this user with just this. */
export async function findRunning(db: DbOrTrx, { imageId, type, userId, input }: Pick<Task, 'imageId' | 'type' | 'userId' | 'input'>): Promise<Task | undefined> {
  const row = (await db('tasks')
    .where({ image_id: imageId, type, user_id: userId, input: JSON.stringify(input) })
    .whereIn('status', ['pending', 'processing'])
    .first()) as TaskRow | undefined;
  return row && toTask(row);
}

/** Newest first. */
export async function listTasks(db: DbOrTrx, imageId: string): Promise<Task[]> {
  return ((await db('tasks').where({ image_id: imageId }).orderBy([{ column: 'created_at', order: 'desc' }, 'id'])) as TaskRow[]).map(toTask);
}

/** Undefined for none, and for one of another project than `owner`, where that is given. */
export async function findTask(db: DbOrTrx, id: string, owner: string | undefined): Promise<Task | undefined> {
  const row = (await db('tasks').where({ id, ...(owner === undefined ? {} : { project_id: owner }) }).first()) as TaskRow | undefined;
  return row && toTask(row);
}

export interface TaskQuery {
  /** Of this project; of all without. */
  owner: string | undefined;
  status: TaskStatus | undefined;
  /** Only what is behind this one. */
  after: Task | undefined;
  limit: number;
}

/** Newest first, over all images. */
export async function listTaskPage(db: DbOrTrx, { owner, status, after, limit }: TaskQuery): Promise<Task[]> {
  const query = db('tasks').orderBy([{ column: 'created_at', order: 'desc' }, 'id']).limit(limit);
  if (owner !== undefined) void query.where({ project_id: owner });
  if (status !== undefined) void query.where({ status });
  if (after) void query.where((any) => void any.where('created_at', '<', after.createdAt).orWhere((same) => void same.where('created_at', after.createdAt).where('id', '>', after.id)));
  return ((await query) as TaskRow[]).map(toTask);
}

/** Tasks that nobody works on: this node's own, which an earlier process left, and those whose heart stopped before `staleAt`. */
export async function findAbandoned(db: DbOrTrx, nodeId: string, staleAt: string, mine: readonly string[]): Promise<Task[]> {
  const rows = (await db('tasks')
    .whereIn('status', ['pending', 'processing'])
    .where((query) => void query.where({ node_id: nodeId }).orWhere('heartbeat_at', '<', staleAt))
    .whereNotIn('id', [...mine])
    .orderBy('created_at')) as TaskRow[];
  return rows.map(toTask);
}

/** Takes a task as it was found; false when another process was first. */
export async function claimTask(trx: Trx, task: Task, nodeId: string, now: string): Promise<boolean> {
  const claimed = await trx('tasks')
    .where({ id: task.id, status: task.status, heartbeat_at: task.heartbeatAt, node_id: task.nodeId })
    .update({ status: 'processing', attempts: task.attempts + 1, node_id: nodeId, heartbeat_at: now, updated_at: now });
  return claimed === 1;
}

/** False when the task is not this node's any more. */
export async function beatTask(db: DbOrTrx, id: string, nodeId: string, progress: TaskProgress, now: string): Promise<boolean> {
  const beaten = await db('tasks')
    .where({ id, node_id: nodeId, status: 'processing' })
    .update({ phase: progress.phase, bytes_done: progress.bytesDone, bytes_total: progress.bytesTotal, heartbeat_at: now, updated_at: now });
  return beaten === 1;
}

/** Ends a task, once; how far it came is stored with its success. */
export async function succeedTask(trx: Trx, id: string, { phase, bytesDone, bytesTotal }: TaskProgress, now: string): Promise<void> {
  await unended(trx, id).update({ status: 'success', phase, bytes_done: bytesDone, bytes_total: bytesTotal, heartbeat_at: now, updated_at: now });
}

/** Ends a task, once; `message` says why. */
export async function failTaskRow(trx: Trx, id: string, message: string, now: string): Promise<void> {
  await unended(trx, id).update({ status: 'failure', message, heartbeat_at: now, updated_at: now });
}

const unended = (trx: Trx, id: string) => trx('tasks').where({ id }).whereIn('status', ['pending', 'processing']);

interface TaskRow {
  id: string;
  image_id: string;
  type: string;
  status: TaskStatus;
  phase: string;
  bytes_done: number;
  bytes_total: number | null;
  input: string;
  message: string;
  attempts: number;
  node_id: string;
  heartbeat_at: string;
  project_id: string;
  user_id: string;
  request_id: string;
  created_at: string;
  updated_at: string;
}

const toTask = (row: TaskRow): Task => ({
  id: row.id,
  imageId: row.image_id,
  type: row.type,
  status: row.status,
  phase: row.phase,
  bytesDone: row.bytes_done,
  bytesTotal: row.bytes_total,
  input: JSON.parse(row.input) as Record<string, unknown>,
  message: row.message,
  attempts: row.attempts,
  nodeId: row.node_id,
  heartbeatAt: row.heartbeat_at,
  projectId: row.project_id,
  userId: row.user_id,
  requestId: row.request_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const toRow = (task: Task): TaskRow => ({
  id: task.id,
  image_id: task.imageId,
  type: task.type,
  status: task.status,
  phase: task.phase,
  bytes_done: task.bytesDone,
  bytes_total: task.bytesTotal,
  input: JSON.stringify(task.input),
  message: task.message,
  attempts: task.attempts,
  node_id: task.nodeId,
  heartbeat_at: task.heartbeatAt,
  project_id: task.projectId,
  user_id: task.userId,
  request_id: task.requestId,
  created_at: task.createdAt,
  updated_at: task.updatedAt,
});
