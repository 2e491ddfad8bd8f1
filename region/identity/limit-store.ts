import type { DbOrTrx } from '../../openapi/serve/db.ts';

/** What projects get of a resource unless a limit of their own says otherwise. */
export interface RegisteredLimit {
  id: string;
  serviceId: string;
  /** null: in all regions. */
  regionId: string | null;
  resourceName: string;
  /** -1: as much as they want. */
  defaultLimit: number;
  description: string | null;
}

/** A project's or a domain's own limit. */
export interface Limit {
  id: string;
  registeredLimitId: string;
  projectId: string | null;
  domainId: string | null;
  resourceLimit: number;
  description: string | null;
}

/** A limit with what it says of its registered one. */
export type FullLimit = Limit & Pick<RegisteredLimit, 'serviceId' | 'regionId' | 'resourceName'>;

export interface ResourceFilter {
  serviceId?: string | undefined;
  regionId?: string | null | undefined;
  resourceName?: string | undefined;
}

export async function listRegisteredLimits(db: DbOrTrx, filter: ResourceFilter & { id?: string } = {}): Promise<RegisteredLimit[]> {
  const query = db('registered_limits as r').where(whereOf(filter)).orderBy(['r.resource_name', 'r.id']);
  if (filter.id !== undefined) void query.where('r.id', filter.id);
  const rows: RegisteredRow[] = await query;
  return rows.map((row) => ({
    id: row.id,
    serviceId: row.service_id,
    regionId: orNull(row.region_id),
    resourceName: row.resource_name,
    defaultLimit: Number(row.default_limit),
    description: row.description,
  }));
}

/** Throws the database's unique violation for a second one of a resource. */
export async function insertRegisteredLimit(db: DbOrTrx, limit: RegisteredLimit): Promise<void> {
  await db('registered_limits').insert(toRegisteredRow(limit));
}

export async function updateRegisteredLimit(db: DbOrTrx, limit: RegisteredLimit): Promise<boolean> {
  return (await db('registered_limits').where({ id: limit.id }).update(toRegisteredRow(limit))) > 0;
}

/** Throws the database's foreign key violation while it has limits. */
export async function removeRegisteredLimit(db: DbOrTrx, id: string): Promise<boolean> {
  return (await db('registered_limits').where({ id }).delete()) > 0;
}

export async function listLimits(
  db: DbOrTrx,
  filter: ResourceFilter & { id?: string; registeredLimitId?: string; projectId?: string | undefined; domainId?: string | undefined } = {},
): Promise<FullLimit[]> {
  const query = db('limits as l').join('registered_limits as r', 'r.id', 'l.registered_limit_id').where(whereOf(filter)).orderBy(['r.resource_name', 'l.id']);
  if (filter.id !== undefined) void query.where('l.id', filter.id);
  if (filter.registeredLimitId !== undefined) void query.where('l.registered_limit_id', filter.registeredLimitId);
  if (filter.projectId !== undefined) void query.where('l.project_id', filter.projectId);
  if (filter.domainId !== undefined) void query.where('l.domain_id', filter.domainId);
  const rows: (LimitRow & Pick<RegisteredRow, 'service_id' | 'region_id' | 'resource_name'>)[] = await query.select('l.*', 'r.service_id', 'r.region_id', 'r.resource_name');
  return rows.map((row) => ({
    id: row.id,
    registeredLimitId: row.registered_limit_id,
    projectId: orNull(row.project_id),
    domainId: orNull(row.domain_id),
    resourceLimit: Number(row.resource_limit),
    description: row.description,
    serviceId: row.service_id,
    regionId: orNull(row.region_id),
    resourceName: row.resource_name,
  }));
}

/** Throws the database's unique violation for a second one of a project or domain. */
export async function insertLimit(db: DbOrTrx, limit: Limit): Promise<void> {
  const { id, description } = limit;
  const row: LimitRow = { id, description, registered_limit_id: limit.registeredLimitId, project_id: limit.projectId ?? '', domain_id: limit.domainId ?? '', resource_limit: limit.resourceLimit };
  await db('limits').insert(row);
}

export async function updateLimit(db: DbOrTrx, id: string, change: { resourceLimit: number; description: string | null }): Promise<boolean> {
  return (await db('limits').where({ id }).update({ resource_limit: change.resourceLimit, description: change.description })) > 0;
}

export async function removeLimits(db: DbOrTrx, filter: { id: string } | { projectId: string } | { domainId: string }): Promise<number> {
  const where = 'id' in filter ? { id: filter.id } : 'projectId' in filter ? { project_id: filter.projectId } : { domain_id: filter.domainId };
  return db('limits').where(where).delete();
}

interface RegisteredRow {
  id: string;
  service_id: string;
  region_id: string;
  resource_name: string;
  default_limit: number;
  description: string | null;
}

interface LimitRow {
  id: string;
  registered_limit_id: string;
  project_id: string;
  domain_id: string;
  resource_limit: number;
  description: string | null;
}

const orNull = (text: string): string | null => (text === '' ? null : text);

const whereOf = ({ serviceId, regionId, resourceName }: ResourceFilter): Record<string, string> => ({
  ...(serviceId !== undefined && { 'r.service_id': serviceId }),
  ...(regionId !== undefined && { 'r.region_id': regionId ?? '' }),
  ...(resourceName !== undefined && { 'r.resource_name': resourceName }),
});

const toRegisteredRow = (limit: RegisteredLimit): RegisteredRow => ({
  id: limit.id,
  service_id: limit.serviceId,
  region_id: limit.regionId ?? '',
  resource_name: limit.resourceName,
  default_limit: limit.defaultLimit,
  description: limit.description,
});
