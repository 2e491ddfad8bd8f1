import type { AuthContext } from '../../openapi/serve/handler.ts';
import { anonymous } from '../../openapi/serve/policy.ts';
import type { ServerOrder } from '../servers/server-order.ts';
import type { Server } from '../servers/server-row.ts';
import type { ServerSet } from './set-store.ts';

/** The order of the instances with these ordinals, which may name what the set's maker may. */
export function instanceOrder(set: ServerSet, ordinals: readonly number[], request: { requestId: string; started: Date }): ServerOrder {
  const { flavor, image, members, networks, securityGroups, metadata, zone, group, stopTimeoutS } = set.template;
  return {
    ...request,
    ...{ auth: makerOf(set), flavor, image, metadata, securityGroups, guest: {}, counts: { min: ordinals.length, max: ordinals.length } },
    name: set.name, networks: networks?.map((uuid) => ({ uuid })), description: null, tags: [], keyName: null, hostname: undefined,
    diskConfig: 'MANUAL', configDrive: false, accessIpv4: '', accessIpv6: '', start: true,
    wishes: { zone, hints: group === undefined ? {} : { group } },
    // When what holds the namespaces ends, the whole instance is started anew.
    setup: { members, container: { restart: { policy: 'always' } }, ...(stopTimeoutS === undefined ? {} : { stop_timeout_s: stopTimeoutS }) },
    set: { id: set.id, ordinals },
  };
}

const makerOf = ({ projectId, userId, template: { maker = { roles: ['member'], isAdmin: false } } }: ServerSet): AuthContext => ({ ...anonymous, projectId, userId, ...maker });

/** Stops and deletes the set's own instances, and makes none. */
export const careOf = ({ projectId, userId }: Pick<ServerSet, 'projectId' | 'userId'>): AuthContext => ({ ...anonymous, projectId, userId, roles: ['admin', 'member'], isAdmin: true });

/** On its way out: it counts no more. */
export const isLeaving = ({ desired, mode }: Pick<Server, 'desired' | 'mode'>): boolean => desired === 'absent' || mode === 'draining' || mode === 'soft-deleted';

/** Those that go because there are too many: the newest first, and locked ones only when no others are left. */
export function tooMany(instances: readonly Server[], replicas: number): Server[] {
  const staying = instances.filter((instance) => !isLeaving(instance));
  const order = (a: Server, b: Server): number => Number(a.lockedBy !== null) - Number(b.lockedBy !== null) || (b.setOrdinal ?? 0) - (a.setOrdinal ?? 0);
  return [...staying].sort(order).slice(0, Math.max(0, staying.length - replicas));
}

/** The lowest numbers that no instance has, also none that is leaving. */
export function freeOrdinals(instances: readonly Pick<Server, 'setOrdinal'>[], count: number): number[] {
  const taken = new Set(instances.map(({ setOrdinal }) => setOrdinal));
  const free: number[] = [];
  for (let ordinal = 1; free.length < count; ordinal += 1) if (!taken.has(ordinal)) free.push(ordinal);
  return free;
}
