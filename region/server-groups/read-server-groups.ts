import type { Db, DbOrTrx } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { AuthContext, HandlerOf } from '../../openapi/serve/handler.ts';
import { pageLimit } from '../paging.ts';
import { selectMembers, selectServerGroup, selectServerGroups } from './group-store.ts';
import type { Member, ServerGroup } from './group-store.ts';
import { groupView } from './group-view.ts';

/** The project's groups; admins may ask for those of all projects. */
export function listServerGroups({ db }: { db: Db }): HandlerOf<'compute', 'listServerGroups'> {
  return async ({ auth, query, since }) => {
    const projectId = query.all_projects !== undefined && auth.isAdmin ? null : (auth.projectId ?? '');
    const limit = pageLimit(query.limit);
    const groups = limit === 0 ? [] : await selectServerGroups(db, { projectId, offset: query.offset ?? 0, limit });
    const members = await selectMembers(db, groups.map(({ id }) => id));
    return { status: 200, body: { server_groups: groups.map((group) => groupView(group, idsOf(members, group), since)) } };
  };
}

export function showServerGroup({ db }: { db: Db }): HandlerOf<'compute', 'getServerGroup'> {
  return async ({ auth, path, since }) => {
    const group = await findServerGroup(db, path.id, auth);
    return { status: 200, body: { server_group: groupView(group, idsOf(await selectMembers(db, [group.id]), group), since) } };
  };
}

/** A group of another project is not there. */
export async function findServerGroup(db: DbOrTrx, id: string, auth: AuthContext): Promise<ServerGroup> {
  const group = await selectServerGroup(db, id);
  if (!group || (group.projectId !== auth.projectId && !auth.isAdmin)) {
    throw new Fault('not-found', `Instance group ${id} could not be found.`, { details: { resource: 'server group', id } });
  }
  return group;
}

const idsOf = (members: readonly Member[], { id }: ServerGroup): string[] => members.filter(({ groupId }) => groupId === id).map(({ serverId }) => serverId);
