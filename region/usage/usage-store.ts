import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** What usage needs to know of a server. */
export interface UsedServer {
  id: string;
  projectId: string;
  name: string;
  flavorName: string;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  state: string;
  launchedAt: string;
  endedAt: string | null;
}

export interface UsageFilter {
  projectId: string | null;
  start: string;
  end: string;
  after?: string | undefined;
  limit?: number | undefined;
}

/** Servers that ran within the period, deleted ones too, by id. */
export async function selectUsedServers(db: DbOrTrx, { projectId, start, end, after, limit }: UsageFilter): Promise<UsedServer[]> {
  const query = db<UsedRow>('servers')
    .whereNotNull('launched_at')
    .where('launched_at', '<', end)
    .where((either) => either.whereNull('deleted_at').orWhere('deleted_at', '>', start))
    .orderBy('id')
    .select('id', 'project_id', 'name', 'flavor_name', 'vcpus', 'memory_mib', 'disk_gib', 'vm_state', 'launched_at', 'deleted_at');
  if (projectId !== null) query.where('project_id', projectId);
  if (after !== undefined) query.where('id', '>', after);
  if (limit !== undefined) query.limit(limit);
  return ((await query) as UsedRow[]).map(toUsed);
}

interface UsedRow {
  id: string;
  project_id: string;
  name: string;
  flavor_name: string;
  vcpus: number;
  memory_mib: number;
  disk_gib: number;
  vm_state: string;
  launched_at: string;
  deleted_at: string | null;
}

const toUsed = (row: UsedRow): UsedServer => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  flavorName: row.flavor_name,
  vcpus: row.vcpus,
  memoryMib: row.memory_mib,
  diskGib: row.disk_gib,
  state: row.deleted_at === null ? row.vm_state : 'terminated',
  launchedAt: row.launched_at,
  endedAt: row.deleted_at,
});
