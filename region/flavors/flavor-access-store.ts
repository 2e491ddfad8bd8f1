import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** The projects that may use flavors which are not public, by flavor. */
export async function selectFlavorAccess(db: DbOrTrx, flavorIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db<AccessRow>('flavor_access').whereIn('flavor_id', flavorIds).orderBy('project_id');
  const projects = new Map<string, string[]>();
  for (const { flavor_id: id, project_id: projectId } of rows) projects.set(id, [...(projects.get(id) ?? []), projectId]);
  return projects;
}

/** Throws the driver's unique violation when it has access. */
export async function insertFlavorAccess(db: DbOrTrx, flavorId: string, projectId: string): Promise<void> {
  await db('flavor_access').insert({ flavor_id: flavorId, project_id: projectId });
}

export async function deleteFlavorAccess(db: DbOrTrx, flavorId: string, projectId: string): Promise<boolean> {
  return (await db('flavor_access').where({ flavor_id: flavorId, project_id: projectId }).delete()) === 1;
}

interface AccessRow {
  flavor_id: string;
  project_id: string;
}
