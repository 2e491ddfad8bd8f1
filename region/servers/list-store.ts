/** Pages of servers. Paging is by keyset, an index walk whatever the page's number; filters are conditions of one query. */
import type { Knex } from 'knex';
import { dialectOf } from '../../openapi/serve/db.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { columnOf, listedColumns, toListedServer } from './server-row.ts';
import type { ListedServer, Server, ServerRow } from './server-row.ts';
import type { StatusCase } from './server-status.ts';

export interface SortBy {
  field: keyof Server;
  order: 'asc' | 'desc';
}

export type NamePiece = { literal: string } | { any: 'text' | 'character' };

export interface ServerFilter {
  projectId: string | null;
  /** Columns that have one of these values. */
  equals?: Partial<Record<keyof Server, readonly (string | number | null)[]>>;
  /** Columns that match a parsed pattern. */
  like?: Partial<Record<keyof Server, readonly NamePiece[]>>;
  /** Any of these. */
  statusCases?: readonly StatusCase[];
  ip?: readonly NamePiece[];
  locked?: boolean;
  changedSince?: string;
  changedBefore?: string;
  tags?: TagFilter;
  deleted: 'no' | 'only' | 'both';
  sort: readonly SortBy[];
  /** With what is sorted by. */
  marker?: Partial<Server>;
  limit: number;
}

export interface TagFilter {
  all?: readonly string[];
  any?: readonly string[];
  /** Not all of these. */
  notAll?: readonly string[];
  /** None of these. */
  none?: readonly string[];
}

export async function selectServers(db: DbOrTrx, filter: ServerFilter): Promise<ListedServer[]> {
  return ((await listQuery(db, filter).select(listedColumns)) as ServerRow[]).map(toListedServer);
}

/** What a list without details shows: a fraction of the rows' cost. */
export async function selectServerNames(db: DbOrTrx, filter: ServerFilter): Promise<Pick<Server, 'id' | 'name'>[]> {
  return (await listQuery(db, filter).select('id', 'name')) as Pick<Server, 'id' | 'name'>[];
}

function listQuery(db: DbOrTrx, filter: ServerFilter): Query {
  const query = db<ServerRow>('servers').limit(filter.limit);
  if (filter.projectId !== null) query.where('project_id', filter.projectId);
  if (filter.deleted === 'no') query.whereNull('deleted_at');
  if (filter.deleted === 'only') query.whereNotNull('deleted_at');
  for (const [field, values] of Object.entries(filter.equals ?? {})) query.whereIn(columnOf(field as keyof Server), values);
  for (const [field, pieces] of Object.entries(filter.like ?? {})) query.whereRaw(...matches(db, columnOf(field as keyof Server), pieces));
  if (filter.statusCases) addStatusCases(query, filter.statusCases);
  if (filter.locked === true) query.whereNotNull('locked_by');
  if (filter.locked === false) query.whereNull('locked_by');
  if (filter.changedSince !== undefined) query.where('updated_at', '>=', filter.changedSince);
  if (filter.changedBefore !== undefined) query.where('updated_at', '<=', filter.changedBefore);
  if (filter.ip) {
    const addresses = db('ports').join('fixed_ips', 'fixed_ips.port_id', 'ports.id').whereRaw(...matches(db, 'fixed_ips.ip_address', filter.ip));
    query.whereIn('id', addresses.select('ports.device_id'));
  }
  if (filter.tags) addTags(db, query, filter.tags);
  addOrder(query, filter.sort, filter.marker);
  return query;
}

type Query = Knex.QueryBuilder<ServerRow, ServerRow[]>;

function addStatusCases(query: Query, cases: readonly StatusCase[]): void {
  query.where((any) => {
    for (const { vmState, tasks, notTasks } of cases) {
      any.orWhere((one) => {
        one.where('vm_state', vmState);
        if (tasks) one.whereIn('task_state', tasks);
        if (notTasks) one.where((task) => task.whereNull('task_state').orWhereNotIn('task_state', notTasks));
      });
    }
  });
}

function addTags(db: DbOrTrx, query: Query, { all, any, notAll, none }: TagFilter): void {
  const tagged = (tags: readonly string[], count: number): Knex.QueryBuilder =>
    db('server_tags').whereIn('tag', tags).groupBy('server_id').havingRaw('count(*) >= ?', [count]).select('server_id');
  if (all) query.whereIn('id', tagged(all, new Set(all).size));
  if (any) query.whereIn('id', tagged(any, 1));
  if (notAll) query.whereNotIn('id', tagged(notAll, new Set(notAll).size));
  if (none) query.whereNotIn('id', tagged(none, 1));
}

// Columns that may be null sort as empty text, on both databases alike.
const nullable = new Set<keyof Server>(['description', 'keyName', 'launchedAt', 'taskState', 'deletedAt', 'lockedBy']);

const expressionOf = (field: keyof Server): string => (nullable.has(field) ? `coalesce(${columnOf(field)}, '')` : columnOf(field));

function addOrder(query: Query, sort: readonly SortBy[], marker: Partial<Server> | undefined): void {
  const last: SortBy = { field: 'id', order: sort.at(-1)?.order ?? 'desc' };
  const keys = sort.some(({ field }) => field === 'id') ? sort : [...sort, last];
  query.orderByRaw(keys.map(({ field, order }) => `${expressionOf(field)} ${order}`).join(', '));
  if (!marker) return;
  const value = ({ field }: SortBy): string | number => (marker[field] ?? '') as string | number;
  const sameWay = keys.every(({ order }) => order === keys[0]?.order);
  if (sameWay) {
    const marks = keys.map(() => '?').join(', ');
    query.whereRaw(`(${keys.map(({ field }) => expressionOf(field)).join(', ')}) ${keys[0]?.order === 'asc' ? '>' : '<'} (${marks})`, keys.map(value));
    return;
  }
  query.where((any) => {
    for (const [index, key] of keys.entries()) {
      any.orWhere((one) => {
        for (const before of keys.slice(0, index)) one.whereRaw(`${expressionOf(before.field)} = ?`, [value(before)]);
        one.whereRaw(`${expressionOf(key.field)} ${key.order === 'asc' ? '>' : '<'} ?`, [value(key)]);
      });
    }
  });
}

// Both are case-sensitive: LIKE on PostgreSQL, GLOB on sqlite.
function matches(db: DbOrTrx, column: string, pieces: readonly NamePiece[]): [string, string[]] {
  if (dialectOf(db) === 'postgres') {
    const like = pieces.map((piece) => ('literal' in piece ? piece.literal.replace(/[\\%_]/g, '\\$&') : piece.any === 'text' ? '%' : '_'));
    return [`${column} like ?`, [like.join('')]];
  }
  const glob = pieces.map((piece) => ('literal' in piece ? piece.literal.replace(/[[*?]/g, '[$&]') : piece.any === 'text' ? '*' : '?'));
  return [`${column} glob ?`, [glob.join('')]];
}
