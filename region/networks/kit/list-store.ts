/**
 * Lists of network resources, as Neutron has them: every field is a filter and may be repeated, pages go by a marker in
 * either direction, `sort_key` and `sort_dir` may be repeated. One table of columns a resource says what can be asked;
 * keys that it does not know are ignored, as Neutron does without the extension `filter-validation`.
 */
import type { Knex } from 'knex';
import type { DbOrTrx } from '../../../openapi/serve/db.ts';
import { badRequest } from '../../../openapi/serve/fault.ts';
import type { AuthContext } from '../../../openapi/serve/handler.ts';
import { networkNotFound } from './network-faults.ts';
import { filterTags } from './tag-store.ts';

export type ColumnType = 'text' | 'int' | 'bool' | 'mac';

export interface Listed {
  table: string;
  /** Wire name to column, where they differ, and its type. */
  columns: Readonly<Record<string, { column?: string; type?: ColumnType }>>;
  /** Filters that are no columns. */
  special?: Readonly<Record<string, (query: Knex.QueryBuilder, values: readonly string[], db: DbOrTrx) => void>>;
  /** Narrows to what a caller without the right to all may see. */
  visible: (query: Knex.QueryBuilder, projectId: string, db: DbOrTrx) => void;
}

export interface ListQuery {
  limit?: number;
  marker?: string;
  page_reverse?: boolean;
  sort_key?: string[];
  sort_dir?: string[];
}

export interface Page<Row> {
  rows: Row[];
  hasNext: boolean;
  hasPrevious: boolean;
}

/** Admins of the cloud and services see what is everybody's. */
export const seesAll = (auth: AuthContext): boolean => auth.isAdmin || auth.roles.includes('service');

export async function selectPage<Row extends { id: string }>(db: DbOrTrx, listed: Listed, auth: AuthContext, query: ListQuery): Promise<Page<Row>> {
  const rows = db(listed.table).select(`${listed.table}.*`);
  narrow(db, rows, listed, auth, query as Readonly<Record<string, unknown>>);
  const order = orderOf(listed, query);
  const backwards = query.page_reverse === true;
  if (query.marker !== undefined) await startBehind(db, rows, listed, order, query.marker, backwards);
  const limit = query.limit === undefined || query.limit === 0 ? undefined : Math.min(query.limit, longestPage);
  for (const { column, descending } of order) void rows.orderBy(`${listed.table}.${column}`, descending === backwards ? 'asc' : 'desc');
  if (limit !== undefined) void rows.limit(limit + 1);
  const found = (await rows) as Row[];
  const more = limit !== undefined && found.length > limit;
  const page = more ? found.slice(0, limit) : found;
  const started = query.marker !== undefined;
  if (backwards) return { rows: page.reverse(), hasNext: started, hasPrevious: more };
  return { rows: page, hasNext: more, hasPrevious: started };
}

/** One row that the caller may see. */
export async function selectVisible<Row>(db: DbOrTrx, listed: Listed, auth: AuthContext, id: string): Promise<Row | undefined> {
  const query = db(listed.table).where({ [`${listed.table}.id`]: id }).select(`${listed.table}.*`);
  if (!seesAll(auth)) void query.where((inner) => listed.visible(inner, auth.projectId ?? '', db));
  return (await query.first()) as Row | undefined;
}

function narrow(db: DbOrTrx, rows: Knex.QueryBuilder, { table, columns, special, visible }: Listed, auth: AuthContext, query: Readonly<Record<string, unknown>>): void {
  if (!seesAll(auth)) void rows.where((inner) => visible(inner, auth.projectId ?? '', db));
  for (const [name, given] of Object.entries(query)) {
    if (!Array.isArray(given) || given.length === 0) continue;
    const values = given as string[];
    const known = columns[name];
    if (known) void whereIn(rows, `${table}.${known.column ?? name}`, known.type ?? 'text', name, values);
    else if (special?.[name]) special[name](rows, values, db);
    else filterTags(db, rows, table, name, values);
  }
}

function whereIn(rows: Knex.QueryBuilder, column: string, type: ColumnType, name: string, values: readonly string[]): void {
  if (type === 'text') void rows.where((either) => void either.whereIn(column, values).modify((query) => (values.includes('') ? query.orWhereNull(column) : query)));
  else if (type === 'mac') void rows.whereIn(column, values.map((value) => value.toLowerCase()));
  else if (type === 'bool') void rows.whereIn(column, values.map((value) => (booleanOf(name, value) ? 1 : 0)));
  else void rows.whereIn(column, values.filter((value) => /^\d{1,9}$/.test(value)).map(Number));
}

export function booleanOf(name: string, text: string): boolean {
  const value = { true: true, 1: true, yes: true, on: true, false: false, 0: false, no: false, off: false }[text.toLowerCase()];
  if (value === undefined) throw badRequest(`Invalid input for ${name}: '${text}' cannot be read as true or false.`, { field: name });
  return value;
}

interface Order {
  column: string;
  descending: boolean;
}

/** Ends with the id, so that an order is total; by age where nothing is asked. */
function orderOf({ columns }: Listed, { sort_key: keys = [], sort_dir: directions = [] }: ListQuery): Order[] {
  const asked = keys.map((key, index) => {
    const known = columns[key];
    if (!known) throw badRequest(`${key} is invalid attribute for sort_keys.`, { field: 'sort_key' });
    return { column: known.column ?? key, descending: directions[index] === 'desc' };
  });
  const order = asked.length > 0 ? asked : [{ column: 'created_at', descending: false }];
  return order.some(({ column }) => column === 'id') ? order : [...order, { column: 'id', descending: order.at(-1)?.descending ?? false }];
}

async function startBehind(db: DbOrTrx, rows: Knex.QueryBuilder, { table }: Listed, order: readonly Order[], marker: string, backwards: boolean): Promise<void> {
  const at = (await db(table).where({ id: marker }).first()) as Record<string, string | number | null> | undefined;
  if (!at) throw networkNotFound('marker', marker);
  // (a, b) behind (x, y) is: a behind x, or a = x and b behind y; directions may differ between keys.
  void rows.where((any) => {
    for (const [index, { column, descending }] of order.entries()) {
      void any.orWhere((all) => {
        for (const before of order.slice(0, index)) void all.where(`${table}.${before.column}`, at[before.column] ?? null);
        void all.where(`${table}.${column}`, descending === backwards ? '>' : '<', at[column] ?? '');
      });
    }
  });
}

const longestPage = 1000;
