import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import type { ResolvedImage } from '../images/resolve-image.ts';
import { toServer } from '../servers/server-row.ts';
import type { Server, ServerFlavor, ServerRow } from '../servers/server-row.ts';
import type { SetMember, WireFault } from '../wire.ts';

/** What every instance is made from; images and flavor as they were when the set was made. */
export interface SetTemplate {
  /** What whoever made the set was allowed: networks, zone and group are judged by it each time that instances are made. Sets from before it was kept have a member's rights. */
  maker?: Pick<AuthContext, 'roles' | 'isAdmin'>;
  flavor: ServerFlavor;
  /** Of the first container. */
  image: ResolvedImage;
  members: SetMember[];
  networks?: string[];
  securityGroups?: string[];
  metadata: Record<string, string>;
  zone?: string;
  group?: string;
  stopTimeoutS?: number;
}

export interface ServerSet {
  id: string;
  projectId: string;
  userId: string;
  name: string;
  template: SetTemplate;
  replicas: number;
  /** Gone with its last instance. */
  deleting: boolean;
  fault: WireFault | null;
  createdAt: string;
  updatedAt: string;
}

export async function insertSet(trx: Trx, set: ServerSet): Promise<void> {
  await trx<SetRow>('server_sets').insert({
    id: set.id, project_id: set.projectId, user_id: set.userId, name: set.name, template: JSON.stringify(set.template),
    replicas: set.replicas, deleting: set.deleting ? 1 : 0, fault: null, created_at: set.createdAt, updated_at: set.updatedAt,
  });
}

export async function selectSet(db: DbOrTrx, id: string): Promise<ServerSet | undefined> {
  const row = await db<SetRow>('server_sets').where({ id }).first();
  return row && toSet(row);
}

/** Held until the transaction ends. */
export async function lockSet(trx: Trx, id: string): Promise<ServerSet | undefined> {
  const row = await trx<SetRow>('server_sets').where({ id }).forUpdate().first();
  return row && toSet(row);
}

export interface WantedSets {
  /** All projects' where left out. */
  projectId?: string;
  name?: string;
  /** The last one of the page before. */
  after?: Pick<ServerSet, 'name' | 'id'>;
  limit: number;
}

/** By name. */
export async function selectSets(db: DbOrTrx, wanted: WantedSets): Promise<ServerSet[]> {
  const { after } = wanted;
  const query = db<SetRow>('server_sets').orderBy(['name', 'id']).limit(wanted.limit);
  if (after) query.where((behind) => void behind.where('name', '>', after.name).orWhere((same) => void same.where('name', after.name).where('id', '>', after.id)));
  if (wanted.projectId !== undefined) query.where({ project_id: wanted.projectId });
  if (wanted.name !== undefined) query.where({ name: wanted.name });
  return (await query).map(toSet);
}

/** Instances that were not deleted, in the order of their ordinals. */
export async function selectInstances(db: DbOrTrx, setIds: readonly string[]): Promise<Server[]> {
  return (await db<ServerRow>('servers').whereIn('set_id', setIds).where({ deleted_at: null }).orderBy('set_ordinal')).map(toServer);
}

/** Sets that have not as many instances as they are to have, some that are on their way out, or a fault. */
export async function selectUnsettled(db: DbOrTrx): Promise<string[]> {
  const staying = "sum(case when servers.id is not null and servers.desired <> 'absent' and coalesce(servers.mode, '') not in ('draining', 'soft-deleted') then 1 else 0 end)";
  const draining = "sum(case when servers.mode = 'draining' and servers.desired <> 'absent' then 1 else 0 end)";
  return db('server_sets')
    .leftJoin('servers', (join) => void join.on('servers.set_id', 'server_sets.id').andOnNull('servers.deleted_at'))
    .groupBy('server_sets.id', 'server_sets.replicas', 'server_sets.deleting', 'server_sets.fault')
    .havingRaw(`server_sets.deleting = 1 or server_sets.fault is not null or ${staying} <> server_sets.replicas or ${draining} > 0`)
    .pluck('server_sets.id');
}

export async function updateSet(db: DbOrTrx, id: string, change: Partial<Pick<ServerSet, 'replicas' | 'deleting' | 'fault'>>, at: string): Promise<void> {
  const { replicas, deleting, fault } = change;
  await db<SetRow>('server_sets').where({ id }).update({
    ...(replicas === undefined ? {} : { replicas }),
    ...(deleting === undefined ? {} : { deleting: deleting ? 1 : 0 }),
    ...(fault === undefined ? {} : { fault: fault === null ? null : JSON.stringify(fault) }),
    updated_at: at,
  });
}

/** Its rows of servers stay as those of all deleted servers do. */
export async function deleteSetRow(trx: Trx, id: string): Promise<void> {
  await trx<SetRow>('server_sets').where({ id }).delete();
}

interface SetRow {
  id: string;
  project_id: string;
  user_id: string;
  name: string;
  template: string;
  replicas: number;
  deleting: number;
  fault: string | null;
  created_at: string;
  updated_at: string;
}

const toSet = (row: SetRow): ServerSet => ({
  id: row.id, projectId: row.project_id, userId: row.user_id, name: row.name, template: JSON.parse(row.template) as SetTemplate,
  replicas: row.replicas, deleting: row.deleting !== 0, fault: row.fault === null ? null : (JSON.parse(row.fault) as WireFault), createdAt: row.created_at, updatedAt: row.updated_at,
});
