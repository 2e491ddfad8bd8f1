/**
 * The query of `GET /v2/images`, as data: filters, sort keys, page. Glance's rules: `in:a,b` for several values of a
 * text, `gt:time` and its kin for times, any other key is a property that must have this value.
 */
import { badRequest } from '../../openapi/serve/fault.ts';

export interface ImageQuery {
  filters: Filter[];
  tags: string[];
  properties: { name: string; value: string }[];
  sort: SortKey[];
  limit: number;
  marker: string | undefined;
  /** False unless asked for: hidden images are old versions that still may be used. */
  hidden: boolean;
  /** Other projects' community images are listed only when asked for. */
  community: boolean;
  /** Images shared by others, by what one's own project said to them. */
  memberStatus: 'accepted' | 'pending' | 'rejected' | 'all';
}

export interface Filter {
  column: string;
  operator: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'in';
  value: string | number | string[];
}

export interface SortKey {
  key: SortColumn;
  direction: 'asc' | 'desc';
}

export type SortColumn = keyof typeof sortColumns;

/** Sort key → column, with what stands for null: both databases must agree where nulls go. */
export const sortColumns = {
  name: { column: 'name', none: '' },
  status: { column: 'status', none: '' },
  container_format: { column: 'container_format', none: '' },
  disk_format: { column: 'disk_format', none: '' },
  owner: { column: 'owner_project', none: '' },
  size: { column: 'size', none: -1 },
  min_disk: { column: 'min_disk', none: -1 },
  min_ram: { column: 'min_ram', none: -1 },
  id: { column: 'id', none: '' },
  created_at: { column: 'created_at', none: '' },
  updated_at: { column: 'updated_at', none: '' },
} as const;

const defaultLimit = 25;
const maxLimit = 1000;

export function readImageQuery(query: Readonly<Record<string, unknown>>): ImageQuery {
  const result: ImageQuery = { filters: [], tags: [], properties: [], sort: readSort(query), limit: defaultLimit, marker: undefined, hidden: false, community: false, memberStatus: 'accepted' };
  for (const [name, value] of Object.entries(query)) {
    if (sortParams.has(name) || value === undefined) continue;
    if (name === 'limit') result.limit = Math.min(Number(value), maxLimit);
    else if (name === 'marker') result.marker = String(value);
    else if (name === 'tag') result.tags.push(...listOf(value));
    else if (name === 'os_hidden') result.hidden = readBoolean(name, String(value));
    else if (name === 'member_status') result.memberStatus = oneOf(name, String(value), memberStatuses);
    else if (name === 'visibility') {
      result.community = value === 'community' || value === 'all';
      if (value !== 'all') result.filters.push(equality('visibility', oneOf(name, String(value), visibilities)));
    } else if (name in filterReaders) result.filters.push(...listOf(value).map((item) => (filterReaders[name] as FilterReader)(item)));
    else result.properties.push({ name, value: listOf(value).at(-1) ?? '' });
  }
  return result;
}

const sortParams = new Set(['sort', 'sort_key', 'sort_dir']);
const visibilities = ['public', 'community', 'shared', 'private'];
const memberStatuses = ['accepted', 'pending', 'rejected', 'all'] as const;

type FilterReader = (value: string) => Filter;

const equality = (column: string, value: string | number): Filter => ({ column, operator: '=', value });

const textFilter =
  (column: string): FilterReader =>
  (value) =>
    value.startsWith('in:') ? { column, operator: 'in', value: splitList(value.slice(3)) } : equality(column, value);

const numberFilter =
  (name: string, column: string, operator: Filter['operator']): FilterReader =>
  (value) => {
    if (!/^\d+$/.test(value)) throw badRequest(`Invalid value of the filter ${name}: ${JSON.stringify(value)} is not a whole number.`, { field: name });
    return { column, operator, value: Number(value) };
  };

const operators: Record<string, Filter['operator']> = { eq: '=', neq: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };

