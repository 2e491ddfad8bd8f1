import type { DbOrTrx, Trx } from '../../../openapi/serve/db.ts';
import type { Listed } from '../kit/list-store.ts';
import { changed, fromStandardRow, standardColumns, toStandardRow } from '../kit/standard.ts';
import type { Standard, StandardRow } from '../kit/standard.ts';
import type { Route } from '../subnet-store.ts';

/** Its legs are ports: `network:router_interface` within, `network:router_gateway` in the external network. */
export interface Router extends Standard {
  adminStateUp: boolean;
  macAddress: string;
  gatewayNetworkId: string | null;
  enableSnat: boolean;
  routes: Route[];
}

export const interfaceOwner = 'network:router_interface';
export const gatewayOwner = 'network:router_gateway';

export async function insertRouter(trx: Trx, router: Router): Promise<void> {
  await trx('routers').insert({ ...toStandardRow(router), mac_address: router.macAddress, ...columnsOf(router) });
}

export async function updateRouter(trx: Trx, id: string, change: Partial<Router>, at: string): Promise<void> {
  await trx('routers').where({ id }).update(changed(columnsOf(change), at, (sql) => trx.raw(sql)));
}

export async function deleteRouter(trx: Trx, id: string): Promise<void> {
  await trx('routers').where({ id }).delete();
}

/** Held until the transaction ends: its legs are changed by one at a time. */
export async function holdRouter(trx: Trx, id: string): Promise<void> {
  await trx('routers').where({ id }).forUpdate().first('id');
}

export async function selectRoutersById(db: DbOrTrx, ids: readonly string[]): Promise<Router[]> {
  return ids.length === 0 ? [] : ((await db('routers').whereIn('id', ids).orderBy(['created_at', 'id'])) as RouterRow[]).map(toRouter);
}

export const listedRouters: Listed = {
  table: 'routers',
  columns: { ...standardColumns, admin_state_up: { type: 'bool' } },
  special: {
    status: (query, values) => void (values.includes('ACTIVE') || query.whereRaw('1 = 0')),
    distributed: () => undefined,
    ha: () => undefined,
  },
  visible: (query, projectId) => void query.where('routers.project_id', projectId),
};

export interface RouterRow extends StandardRow {
  admin_state_up: number;
  mac_address: string;
  gateway_network_id: string | null;
  enable_snat: number;
  routes: string;
}

export const toRouter = (row: RouterRow): Router => ({
  ...fromStandardRow(row),
  adminStateUp: row.admin_state_up !== 0,
  macAddress: row.mac_address,
  gatewayNetworkId: row.gateway_network_id,
  enableSnat: row.enable_snat !== 0,
  routes: JSON.parse(row.routes) as Route[],
});

const columnsOf = (change: Partial<Router>): Partial<RouterRow> => ({
  ...(change.name === undefined ? {} : { name: change.name }),
  ...(change.description === undefined ? {} : { description: change.description }),
  ...(change.adminStateUp === undefined ? {} : { admin_state_up: Number(change.adminStateUp) }),
  ...(change.gatewayNetworkId === undefined ? {} : { gateway_network_id: change.gatewayNetworkId }),
  ...(change.enableSnat === undefined ? {} : { enable_snat: Number(change.enableSnat) }),
  ...(change.routes === undefined ? {} : { routes: JSON.stringify(change.routes) }),
});
