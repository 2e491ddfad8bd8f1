import type { DbOrTrx } from '../../../openapi/serve/db.ts';

/** Ports that have the address, in the project or in any, and their networks. */
export async function selectPortIdsAt(db: DbOrTrx, address: string, projectId: string | undefined): Promise<string[]> {
  const query = db('ports').join('fixed_ips', 'fixed_ips.port_id', 'ports.id').where('fixed_ips.ip_address', address);
  if (projectId !== undefined) void query.where('ports.project_id', projectId);
  return query.distinct().orderBy('ports.id').pluck('ports.id');
}

/** Ports of the networks whose servers have no process that could hear anything. */
export async function selectIdlePorts(db: DbOrTrx, networkIds: readonly string[]): Promise<Set<string>> {
  const ids = (await db('ports').join('servers', 'servers.id', 'ports.device_id').whereIn('ports.network_id', networkIds).whereNotIn('servers.vm_state', plugged).pluck('ports.id')) as string[];
  return new Set(ids);
}

/** The network of the port that a floating address of these external networks stands for. */
export async function selectNetworkBehind(db: DbOrTrx, address: string, externalIds: readonly string[]): Promise<string | undefined> {
  const row = (await db('floating_ips').join('ports', 'ports.id', 'floating_ips.port_id').where('floating_ips.ip_address', address).whereIn('floating_ips.network_id', externalIds).first('ports.network_id as id')) as
    | { id: string }
    | undefined;
  return row?.id;
}

const plugged = ['active', 'paused', 'suspended', 'rescued', 'resized'];
