import { inTransaction, isForeignKeyViolation } from '../../openapi/serve/db.ts';
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { forgetGivenBack, holdSubnets } from './address-store.ts';
import { overlap } from './address.ts';
import { listBody, onlyFields } from './kit/list-reply.ts';
import { selectPage, selectVisible } from './kit/list-store.ts';
import { invalid, networkNotFound, refuse } from './kit/network-faults.ts';
import { given, newStandard } from './kit/standard.ts';
import { forgetTags, selectTags } from './kit/tag-store.ts';
import { networksBehind } from './maps/map-store.ts';
import { touchMaps } from './maps/touch-maps.ts';
import { find as findNetwork } from './network-handlers.ts';
import { askedOf, ownerOf, requireOwn } from './network-parts.ts';
import type { NetworkParts } from './network-parts.ts';
import { subnetView } from './network-views.ts';
import { cidrOf, rangeOf } from './pools.ts';
import { selectPortsOn } from './port-store.ts';
import { requireQuota } from './quota.ts';
import { freeAddresses } from './release-ports.ts';
import { planSubnet, replanSubnet } from './subnet-plan.ts';
import { deleteSubnets, insertSubnet, listedSubnets, selectSubnetsOf, toSubnet, updateSubnet } from './subnet-store.ts';
import type { Subnet, SubnetRow } from './subnet-store.ts';
import type { components } from '../../openapi/generated/network.ts';

type Asked = components['schemas']['SubnetCreate'];
type SubnetHandlers = Pick<Handlers<'network'>, 'listSubnets' | 'createSubnets' | 'getSubnet' | 'updateSubnet' | 'deleteSubnet'>;

/** Source: Networking API v2.0, "Subnets". */
export function subnetHandlers(parts: NetworkParts): SubnetHandlers {
  const { db, ambient, maps } = parts;
  return {
    async listSubnets(call) {
      const page = await selectPage<SubnetRow>(db, listedSubnets, call.auth, call.query);
      return { status: 200, body: listBody('subnets', 'subnets', call, page, await viewsOf(db, page.rows.map(toSubnet))) };
    },
    async createSubnets({ auth, body }) {
      const made = await inTransaction(db, async (trx) => {
        const subnets: Subnet[] = [];
        for (const asked of askedOf(body.subnet, body.subnets)) subnets.push(await create(trx, asked, auth, parts));
        return subnets;
      });
      maps.wake();
      const views = await viewsOf(db, made);
      return { status: 201, body: body.subnets ? { subnets: views } : { subnet: views[0] ?? {} } };
    },
    async getSubnet({ auth, path, query }) {
      const [view] = await viewsOf(db, [await find(db, auth, path.id)]);
      return { status: 200, body: { subnet: onlyFields(view ?? {}, query.fields) } };
    },
    async updateSubnet({ auth, path, body }) {
      const asked = body.subnet;
      await inTransaction(db, async (trx) => {
        const seen = await find(trx, auth, path.id);
        requireOwn(seen, auth, 'update_subnet');
        const [held] = await holdSubnets(trx, [seen.id]);
        if (!held) throw networkNotFound('subnet', path.id);
        const change = replanSubnet(held.subnet, asked);
        if (change.gatewayIp !== undefined && change.gatewayIp !== held.subnet.gatewayIp) await requireGatewayUnused(trx, held.subnet);
        if (change.pools) await forgetGivenBack(trx, seen.id);
        const first = change.pools?.[0];
        await updateSubnet(trx, seen.id, given(change), change.pools === undefined ? undefined : first ? rangeOf(first).first : null, ambient.now().toISOString());
        await touchMaps(trx, { networkIds: [seen.networkId, ...(await networksBehind(trx, seen.networkId))], groupIds: [] });
      });
      maps.wake();
      const [view] = await viewsOf(db, [await find(db, auth, path.id)]);
      return { status: 200, body: { subnet: view ?? {} } };
    },
    async deleteSubnet({ auth, path }) {
      try {
        await inTransaction(db, (trx) => remove(trx, auth, path.id, ambient.now().toISOString()));
      } catch (error) {
        if (isForeignKeyViolation(error)) throw inUse(path.id);
        throw error;
      }
      maps.wake();
      return { status: 204 };
    },
  };
}

