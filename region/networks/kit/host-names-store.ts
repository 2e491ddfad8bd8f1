import type { DbOrTrx } from '../../../openapi/serve/db.ts';
import { invalid } from './network-faults.ts';

export async function selectHostNames(db: DbOrTrx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = (await db('hosts').whereIn('id', [...new Set(ids)]).select('id', 'name')) as { id: string; name: string }[];
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** A host's id by the name that `binding:host_id` has; a 400 for one that there is not. */
export async function hostNamed(db: DbOrTrx, name: string): Promise<string> {
  const row = (await db('hosts').where({ name }).first('id')) as { id: string } | undefined;
  if (!row) throw invalid('binding:host_id', `there is no host ${name}.`);
  return row.id;
}
