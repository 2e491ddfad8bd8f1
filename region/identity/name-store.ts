import type { DbOrTrx } from '../../openapi/serve/db.ts';

export interface Named {
  name: string;
  domainId: string;
}

/** Names of many users, groups or projects by id, also of deleted ones; asked for in portions that every database takes. */
export async function namesOf(db: DbOrTrx, what: 'user' | 'group' | 'project', ids: Iterable<string>): Promise<Map<string, Named>> {
  const all = [...new Set(ids)];
  const names = new Map<string, Named>();
  for (let start = 0; start < all.length; start += portion) {
    const rows: { id: string; name: string; domain_id: string }[] = await db(tables[what]).whereIn('id', all.slice(start, start + portion)).select('id', 'name', 'domain_id');
    for (const { id, name, domain_id: domainId } of rows) names.set(id, { name, domainId });
  }
  return names;
}

const portion = 1000;

const tables = { user: 'users', group: 'user_groups', project: 'projects' } as const;
