import type { DbOrTrx } from '../../openapi/serve/db.ts';

export interface HostServer {
  id: string;
  name: string;
  hostId: string;
}

/** The servers of hosts by creation; deleted ones have left them. */
export async function selectHostServers(db: DbOrTrx, hostIds: readonly string[]): Promise<HostServer[]> {
  const rows = await db<{ id: string; name: string; host_id: string; deleted_at: string | null; created_at: string }>('servers')
    .whereIn('host_id', hostIds)
    .whereNull('deleted_at')
    .orderBy(['created_at', 'id'])
    .select('id', 'name', 'host_id');
  return rows.map((row) => ({ id: row.id, name: row.name, hostId: row.host_id }));
}

/** By host, how many servers are busy with something. */
export async function countBusyServers(db: DbOrTrx): Promise<Map<string, number>> {
  const rows = await db('servers').whereNull('deleted_at').whereNotNull('task_state').groupBy('host_id').select<{ host_id: string; n: number }[]>('host_id', db.raw('count(*) as n'));
  return new Map(rows.map(({ host_id: id, n }) => [id, Number(n)]));
}

export interface ProjectUse {
  projectId: string;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
}

/** What each project's servers hold of a host. */
export async function sumByProject(db: DbOrTrx, hostId: string): Promise<ProjectUse[]> {
  const rows = await db('servers')
    .where({ host_id: hostId })
    .whereNull('deleted_at')
    .groupBy('project_id')
    .orderBy('project_id')
    .select<{ project_id: string; vcpus: number; memory_mib: number; disk_gib: number }[]>(
      'project_id', db.raw('sum(vcpus) as vcpus'), db.raw('sum(memory_mib) as memory_mib'), db.raw('sum(disk_gib) as disk_gib'),
    );
  return rows.map((row) => ({ projectId: row.project_id, vcpus: Number(row.vcpus), memoryMib: Number(row.memory_mib), diskGib: Number(row.disk_gib) }));
}
