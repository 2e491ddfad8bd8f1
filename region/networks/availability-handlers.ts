import type { Handlers } from '../../openapi/serve/handler.ts';
import { inTransaction } from '../../openapi/serve/db.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { AuthContext } from '../../openapi/serve/handler.ts';
import { countAddresses } from './address-store.ts';
import { selectPage } from './kit/list-store.ts';
import type { ListQuery } from './kit/list-store.ts';
import { find as findNetwork } from './network-handlers.ts';
import type { NetworkParts } from './network-parts.ts';
import { listedNetworks, toNetwork } from './network-store.ts';
import type { Network, NetworkRow } from './network-store.ts';
import { poolSize } from './pools.ts';
import { selectSubnetsOf } from './subnet-store.ts';

type AvailabilityHandlers = Pick<Handlers<'network'>, 'listIpAvailabilities' | 'getIpAvailability'>;

/** Source: Networking API v2.0, "Network IP availability and usage stats". */
export function availabilityHandlers({ db }: NetworkParts): AvailabilityHandlers {
  return {
    async listIpAvailabilities({ auth, query }) {
      const { network_id: id, network_name: name, project_id: projectId, tenant_id: tenantId, ip_version: versions } = query;
      const asked = { ...(id && { id }), ...(name && { name }), ...((projectId ?? tenantId) && { project_id: projectId ?? tenantId }) };
      const page = await selectPage<NetworkRow>(db, listedNetworks, auth, asked as ListQuery);
      return { status: 200, body: { network_ip_availabilities: await viewsOf(db, page.rows.map(toNetwork), versions) } };
    },
    async getIpAvailability({ auth, path }) {
      const [view] = await viewsOf(db, [await findAny(db, auth, path.id)], undefined);
      if (!view) throw new TypeError('a network has no view');
      return { status: 200, body: { network_ip_availability: view } };
    },
  };
}

const findAny = (db: DbOrTrx, auth: AuthContext, id: string): Promise<Network> => findNetwork(db, auth, id);

async function viewsOf(db: NetworkParts['db'], networks: readonly Network[], versions: readonly string[] | undefined) {
  const subnets = (await selectSubnetsOf(db, networks.map(({ id }) => id))).filter(({ ipVersion }) => versions === undefined || versions.includes(String(ipVersion)));
  const used = await inTransaction(db, (trx) => countAddresses(trx, subnets.map(({ id }) => id)));
  return networks.map((network) => {
    const own = subnets.filter(({ networkId }) => networkId === network.id).map((subnet) => ({
      subnet_id: subnet.id, subnet_name: subnet.name, cidr: subnet.cidr, ip_version: subnet.ipVersion, total_ips: Number(poolSize(subnet.pools)), used_ips: used.get(subnet.id) ?? 0,
    }));
    const sum = (key: 'total_ips' | 'used_ips'): number => own.reduce((total, subnet) => total + subnet[key], 0);
    return {
      network_id: network.id, network_name: network.name, tenant_id: network.projectId, project_id: network.projectId,
      total_ips: sum('total_ips'), used_ips: sum('used_ips'), subnet_ip_availability: own,
    };
  });
}
