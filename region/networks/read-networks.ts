import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { nextLink } from '../paging.ts';
import { commonFilter, mayRead, networkNotFound } from './network-query.ts';
import { selectNetwork, selectNetworks, selectSubnetsOf } from './network-store.ts';
import type { Network } from './network-store.ts';
import { networkView, onlyFields } from './network-views.ts';

export function listNetworks({ db }: { db: Db }): HandlerOf<'network', 'listNetworks'> {
  return async ({ auth, query, baseUrl }) => {
    // Every network here is internal, unshared and active: a filter for others finds nothing.
    const none = isTrue(query['router:external']) || isTrue(query.shared) || (query.status !== undefined && query.status !== 'ACTIVE');
    const filter = await commonFilter(auth, query, {}, (id) => selectNetwork(db, id));
    const networks = none ? [] : await selectNetworks(db, filter);
    const views = await viewsOf(db, networks, auth.isAdmin);
    const full = query.limit !== undefined && networks.length === filter.limit;
    return {
      status: 200,
      body: { networks: views.map((view) => onlyFields(view, query.fields)), ...nextLink('networks_links', full, `${baseUrl}/v2.0/networks`, query, networks.at(-1)?.id) },
    };
  };
}

export function showNetwork({ db }: { db: Db }): HandlerOf<'network', 'getNetwork'> {
  return async ({ path, auth }) => {
    const network = await selectNetwork(db, path.id);
    if (!network || !mayRead(network, auth)) throw networkNotFound('network', path.id);
    const [view] = await viewsOf(db, [network], auth.isAdmin);
    return { status: 200, body: { network: view ?? {} } };
  };
}

async function viewsOf(db: Db, networks: readonly Network[], isAdmin: boolean) {
  const subnets = await selectSubnetsOf(db, networks.map(({ id }) => id));
  return networks.map((network) => networkView(network, subnets.filter(({ networkId }) => networkId === network.id).map(({ id }) => id), isAdmin));
}

const isTrue = (text: string | undefined): boolean => text !== undefined && ['true', '1'].includes(text.toLowerCase());
