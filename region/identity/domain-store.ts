import type { DbOrTrx } from '../../openapi/serve/db.ts';
import { readPage } from './list-store.ts';
import type { Listing, Page } from './list-store.ts';

export interface Domain {
  id: string;
  name: string;
  description: string;
  enabled: boolean;
  tags: string[];
  options: Record<string, unknown>;
}

export const defaultDomainId = 'default';

export interface DomainFilter extends Listing {
  enabled?: boolean | undefined;
  /** Only these. */
  ids?: readonly string[] | undefined;
}

/** One page of the live domains, by name. */
export async function pageDomains(db: DbOrTrx, filter: DomainFilter): Promise<Page<Domain>> {
  const query = db('domains').whereNull('deleted_at').select('domains.*');
  if (filter.enabled !== undefined) void query.where('enabled', Number(filter.enabled));
  if (filter.ids !== undefined) void query.whereIn('id', filter.ids);
  const page = await readPage<DomainRow>(db, query, { table: 'domains', sortColumns: ['name', 'id', 'enabled'] }, filter);
  return { ...page, items: page.items.map(fromRow) };
}

export async function listDomains(db: DbOrTrx): Promise<Domain[]> {
  const rows: DomainRow[] = await db('domains').whereNull('deleted_at').orderBy('name');
  return rows.map(fromRow);
}

/** Finds a live domain by id or by name; ids win. */
export async function findDomain(db: DbOrTrx, by: { id?: string | undefined; name?: string | undefined }): Promise<Domain | undefined> {
  if (by.id === undefined && by.name === undefined) return undefined;
  const where = by.id === undefined ? { name: by.name } : { id: by.id };
  const row: DomainRow | undefined = await db('domains').where(where).whereNull('deleted_at').first();
  return row && fromRow(row);
}

/**
 * True when it was not there before. Another process that adds the same domain is waited for: its commit makes this one
 * answer false, which is how two processes agree on who bootstraps. Throws the unique violation for a name in use.
 */
export async function addDomain(db: DbOrTrx, domain: Domain, createdAt: string): Promise<boolean> {
  const row = { ...toRow(domain), id: domain.id, created_at: createdAt };
  // Of any conflict: PostgreSQL may meet the other process's name before its id.
  const inserted: { id: string }[] = await db('domains').insert(row).onConflict().ignore().returning('id');
  if (inserted.length > 0) return true;
  if ((await db('domains').where({ id: domain.id }).first('id')) !== undefined) return false;
  await db('domains').insert(row);
  return true;
}

/** False when the domain is not there (any more). */
export async function updateDomain(db: DbOrTrx, id: string, change: Partial<Omit<Domain, 'id'>>): Promise<boolean> {
  const row = toRow(change);
  if (Object.keys(row).length === 0) return (await findDomain(db, { id })) !== undefined;
  return (await db('domains').where({ id }).whereNull('deleted_at').update(row)) > 0;
}

/** Keeps the row for audit and frees the name; only a disabled domain goes. */
export async function removeDomain(db: DbOrTrx, id: string, deletedAt: string): Promise<boolean> {
  return (await db('domains').where({ id, enabled: 0 }).whereNull('deleted_at').update({ deleted_at: deletedAt })) > 0;
}

interface DomainRow {
  id: string;
  name: string;
  description: string;
  enabled: number;
  tags: string;
  options: string;
  created_at: string;
}

const fromRow = (row: DomainRow): Domain => ({
  id: row.id,
  name: row.name,
  description: row.description,
  enabled: row.enabled === 1,
  tags: JSON.parse(row.tags) as string[],
  options: JSON.parse(row.options) as Record<string, unknown>,
});

const toRow = (domain: Partial<Domain>): Partial<DomainRow> => ({
  ...(domain.name !== undefined && { name: domain.name }),
  ...(domain.description !== undefined && { description: domain.description }),
  ...(domain.enabled !== undefined && { enabled: Number(domain.enabled) }),
  ...(domain.tags !== undefined && { tags: JSON.stringify(domain.tags) }),
  ...(domain.options !== undefined && { options: JSON.stringify(domain.options) }),
});