async function find(db: DbOrTrx, auth: AuthContext, id: string): Promise<Subnet> {
  const row = await selectVisible<SubnetRow>(db, listedSubnets, auth, id);
  if (!row) throw networkNotFound('subnet', id);
  return toSubnet(row);
}

async function viewsOf(db: DbOrTrx, subnets: readonly Subnet[]) {
  const tags = await selectTags(db, subnets.map(({ id }) => id));
  return subnets.map((subnet) => subnetView(subnet, tags.get(subnet.id)));
}

async function create(trx: Trx, asked: Asked, auth: AuthContext, { ambient }: NetworkParts): Promise<Subnet> {
  const network = await findNetwork(trx, auth, asked.network_id);
  requireOwn(network, auth, 'create_subnet');
  const projectId = asked.project_id ?? asked.tenant_id ?? network.projectId;
  ownerOf(auth, { project_id: projectId });
  await requireQuota(trx, projectId, 'subnet');
  const subnet: Subnet = { ...newStandard(ambient, projectId, asked), networkId: network.id, ...planSubnet(asked) };
  const cidr = cidrOf(subnet.cidr);
  const clash = (await selectSubnetsOf(trx, [network.id])).find((other) => overlap(cidrOf(other.cidr), cidr));
  if (clash) throw invalid('cidr', `Requested subnet with cidr: ${cidr.text} for network: ${network.id} overlaps with another subnet, ${clash.cidr}.`);
  const [first] = subnet.pools;
  await insertSubnet(trx, subnet, first ? rangeOf(first).first : null);
  await touchMaps(trx, { networkIds: [network.id], groupIds: [] });
  return subnet;
}

/** A router's interface has the address, and moves only with it. */
async function requireGatewayUnused(trx: Trx, subnet: Subnet): Promise<void> {
  const ports = await selectPortsOn(trx, [subnet.networkId]);
  const router = ports.find(({ deviceOwner, fixedIps }) => deviceOwner === 'network:router_interface' && fixedIps.some(({ subnetId, ipAddress }) => subnetId === subnet.id && ipAddress === subnet.gatewayIp));
  if (router) throw refuse('GatewayIpInUse', `Current gateway ip ${subnet.gatewayIp} already in use by port ${router.id}. Unable to update: remove the subnet from its router first.`);
}

async function remove(trx: Trx, auth: AuthContext, id: string, at: string): Promise<void> {
  const subnet = await find(trx, auth, id);
  requireOwn(subnet, auth, 'delete_subnet');
  await holdSubnets(trx, [id]);
  const ports = (await selectPortsOn(trx, [subnet.networkId])).filter(({ fixedIps }) => fixedIps.some(({ subnetId }) => subnetId === id));
  // Addresses that guests form by themselves go with the prefix.
  const isSelfMade = subnet.ipv6AddressMode === 'slaac' || subnet.ipv6AddressMode === 'dhcpv6-stateless';
  if (ports.some(({ deviceOwner }) => !isSelfMade || deviceOwner.startsWith('network:router'))) throw inUse(id);
  await freeAddresses(trx, ports.flatMap(({ fixedIps }) => fixedIps.filter(({ subnetId }) => subnetId === id)), at);
  await touchMaps(trx, { networkIds: [subnet.networkId], groupIds: ports.flatMap(({ groupIds }) => groupIds), membersOnly: true });
  await deleteSubnets(trx, [id]);
  await forgetTags(trx, [id]);
}

const inUse = (id: string) => refuse('SubnetInUse', `Unable to complete operation on subnet ${id}: One or more ports have an IP allocation from this subnet.`);