const timeFilter =
  (name: string): FilterReader =>
  (value) => {
    const [, word = 'eq', text = ''] = /^(?:(eq|neq|lt|lte|gt|gte):)?(.*)$/s.exec(value) ?? [];
    const operator = operators[word];
    const time = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
    if (operator === undefined || Number.isNaN(time)) {
      throw badRequest(`Invalid value of the filter ${name}: ${JSON.stringify(value)} is not <operator>:<ISO 8601 time>, for example gt:2026-01-31T12:00:00Z.`, { field: name });
    }
    return { column: name, operator, value: new Date(time).toISOString() };
  };

const filterReaders: Record<string, FilterReader> = {
  id: textFilter('id'),
  name: textFilter('name'),
  status: textFilter('status'),
  owner: textFilter('owner_project'),
  disk_format: textFilter('disk_format'),
  container_format: textFilter('container_format'),
  os_hash_value: textFilter('os_hash_value'),
  kind: textFilter('kind'),
  layer_id: textFilter('top_layer_id'),
  protected: (value) => equality('protected', Number(readBoolean('protected', value))),
  size_min: numberFilter('size_min', 'size', '>='),
  size_max: numberFilter('size_max', 'size', '<='),
  min_disk: numberFilter('min_disk', 'min_disk', '='),
  min_ram: numberFilter('min_ram', 'min_ram', '='),
  created_at: timeFilter('created_at'),
  updated_at: timeFilter('updated_at'),
};

/** `sort=name:asc,size` or the older `sort_key` and `sort_dir`; the id decides between equals. */
function readSort(query: Readonly<Record<string, unknown>>): SortKey[] {
  const keys = query['sort'] === undefined ? readOldSort(listOf(query['sort_key']), listOf(query['sort_dir'])) : String(query['sort']).split(',').map(readSortItem);
  const sort = keys.length > 0 ? keys : [sortKey('created_at', 'desc')];
  return sort.some(({ key }) => key === 'id') ? sort : [...sort, { key: 'id', direction: sort.at(-1)?.direction ?? 'desc' }];
}

function readSortItem(item: string): SortKey {
  const [key = '', direction = 'desc'] = item.trim().split(':');
  return sortKey(key, direction);
}

function readOldSort(keys: string[], directions: string[]): SortKey[] {
  const wanted = keys.length === 0 && directions.length > 0 ? ['created_at'] : keys;
  if (directions.length > 1 && directions.length !== wanted.length) throw badRequest('Number of sort dirs does not match the number of sort keys.', { field: 'sort_dir' });
  return wanted.map((key, index) => sortKey(key, directions.length === 1 ? (directions[0] ?? 'desc') : (directions[index] ?? 'desc')));
}

function sortKey(key: string, direction: string): SortKey {
  if (!Object.hasOwn(sortColumns, key)) throw badRequest(`Invalid sort key: ${key}. It must be one of ${Object.keys(sortColumns).join(', ')}.`, { field: 'sort' });
  if (direction !== 'asc' && direction !== 'desc') throw badRequest(`Invalid sort direction: ${direction}. It must be asc or desc.`, { field: 'sort' });
  return { key: key as SortColumn, direction };
}

const listOf = (value: unknown): string[] => (value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)]);

/** `a,"b,c",d` as Glance writes lists: quotes protect commas. */
function splitList(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/g)].map(([, quoted, plain]) => (quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll(/\\(.)/g, '$1')));
}

function readBoolean(name: string, value: string): boolean {
  const text = value.toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw badRequest(`Invalid value of the filter ${name}: ${JSON.stringify(value)} is neither true nor false.`, { field: name });
}

function oneOf<Word extends string>(name: string, value: string, allowed: readonly Word[]): Word {
  if (!allowed.includes(value as Word)) throw badRequest(`Invalid value of the filter ${name}: ${JSON.stringify(value)}. It must be one of ${allowed.join(', ')}.`, { field: name });
  return value as Word;
}
