/**
 * Resize in place: a server stays on its host and gets another flavor, live where its driver can. Until that is confirmed
 * or reverted it holds the larger of both flavors in each resource (held-resources.ts).
 */
import { badRequest, conflict, Fault } from '../../../openapi/serve/fault.ts';
import type { AuthContext } from '../../../openapi/serve/handler.ts';
import type { Trx } from '../../../openapi/serve/db.ts';
import { claimMore, releaseSome } from '../../hosts/host-store.ts';
import type { Ratios } from '../../hosts/host-store.ts';
import { quotaFault } from '../../quotas/quota-sums.ts';
import { releaseQuota, reserveQuota, selectQuota } from '../../quotas/quota-store.ts';
import type { Amounts } from '../../quotas/quota-store.ts';
import type { ActionHandler } from '../action-handler.ts';
import { changeServer } from '../change-server.ts';
import type { ChangeServerDeps } from '../change-server.ts';
import { findFlavor, serverFlavor } from '../find-flavor.ts';
import { heldBy, larger, minus, sizeOf } from '../held-resources.ts';
import type { Server, ServerFlavor } from '../server-row.ts';

export interface ResizeDeps extends ChangeServerDeps {
  quotaDefaults: Amounts;
  ratios: Ratios;
}

export interface ResizeOrder {
  id: string;
  flavorRef: string | number;
  /** Success confirms it by itself. */
  confirm: boolean;
  auth: AuthContext;
  requestId: string;
}

export async function resizeServer(order: ResizeOrder, deps: ResizeDeps): Promise<void> {
  const { id, auth, requestId, confirm } = order;
  const flavor = serverFlavor(await findFlavor(deps.db, order.flavorRef, auth));
  const edit = async (trx: Trx, server: Server): Promise<Partial<Server>> => {
    requireOther(server, flavor);
    await hold(trx, server, flavor, deps);
    return { ...flavor, former: { ...server.former, flavor: { ...flavorOf(server), confirm } } };
  };
  await changeServer({ id, verb: 'resize', auth, requestId, edit, data: { flavor: flavor.flavorName } }, deps);
}

export function resize(deps: ResizeDeps): ActionHandler<'resize'> {
  return async ({ path, auth, requestId }, { flavorRef }) => {
    await resizeServer({ id: path.id, flavorRef, confirm: false, auth, requestId }, deps);
    return { status: 202 };
  };
}

/** Nothing changes on the host: what only the former flavor needed is given back. */
export async function confirmResizeOf(id: string, auth: AuthContext, requestId: string, deps: ChangeServerDeps): Promise<void> {
  const edit = async (trx: Trx, server: Server): Promise<Partial<Server>> => {
    if (!server.former.flavor) throw conflict(`Instance ${id} has no resize to confirm.`);
    return settleFlavor(trx, server);
  };
  await changeServer({ id, verb: 'confirm-resize', auth, requestId, edit }, deps);
}

export function confirmResize(deps: ChangeServerDeps): ActionHandler<'confirmResize'> {
  return async ({ path, auth, requestId }) => {
    await confirmResizeOf(path.id, auth, requestId, deps);
    return { status: 204 };
  };
}

export function revertResize(deps: ChangeServerDeps): ActionHandler<'revertResize'> {
  return async ({ path, auth, requestId }) => {
    const edit = (_: Trx, server: Server): Partial<Server> => {
      const { former } = server;
      if (!former.flavor) throw conflict(`Instance ${path.id} has no resize to revert.`);
      // A revert that failed is only tried again: the flavor is the former one already.
      if (server.mode !== 'resized') return {};
      const { confirm: _confirm, ...flavor } = former.flavor;
      return { ...flavor, former: { ...former, flavor: { ...flavorOf(server), confirm: true } } };
    };
    await changeServer({ id: path.id, verb: 'revert-resize', auth, requestId, edit }, deps);
    return { status: 202 };
  };
}

/** The flavor that the server has now is the one that it keeps: gives back what it holds beyond that. */
export async function settleFlavor(trx: Trx, server: Server): Promise<Partial<Server>> {
  const surplus = minus(heldBy(server), sizeOf(server));
  await releaseQuota(trx, server.projectId, { instances: 0, cores: surplus.vcpus, memoryMib: surplus.memoryMib });
  await releaseSome(trx, server.hostId, surplus);
  const { flavor: _settled, ...former } = server.former;
  return { former, mode: null, ...(server.vmState === 'resized' ? { vmState: server.powerState === 4 ? ('stopped' as const) : ('active' as const) } : {}) };
}

async function hold(trx: Trx, server: Server, flavor: ServerFlavor, { quotaDefaults, ratios }: ResizeDeps): Promise<void> {
  const more = minus(larger(heldBy(server), flavor), heldBy(server));
  const amounts = { instances: 0, cores: more.vcpus, memoryMib: more.memoryMib };
  if (!(await reserveQuota(trx, server.projectId, amounts, quotaDefaults))) throw quotaFault(await selectQuota(trx, server.projectId, quotaDefaults), amounts);
  if (await claimMore(trx, server.hostId, more, ratios)) return;
  throw new Fault(
    'no-valid-host',
    `No valid host was found: the server's own host has no room for flavor ${flavor.flavorName}, which needs ${more.vcpus} vcpus, ${more.memoryMib} MiB memory and ${more.diskGib} GiB disk more than it has now. Choose a smaller flavor, or make a new server from a snapshot.`,
    { details: { more }, retryable: false },
  );
}

function requireOther(server: Server, flavor: ServerFlavor): void {
  if (flavor.flavorId === server.flavorId) throw badRequest('When resizing, instances must change flavor!', { field: 'resize.flavorRef' });
  if (flavor.diskGib < server.diskGib && flavor.diskGib > 0) {
    throw badRequest(`Flavor's disk is too small: ${flavor.flavorName} has ${flavor.diskGib} GiB, and the server's disk of ${server.diskGib} GiB cannot be made smaller.`, { field: 'resize.flavorRef' });
  }
}

const flavorOf = ({ flavorId, flavorName, vcpus, memoryMib, diskGib, ephemeralGib, swapMib, extraSpecs }: ServerFlavor): ServerFlavor => ({
  flavorId, flavorName, vcpus, memoryMib, diskGib, ephemeralGib, swapMib, extraSpecs,
});
