import { inTransaction } from '../../../openapi/serve/db.ts';
import type { DbOrTrx, Trx } from '../../../openapi/serve/db.ts';
import type { AuthContext, Handlers } from '../../../openapi/serve/handler.ts';
import { contains, addressKey } from '../address.ts';
import { hasFloatingIps } from '../floating-ip-store.ts';
import { pickMac } from '../ipam.ts';
import { listBody, onlyFields } from '../kit/list-reply.ts';
import { selectPage, selectVisible } from '../kit/list-store.ts';
import { invalid, networkNotFound, refuse } from '../kit/network-faults.ts';
import { given, newStandard } from '../kit/standard.ts';
import { forgetTags, selectTags } from '../kit/tag-store.ts';
import { touchMaps } from '../maps/touch-maps.ts';
import { askedOf, ownerOf, requireOwn } from '../network-parts.ts';
import type { NetworkParts } from '../network-parts.ts';
import { routerView } from '../network-views.ts';
import { cidrOf } from '../pools.ts';
import { selectPortsOf } from '../port-store.ts';
import { requireQuota } from '../quota.ts';
import { readRoutes } from '../subnet-plan.ts';
import { selectSubnetsById } from '../subnet-store.ts';
import type { Route } from '../subnet-store.ts';
import { setGateway } from './gateway.ts';
import { deleteRouter, gatewayOwner, holdRouter, insertRouter, interfaceOwner, listedRouters, toRouter, updateRouter } from './router-store.ts';
import type { Router, RouterRow } from './router-store.ts';
import type { components } from '../../../openapi/generated/network.ts';

type Asked = components['schemas']['RouterCreate'];
type RouterHandlers = Pick<Handlers<'network'>, 'listRouters' | 'createRouters' | 'getRouter' | 'updateRouter' | 'deleteRouter'>;

/** Source: Networking API v2.0, "Routers", with external gateways and extra routes. Every router is distributed. */
export function routerHandlers(parts: NetworkParts): RouterHandlers {
  const { db, ambient, maps } = parts;
  return {
    async listRouters(call) {
      const page = await selectPage<RouterRow>(db, listedRouters, call.auth, call.query);
      return { status: 200, body: listBody('routers', 'routers', call, page, await viewsOf(db, page.rows.map(toRouter))) };
    },
    async createRouters({ auth, body }) {
      const made = await inTransaction(db, async (trx) => {
        const ids: string[] = [];
        for (const asked of askedOf(body.router, body.routers)) ids.push(await create(trx, asked, auth, parts));
        return ids;
      });
      maps.wake();
      const views = await viewsOf(db, await Promise.all(made.map((id) => findRouter(db, auth, id))));
      return { status: 201, body: body.routers ? { routers: views } : { router: views[0] ?? {} } };
    },
    async getRouter({ auth, path, query }) {
      const [view] = await viewsOf(db, [await findRouter(db, auth, path.id)]);
      return { status: 200, body: { router: onlyFields(view ?? {}, query.fields) } };
    },
    async updateRouter({ auth, path, body }) {
      const asked = body.router;
      await inTransaction(db, async (trx) => {
        await holdRouter(trx, path.id);
        const router = await findRouter(trx, auth, path.id);
        requireOwn(router, auth, 'update_router');
        if (asked.routes) await requireReachable(trx, router, readRoutes('routes', asked.routes));
        if (asked.external_gateway_info !== undefined) await setGateway(trx, router, asked.external_gateway_info, auth, ambient);
        await updateRouter(trx, router.id, given(changesOf(asked)), ambient.now().toISOString());
        await touchRouter(trx, router.id);
      });
      maps.wake();
      const [view] = await viewsOf(db, [await findRouter(db, auth, path.id)]);
      return { status: 200, body: { router: view ?? {} } };
    },
    async deleteRouter({ auth, path }) {
      await inTransaction(db, async (trx) => {
        await holdRouter(trx, path.id);
        const router = await findRouter(trx, auth, path.id);
        requireOwn(router, auth, 'delete_router');
        const legs = (await selectPortsOf(trx, [router.id])).filter(({ deviceOwner }) => deviceOwner === interfaceOwner);
        if (legs.length > 0) throw refuse('RouterInUse', `Router ${router.id} still has ports: ${legs.map(({ id }) => id).join(', ')}. Remove its interfaces first.`);
        if (await hasFloatingIps(trx, { router_id: router.id })) throw refuse('RouterInUse', `Router ${router.id} still has floating addresses that go through it.`);
        await setGateway(trx, router, null, auth, ambient);
        await deleteRouter(trx, router.id);
        await forgetTags(trx, [router.id]);
      });
      maps.wake();
      return { status: 204 };
    },
  };
}

export async function findRouter(db: DbOrTrx, auth: AuthContext, id: string): Promise<Router> {
  const row = await selectVisible<RouterRow>(db, listedRouters, auth, id);
  if (!row) throw networkNotFound('router', id);
  return toRouter(row);
}

/** All networks that a router has a leg in hear of its change. */
export async function touchRouter(trx: Trx, routerId: string): Promise<void> {
  await touchMaps(trx, { networkIds: (await selectPortsOf(trx, [routerId])).map(({ networkId }) => networkId), groupIds: [] });
}

async function viewsOf(db: DbOrTrx, routers: readonly Router[]) {
  const ids = routers.map(({ id }) => id);
  const gateways = new Map((await selectPortsOf(db, ids)).filter(({ deviceOwner }) => deviceOwner === gatewayOwner).map((port) => [port.deviceId, port]));
  const tags = await selectTags(db, ids);
  return routers.map((router) => routerView(router, gateways.get(router.id), tags.get(router.id)));
}

async function create(trx: Trx, asked: Asked, auth: AuthContext, { ambient }: NetworkParts): Promise<string> {
  const projectId = ownerOf(auth, asked);
  await requireQuota(trx, projectId, 'router');
  if (asked.routes && asked.routes.length > 0) throw invalid('routes', 'a new router has no interface yet that a nexthop could be reached through.');
  const router: Router = {
    ...newStandard(ambient, projectId, asked), adminStateUp: true, macAddress: pickMac(new Set(), ambient), gatewayNetworkId: null, enableSnat: true, routes: [], ...given(changesOf(asked)),
  };
  await insertRouter(trx, router);
  if (asked.external_gateway_info) await setGateway(trx, router, asked.external_gateway_info, auth, ambient);
  return router.id;
}

const changesOf = (asked: Pick<Asked, 'name' | 'description' | 'admin_state_up' | 'routes'>) => ({
  name: asked.name,
  description: asked.description,
  adminStateUp: asked.admin_state_up,
  routes: asked.routes && readRoutes('routes', asked.routes),
});

async function requireReachable(trx: Trx, router: Router, routes: readonly Route[]): Promise<void> {
  const legs = (await selectPortsOf(trx, [router.id])).flatMap(({ fixedIps }) => fixedIps);
  const subnets = await selectSubnetsById(trx, [...new Set(legs.map(({ subnetId }) => subnetId))]);
  for (const { destination, nexthop } of routes) {
    const isBeside = subnets.some(({ cidr }) => contains(cidrOf(cidr), addressKey(nexthop)));
    const isOwn = legs.some(({ ipAddress }) => ipAddress === nexthop);
    if (!isBeside) throw invalid('routes', `Invalid format for routes: the nexthop ${nexthop} of ${destination} is not connected with router.`, 'InvalidRoutes');
    if (isOwn) throw invalid('routes', `Invalid format for routes: the nexthop ${nexthop} is used by router.`, 'InvalidRoutes');
  }
}
