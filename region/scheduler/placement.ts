/**
 * Where a server is wished to be: the zone (also as `zone:host`), the scheduler hints of a create request, and the
 * flavor's extra specs under `aggregate_instance_extra_specs:`. Hints that name nothing known are refused with 400, as
 * in Nova; hints that Sampan has no filter for are left aside, as Nova leaves those of filters that are switched off.
 */
import type { Trx } from '../../openapi/serve/db.ts';
import { badRequest, Fault, forbidden } from '../../openapi/serve/fault.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { selectHostMetadata } from '../aggregates/aggregate-store.ts';
import { selectHostByName, selectHosts } from '../hosts/host-store.ts';
import { lockServerGroup, selectMembers } from '../server-groups/group-store.ts';
import { maySee } from '../servers/find-server.ts';
import { selectServer } from '../servers/server-store.ts';
import type { GroupPlacement, Placement } from './filters.ts';

export interface Wishes {
  /** As in the request: empty or left out, `zone` or, for admins, `zone:host`. */
  zone?: string | undefined;
  /** For admins; a host by name (2.74). */
  hostName?: string | undefined;
  hints?: Readonly<Record<string, unknown>> | undefined;
  extraSpecs?: Readonly<Record<string, string>> | undefined;
}

export interface ResolvedPlacement extends Placement {
  /** The group that the servers are to join. */
  groupId?: string;
}

/** Reads and, for a group, locks what the wishes name. Take it after the quota and before any host. */
export async function resolvePlacement(trx: Trx, wishes: Wishes, auth: AuthContext, defaultZone: string): Promise<ResolvedPlacement> {
  const { hints = {} } = wishes;
  return {
    ...(await zoneAndHost(trx, wishes, auth, defaultZone)),
    ...(await groupOf(trx, hints['group'], auth)),
    ...hostsWish('sameHosts', await hostsOf(trx, hints['same_host'], 'same_host', auth)),
    ...hostsWish('differentHosts', await hostsOf(trx, hints['different_host'], 'different_host', auth)),
    ...(await aggregateWish(trx, wishes.extraSpecs ?? {})),
  };
}

async function zoneAndHost(trx: Trx, { zone: asked, hostName }: Wishes, auth: AuthContext, defaultZone: string): Promise<Placement> {
  const [zone = '', pinned] = (asked ?? '').split(':', 2);
  const name = pinned || hostName;
  if (name !== undefined && name !== '') {
    if (!auth.isAdmin) throw forbidden(`To name the host ${name} is for admins: name a zone alone, or none.`);
    if (!(await selectHostByName(trx, name))) throw badRequest(`Compute host ${name} could not be found.`, { field: 'server.availability_zone' });
  }
  if (zone !== '' && zone !== defaultZone && !(await selectHosts(trx)).some((host) => host.zone === zone)) {
    throw badRequest(`The requested availability zone ${zone} is not available: list availability zones to see those that there are.`, { field: 'server.availability_zone' });
  }
  return { ...(zone === '' ? {} : { zone }), ...(name === undefined || name === '' ? {} : { hostName: name }) };
}

async function groupOf(trx: Trx, hint: unknown, auth: AuthContext): Promise<{ groupId?: string; group?: GroupPlacement }> {
  if (hint === undefined || hint === null) return {};
  const id = String(hint);
  const group = await lockServerGroup(trx, id);
  if (!group || group.projectId !== auth.projectId) throw badRequest(`Instance group ${id} could not be found: list server groups to see those of your project.`, { field: 'os:scheduler_hints.group' });
  const members = new Map<string, number>();
  for (const { hostId } of await selectMembers(trx, [group.id])) members.set(hostId, (members.get(hostId) ?? 0) + 1);
  return { groupId: group.id, group: { policy: group.policy, maxPerHost: group.maxPerHost ?? 1, members } };
}

/** How many more servers a group takes: its quota of members. */
export function requireRoomInGroup({ group }: ResolvedPlacement, count: number, max: number): void {
  const present = [...(group?.members.values() ?? [])].reduce((sum, each) => sum + each, 0);
  if (group && max >= 0 && present + count > max) throw new Fault('quota-exceeded', `Quota exceeded, too many servers in group: it has ${present}, and may have ${max}.`);
}

async function hostsOf(trx: Trx, hint: unknown, field: string, auth: AuthContext): Promise<Set<string> | undefined> {
  if (hint === undefined || hint === null) return undefined;
  const ids = [hint].flat().map(String);
  const hosts = new Set<string>();
  for (const id of ids) {
    const server = await selectServer(trx, id);
    if (!server || !maySee(server, auth)) throw badRequest(`Instance ${id} of the scheduler hint ${field} could not be found.`, { field: `os:scheduler_hints.${field}` });
    hosts.add(server.hostId);
  }
  return hosts;
}

const hostsWish = (key: 'sameHosts' | 'differentHosts', hosts: Set<string> | undefined): Placement => (hosts === undefined ? {} : { [key]: hosts });

const scope = 'aggregate_instance_extra_specs:';

/** A value may name several: `<or> a <or> b`. */
async function aggregateWish(trx: Trx, extraSpecs: Readonly<Record<string, string>>): Promise<Placement> {
  const wanted = new Map(
    Object.entries(extraSpecs)
      .filter(([name]) => name.startsWith(scope))
      .map(([name, value]) => [name.slice(scope.length), value.startsWith('<or>') ? value.split('<or>').map((part) => part.trim()).filter((part) => part !== '') : [value]]),
  );
  return wanted.size === 0 ? {} : { aggregateSpecs: { wanted, hosts: await selectHostMetadata(trx) } };
}
