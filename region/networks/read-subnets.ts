import type { Db } from '../../openapi/serve/db.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { nextLink } from '../paging.ts';
import { commonFilter, mayRead, networkNotFound } from './network-query.ts';
import { selectSubnet, selectSubnets } from './network-store.ts';
import { onlyFields, subnetView } from './network-views.ts';

export function listSubnets({ db }: { db: Db }): HandlerOf<'network', 'listSubnets'> {
  return async ({ auth, query, baseUrl }) => {
    const filter = await commonFilter(auth, query, { network_id: query.network_id }, (id) => selectSubnet(db, id));
    const subnets = await selectSubnets(db, filter);
    const full = query.limit !== undefined && subnets.length === filter.limit;
    return {
      status: 200,
      body: { subnets: subnets.map((subnet) => onlyFields(subnetView(subnet), query.fields)), ...nextLink('subnets_links', full, `${baseUrl}/v2.0/subnets`, query, subnets.at(-1)?.id) },
    };
  };
}

export function showSubnet({ db }: { db: Db }): HandlerOf<'network', 'getSubnet'> {
  return async ({ path, auth }) => {
    const subnet = await selectSubnet(db, path.id);
    if (!subnet || !mayRead(subnet, auth)) throw networkNotFound('subnet', path.id);
    return { status: 200, body: { subnet: subnetView(subnet) } };
  };
}
