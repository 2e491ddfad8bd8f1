import type { Db } from '../../openapi/serve/db.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { groupBy } from '../group-by.ts';
import { selectHosts } from '../hosts/host-store.ts';
import type { Host } from '../hosts/host-store.ts';
import { selectGroupNames } from '../networks/group-store.ts';
import { selectAttachments } from '../networks/port-store.ts';
import type { Attachment } from '../networks/port-store.ts';
import type { ListedServer } from './server-row.ts';
import { selectSetups } from './setup-store.ts';
import { selectGroupsOf } from '../server-groups/group-store.ts';
import { selectTags } from '../server-notes/tag-store.ts';

/** What a server's view shows beside its row. */
export interface ViewParts {
  attachments: readonly Attachment[];
  groupNames: readonly string[];
  tags: readonly string[];
  /** Base64; known only where it was asked for. */
  userData: string | null;
  host: Host | undefined;
  /** The id of its server group. */
  group: string | undefined;
}

export interface ViewContext {
  baseUrl: string;
  isAdmin: boolean;
  since: (version: string) => boolean;
}

export const viewContext = (call: { baseUrl: string; auth: AuthContext; since: (version: string) => boolean }): ViewContext => ({
  baseUrl: call.baseUrl,
  isAdmin: call.auth.isAdmin,
  since: remembered(call.since),
});

/** Each of a page's servers asks for the same few versions. */
function remembered(since: (version: string) => boolean): (version: string) => boolean {
  const known = new Map<string, boolean>();
  return (version) => {
    const before = known.get(version);
    if (before !== undefined) return before;
    const is = since(version);
    known.set(version, is);
    return is;
  };
}

/** The parts of many servers in a handful of queries, and only those that the caller's version shows. */
export async function loadViewParts(db: Db, servers: readonly Pick<ListedServer, 'id' | 'hostId'>[], { isAdmin, since }: ViewContext): Promise<(server: Pick<ListedServer, 'id' | 'hostId'>) => ViewParts> {
  const ids = servers.map(({ id }) => id);
  const attachments = groupBy(await selectAttachments(db, ids), ({ serverId }) => serverId);
  const groupNames = await selectGroupNames(db, ids);
  const tags = since('2.26') ? await selectTags(db, ids) : new Map<string, string[]>();
  const setups = isAdmin && since('2.3') ? await selectSetups(db, ids) : new Map<string, never>();
  const groups = since('2.71') ? await selectGroupsOf(db, ids) : new Map<string, string>();
  const hosts = new Map(isAdmin && since('2.16') && servers.length > 0 ? (await selectHosts(db)).map((host) => [host.id, host]) : []);
  return ({ id, hostId }) => ({
    attachments: attachments.get(id) ?? [],
    groupNames: groupNames.get(id) ?? [],
    tags: tags.get(id) ?? [],
    userData: setups.get(id)?.guest?.user_data ?? null,
    host: hosts.get(hostId),
    group: groups.get(id),
  });
}
