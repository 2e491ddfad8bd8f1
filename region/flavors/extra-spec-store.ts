import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';

/** The extra specs of flavors, by flavor. */
export async function selectExtraSpecs(db: DbOrTrx, flavorIds: readonly string[]): Promise<Map<string, Record<string, string>>> {
  const rows = await db<SpecRow>('flavor_extra_specs').whereIn('flavor_id', flavorIds).orderBy('name');
  const specs = new Map<string, Record<string, string>>();
  for (const { flavor_id: id, name, value } of rows) specs.set(id, { ...specs.get(id), [name]: value });
  return specs;
}

export async function upsertExtraSpecs(trx: Trx, flavorId: string, specs: Readonly<Record<string, string>>): Promise<void> {
  const rows = Object.entries(specs).map(([name, value]) => ({ flavor_id: flavorId, name, value }));
  if (rows.length > 0) await trx('flavor_extra_specs').insert(rows).onConflict(['flavor_id', 'name']).merge(['value']);
}

export async function deleteExtraSpec(db: DbOrTrx, flavorId: string, name: string): Promise<boolean> {
  return (await db('flavor_extra_specs').where({ flavor_id: flavorId, name }).delete()) === 1;
}

interface SpecRow {
  flavor_id: string;
  name: string;
  value: string;
}
