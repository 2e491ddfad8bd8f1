/** Nova's query of a list as a filter: what each key means, and which are for admins (Compute API reference, "List Servers"). */
import type { Query, Operation } from '../../openapi/contracts.ts';
import { badRequest, forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { lastSegment } from '../images/resolve-image.ts';
import type { NamePiece, ServerFilter, SortBy, TagFilter } from './list-store.ts';
import { parsePattern } from './name-pattern.ts';
import type { Server } from './server-row.ts';
import { casesOfStatus } from './server-status.ts';

export type ListQuery = Query<Operation<'compute', 'listServers'>>;

/** `undefined` where nothing can fit, as with a status that no server has. The marker is for the caller to find. */
export function listFilter(auth: AuthContext, query: ListQuery, limit: number): ServerFilter | undefined {
  const cases = query.status?.flatMap((status) => casesOfStatus(status));
  if (cases?.length === 0) return undefined;
  const changedSince = timeOf('changes-since', query['changes-since']);
  const changedBefore = timeOf('changes-before', query['changes-before']);
  if (changedSince !== undefined && changedBefore !== undefined && changedSince > changedBefore) {
    throw badRequest('The value of changes-since must be less than or equal to changes-before.');
  }
  return {
    projectId: projectOf(auth, query),
    equals: equalities(auth, query),
    like: patterns(query),
    ...(cases === undefined ? {} : { statusCases: cases }),
    ...ipOf(query.ip ?? query.ip6),
    ...(query.locked === undefined ? {} : { locked: query.locked }),
    ...(changedSince === undefined ? {} : { changedSince }),
    ...(changedBefore === undefined ? {} : { changedBefore }),
    tags: tagsOf(query),
    deleted: deletedOf(auth, query, changedSince !== undefined || changedBefore !== undefined),
    sort: sortOf(auth, query),
    limit,
  };
}

function projectOf(auth: AuthContext, query: ListQuery): string | null {
  if (!isTrue(query.all_tenants)) return auth.projectId;
  if (!auth.isAdmin && !auth.roles.includes('service')) throw forbidden('Policy does not allow servers of all projects to be listed: leave out all_tenants, or use an admin token.');
  return query.project_id ?? query.tenant_id ?? null;
}

function equalities(auth: AuthContext, query: ListQuery): NonNullable<ServerFilter['equals']> {
  const { image, flavor, host, node, key_name: keyName, uuid, reservation_id: reservationId, user_id: userId, availability_zone: zone, hostname, launch_index: launchIndex } = query;
  const hostName = host ?? node;
  return {
    ...(image === undefined ? {} : { imageId: [lastSegment(image)] }),
    ...(flavor === undefined ? {} : { flavorId: [lastSegment(flavor)] }),
    ...(keyName === undefined ? {} : { keyName: [keyName] }),
    ...(uuid === undefined ? {} : { id: [uuid] }),
    ...(reservationId === undefined ? {} : { reservationId: [reservationId] }),
    ...(userId === undefined ? {} : { userId: [userId] }),
    ...(zone === undefined ? {} : { availabilityZone: [zone] }),
    ...(hostname === undefined ? {} : { hostname: [hostname] }),
    ...(launchIndex === undefined ? {} : { launchIndex: [launchIndex] }),
    ...(query.config_drive === undefined ? {} : { configDrive: [query.config_drive ? 'True' : ''] }),
    ...(isTrue(query.soft_deleted) ? { mode: ['soft-deleted'] } : {}),
    // These speak of the machines behind; Nova leaves them aside for others than admins.
    ...(auth.isAdmin
      ? {
          ...(hostName === undefined ? {} : { hostName: [hostName] }),
          ...(query.vm_state === undefined ? {} : { vmState: [query.vm_state] }),
          ...(query.task_state === undefined ? {} : { taskState: [query.task_state] }),
          ...(query.power_state === undefined ? {} : { powerState: [powerStateOf(query.power_state)] }),
        }
      : {}),
  };
}

function patterns(query: ListQuery): NonNullable<ServerFilter['like']> {
  const name = query.name ?? query.display_name;
  return {
    ...(name ? { name: parsePattern('name', name) } : {}),
    ...(query.description ? { description: parsePattern('description', query.description) } : {}),
  };
}

const ipOf = (pattern: string | undefined): { ip?: NamePiece[] } => (pattern === undefined || pattern === '' ? {} : { ip: parsePattern('ip', pattern) });

function tagsOf(query: ListQuery): TagFilter {
  const listed = (text: string | undefined): string[] | undefined => text?.split(',').filter((tag) => tag !== '');
  const [all, any, notAll, none] = [listed(query.tags), listed(query['tags-any']), listed(query['not-tags']), listed(query['not-tags-any'])];
  return { ...(all ? { all } : {}), ...(any ? { any } : {}), ...(notAll ? { notAll } : {}), ...(none ? { none } : {}) };
}

function deletedOf(auth: AuthContext, query: ListQuery, byChange: boolean): ServerFilter['deleted'] {
  const wanted = isTrue(query.deleted) || query.status?.some((status) => status.toUpperCase() === 'DELETED') === true;
  if (wanted && !auth.isAdmin && query.status) throw forbidden('Only administrators may list deleted instances');
  if (wanted && auth.isAdmin) return 'only';
  return byChange && query.deleted === undefined ? 'both' : 'no';
}

function sortOf(auth: AuthContext, query: ListQuery): SortBy[] {
  const keys = query.sort_key ?? [];
  const orders = query.sort_dir ?? [];
  if (orders.length > Math.max(keys.length, 1)) throw badRequest('Sort direction size exceeds sort key size.');
  if (keys.length === 0) return [{ field: 'createdAt', order: orders[0] ?? 'desc' }];
  return keys.map((key, index) => {
    const field = sortFields[key];
    if (!field || (adminSorts.has(key) && !auth.isAdmin)) throw badRequest(`Sort key supplied is invalid: ${key}. Use one of ${Object.keys(sortFields).join(', ')}.`, { field: 'sort_key' });
    return { field, order: orders[index] ?? orders.at(-1) ?? 'desc' };
  });
}

function timeOf(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = new Date(/Z|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time.getTime())) throw badRequest(`Invalid ${name} value ${text}: send an ISO 8601 time.`, { field: name });
  return time.toISOString();
}

const powerNames: Record<string, number> = { pending: 0, nostate: 0, running: 1, paused: 3, shutdown: 4, crashed: 6, suspended: 7 };

const powerStateOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : (powerNames[text.toLowerCase()] ?? -1));

// A bare `all_tenants` means yes.
export const isTrue = (text: string | undefined): boolean => text !== undefined && !['0', 'false', 'f', 'no', 'off'].includes(text.toLowerCase());

const adminSorts = new Set(['host', 'node']);

const sortFields: Record<string, keyof Server> = {
  created_at: 'createdAt', updated_at: 'updatedAt', display_name: 'name', name: 'name', display_description: 'description', uuid: 'id', vm_state: 'vmState',
  task_state: 'taskState', power_state: 'powerState', host: 'hostName', node: 'hostName', hostname: 'hostname', image_ref: 'imageId', instance_type_id: 'flavorId',
  availability_zone: 'availabilityZone', config_drive: 'configDrive', key_name: 'keyName', launch_index: 'launchIndex', launched_at: 'launchedAt',
  terminated_at: 'deletedAt', project_id: 'projectId', user_id: 'userId', access_ip_v4: 'accessIpv4', access_ip_v6: 'accessIpv6', auto_disk_config: 'diskConfig',
  locked_by: 'lockedBy',
};
