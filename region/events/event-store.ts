import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import { holdLock } from '../db/advisory-lock.ts';
import type { EventView } from '../wire.ts';

export interface NewEvent {
  type: string;
  at: string;
  projectId?: string | null;
  serverId?: string | null;
  hostId?: string | null;
  requestId?: string | null;
  data?: Record<string, unknown>;
}

export interface EventFilter {
  /** Null: of all projects, and of none. */
  projectId: string | null;
  serverId?: string | undefined;
}

/**
 * Appends events; call it last in a transaction. On PostgreSQL sequences hand out ids before commits happen, so a reader
 * could pass an id whose transaction is still open and never come back to it. Appending is therefore serialised from
 * here to the commit, which makes the order of ids the order of commits: a cursor skips nothing.
 */
export async function insertEvents(trx: Trx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await holdLock(trx, 'event-order');
  await trx('events').insert(
    events.map((event) => ({
      type: event.type,
      at: event.at,
      project_id: event.projectId ?? null,
      server_id: event.serverId ?? null,
      host_id: event.hostId ?? null,
      request_id: event.requestId ?? null,
      data: event.data ? JSON.stringify(event.data) : null,
    })),
  );
}

/** Events after a cursor, oldest first. */
export async function selectEvents(db: DbOrTrx, after: number, limit: number, filter?: EventFilter): Promise<EventView[]> {
  const query = db<EventRow>('events').where('id', '>', after).orderBy('id').limit(limit);
  if (filter && filter.projectId !== null) query.where('project_id', filter.projectId);
  if (filter?.serverId !== undefined) query.where('server_id', filter.serverId);
  return (await query).map(toEvent);
}

/** The newest id, 0 when there is none. */
export async function selectLastEventId(db: DbOrTrx): Promise<number> {
  const row = await db('events').max<{ id: number | null }>('id as id').first();
  return Number(row?.id ?? 0);
}

interface EventRow {
  id: number;
  type: string;
  at: string;
  project_id: string | null;
  server_id: string | null;
  host_id: string | null;
  request_id: string | null;
  data: string | null;
}

const toEvent = (row: EventRow): EventView => ({
  id: Number(row.id),
  type: row.type,
  at: row.at,
  project_id: row.project_id,
  server_id: row.server_id,
  host_id: row.host_id,
  request_id: row.request_id,
  ...(row.data === null ? {} : { data: JSON.parse(row.data) as Record<string, unknown> }),
});
