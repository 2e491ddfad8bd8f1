import type { DbOrTrx } from '../../openapi/serve/db.ts';

export interface Domain {
  id: string;
  name: string;
  description: string;
  enabled: boolean;
}

export const defaultDomainId = 'default';

export async function listDomains(db: DbOrTrx): Promise<Domain[]> {
  const rows: DomainRow[] = await db('domains').orderBy('name');
  return rows.map(fromRow);
}

/** Finds a domain by id or by name; ids win. */
export async function findDomain(db: DbOrTrx, by: { id?: string | undefined; name?: string | undefined }): Promise<Domain | undefined> {
  if (by.id === undefined && by.name === undefined) return undefined;
  const row: DomainRow | undefined = await db('domains').where(by.id === undefined ? { name: by.name } : { id: by.id }).first();
  return row && fromRow(row);
}

/**
 * True when it was not there before. Another process that adds the same domain is waited for: its commit makes this one
 * answer false, which is how two processes agree on who bootstraps.
 */
export async function addDomain(db: DbOrTrx, domain: Domain, createdAt: string): Promise<boolean> {
  const row: DomainRow = { ...domain, enabled: Number(domain.enabled), created_at: createdAt };
  const inserted: { id: string }[] = await db('domains').insert(row).onConflict('id').ignore().returning('id');
  return inserted.length > 0;
}

interface DomainRow {
  id: string;
  name: string;
  description: string;
  enabled: number;
  created_at: string;
}

const fromRow = (row: DomainRow): Domain => ({ id: row.id, name: row.name, description: row.description, enabled: row.enabled === 1 });
