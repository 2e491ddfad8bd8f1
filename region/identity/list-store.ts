import type { Knex } from 'knex';
import { dialectOf } from '../../openapi/serve/db.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';

/** What every list takes: filters on the name, an order and a page. */
export interface Listing {
  name?: string | undefined;
  nameContains?: string | undefined;
  nameIcontains?: string | undefined;
  nameStartswith?: string | undefined;
  nameEndswith?: string | undefined;
  /** One of the list's sort columns; another one is as good as none, as unknown query keys are. */
  sortKey?: string | undefined;
  descending?: boolean | undefined;
  limit?: number | undefined;
  /** Id of the last one of the page before. */
  marker?: string | undefined;
}

export interface Page<Item> {
  items: Item[];
  /** There are more after these. */
  more: boolean;
}

export interface Listed {
  table: string;
  /** Columns that are never null; the first one is the usual order. */
  sortColumns: readonly [string, ...string[]];
}

/** A list without a limit ends here and says so: clients of Keystone do not page by themselves. */
export const longestList = 10_000;

/**
 * Reads one page of a query on one table. The page begins behind its marker in the order of (sort column, id), so what is
 * added or removed meanwhile neither repeats nor hides the others. Throws `bad-request` for a marker that is not there.
 */
export async function readPage<Row>(db: DbOrTrx, query: Knex.QueryBuilder, { table, sortColumns }: Listed, listing: Listing): Promise<Page<Row>> {
  filterNames(db, query, `${table}.name`, listing);
  const limit = Math.min(listing.limit ?? longestList, longestList);
  const column = sortColumns.find((name) => name === listing.sortKey) ?? sortColumns[0];
  const direction = listing.descending === true ? 'desc' : 'asc';
  if (listing.marker !== undefined) {
    if (!(await db(table).where({ id: listing.marker }).first('id'))) {
      throw badRequest(`Marker ${listing.marker} could not be found: take the id of the last one of a page.`, { field: 'marker' });
    }
    const sign = direction === 'asc' ? '>' : '<';
    void query.whereRaw(`(??, ??) ${sign} (select ??, ?? from ?? where ?? = ?)`, [`${table}.${column}`, `${table}.id`, column, 'id', table, 'id', listing.marker]);
  }
  const rows = (await query.orderBy([{ column: `${table}.${column}`, order: direction }, { column: `${table}.id`, order: direction }]).limit(limit + 1)) as Row[];
  return { items: rows.slice(0, limit), more: rows.length > limit };
}

/** `text` stands somewhere in the column, in these very letters; `like` would ignore case on sqlite. */
export function whereContains(db: DbOrTrx, query: Knex.QueryBuilder, column: string, text: string): void {
  void query.whereRaw(`${positionOf(db)}(??, ?) > 0`, [column, text]);
}

const positionOf = (db: DbOrTrx): string => (dialectOf(db) === 'sqlite' ? 'instr' : 'strpos');

function filterNames(db: DbOrTrx, query: Knex.QueryBuilder, column: string, listing: Listing): void {
  const { name, nameContains, nameIcontains, nameStartswith, nameEndswith } = listing;
  if (name !== undefined) void query.where(column, name);
  if (nameContains !== undefined) whereContains(db, query, column, nameContains);
  if (nameIcontains !== undefined) void query.whereRaw(`${positionOf(db)}(lower(??), ?) > 0`, [column, nameIcontains.toLowerCase()]);
  if (nameStartswith !== undefined) void query.whereRaw('substr(??, 1, ?) = ?', [column, lengthOf(nameStartswith), nameStartswith]);
  if (nameEndswith !== undefined && nameEndswith !== '') {
    const length = lengthOf(nameEndswith);
    void query.whereRaw('length(??) >= ? and substr(??, length(??) - ? + 1) = ?', [column, length, column, column, length, nameEndswith]);
  }
}

/** In characters, as databases count. */
const lengthOf = (text: string): number => [...text].length;
