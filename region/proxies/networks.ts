import ipaddr from 'ipaddr.js';
import type { components } from '../../openapi/generated/compute.ts';
import type { components as Network } from '../../openapi/generated/network.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { callOf, inOwnProject, refusedAsNova } from './proxied-call.ts';
import type { Caller, NetworkProxyDeps } from './proxied-call.ts';

type NetworkOperation =
  | 'listFloatingIpPools' | 'listComputeFloatingIps' | 'createComputeFloatingIp' | 'getComputeFloatingIp' | 'deleteComputeFloatingIp'
  | 'listComputeNetworks' | 'getComputeNetwork' | 'listTenantNetworks' | 'getTenantNetwork';

type NeutronNetwork = Network['schemas']['Network'];
type NeutronSubnet = Network['schemas']['Subnet'];

/** Source: Compute API, "Floating IPs (os-floating-ips) (DEPRECATED)", its pools, "Networks" and "Project networks". */
export function networkProxies({ network }: NetworkProxyDeps): Pick<Handlers<'compute'>, NetworkOperation> {
  const networksOf = async (caller: Caller, query: { id?: string[]; 'router:external'?: string[] }): Promise<NeutronNetwork[]> =>
    (await network.listNetworks(callOf(caller, { path: {}, query, body: undefined }))).body.networks;
  const subnetsOf = async (caller: Caller, ids: string[]): Promise<NeutronSubnet[]> =>
    ids.length === 0 ? [] : (await network.listSubnets(callOf(caller, { path: {}, query: { network_id: ids }, body: undefined }))).body.subnets;
  const poolsOf = (caller: Caller): Promise<NeutronNetwork[]> => networksOf(caller, { 'router:external': ['true'] });

  const floatingViews = async (caller: Caller, floatingIps: readonly Network['schemas']['FloatingIp'][]) => {
    const names = new Map((await poolsOf(caller)).map(({ id, name }) => [id, name]));
    return floatingIps.map((one): components['schemas']['FloatingIp'] => ({
      id: one.id ?? '',
      ip: one.floating_ip_address ?? '',
      pool: names.get(one.floating_network_id) ?? one.floating_network_id ?? '',
      fixed_ip: one.fixed_ip_address ?? null,
      instance_id: typeof one.port_details?.['device_id'] === 'string' ? one.port_details['device_id'] : null,
    }));
  };
  const oneNetwork = async (caller: Caller, id: string): Promise<{ found: NeutronNetwork; subnets: NeutronSubnet[] }> => {
    const [found] = await networksOf(caller, { id: [id] });
    if (!found) throw new Fault('not-found', `Network ${id} could not be found.`);
    return { found, subnets: await subnetsOf(caller, [id]) };
  };
  const allNetworks = async (caller: Caller) => {
    const found = (await networksOf(inOwnProject(caller), {})).filter((one) => one['router:external'] !== true);
    const subnets = await subnetsOf(caller, found.flatMap(({ id }) => id ?? []));
    return found.map((one) => ({ found: one, subnets: subnets.filter(({ network_id: id }) => id === one.id) }));
  };

  return {
    async listFloatingIpPools(call) {
      return { status: 200, body: { floating_ip_pools: (await poolsOf(call)).map(({ name = '' }) => ({ name })) } };
    },
    async listComputeFloatingIps(call) {
      const { body } = await network.listFloatingIps(callOf(inOwnProject(call), { path: {}, query: {}, body: undefined }));
      return { status: 200, body: { floating_ips: await floatingViews(call, body.floatingips) } };
    },
    async createComputeFloatingIp(call) {
      const pool = choosePool(await poolsOf(call), call.body?.pool ?? undefined);
      const asked = { path: {}, query: {}, body: { floatingip: { floating_network_id: pool } } };
      const { body } = await refusedAsNova(network.createFloatingIps(callOf(call, asked)));
      const [view] = await floatingViews(call, 'floatingip' in body && body.floatingip ? [body.floatingip] : []);
      if (!view) throw new TypeError('one address was asked for and none was made');
      return { status: 200, body: { floating_ip: view } };
    },
    async getComputeFloatingIp(call) {
      const { body } = await network.getFloatingIp(callOf(call, { path: { id: call.path.floating_ip_id }, query: {}, body: undefined }));
      const [view] = await floatingViews(call, [body.floatingip]);
      if (!view) throw new TypeError('a floating address without a view');
      return { status: 200, body: { floating_ip: view } };
    },
    async deleteComputeFloatingIp(call) {
      await network.deleteFloatingIp(callOf(call, { path: { id: call.path.floating_ip_id }, query: {}, body: undefined }));
      return { status: 202 };
    },
    async listComputeNetworks(call) {
      return { status: 200, body: { networks: (await allNetworks(call)).map(({ found, subnets }) => networkView(found, subnets)) } };
    },
    async getComputeNetwork(call) {
      const { found, subnets } = await oneNetwork(call, call.path.network_id);
      return { status: 200, body: { network: networkView(found, subnets) } };
    },
    async listTenantNetworks(call) {
      return { status: 200, body: { networks: (await allNetworks(call)).map(({ found, subnets }) => brief(found, subnets)) } };
    },
    async getTenantNetwork(call) {
      const { found, subnets } = await oneNetwork(call, call.path.network_id);
      return { status: 200, body: { network: brief(found, subnets) } };
    },
  };
}

/** By name or id; without one the only one there is. */
function choosePool(pools: readonly NeutronNetwork[], asked: string | undefined): string {
  const fitting = asked === undefined ? pools : pools.filter(({ id, name }) => id === asked || name === asked);
  if (asked === undefined && fitting.length > 1) throw badRequest(`There are ${fitting.length} pools of floating addresses: name one of ${fitting.map(({ name }) => name).join(', ')} in pool.`, { field: 'pool' });
  const [only] = fitting;
  if (only?.id === undefined) throw new Fault('not-found', `Floating IP pool not found${asked === undefined ? ': there is no external network.' : `: ${asked}.`}`);
  return only.id;
}

const firstOf = (subnets: readonly NeutronSubnet[], version: 4 | 6): NeutronSubnet | undefined => subnets.find(({ ip_version: own }) => own === version);

const brief = ({ id = '', name = '' }: NeutronNetwork, subnets: readonly NeutronSubnet[]): components['schemas']['TenantNetwork'] => ({ id, label: name, cidr: (firstOf(subnets, 4) ?? firstOf(subnets, 6))?.cidr ?? null });

function networkView({ id = '', name = '' }: NeutronNetwork, subnets: readonly NeutronSubnet[]): components['schemas']['Network'] {
  const [v4, v6] = [firstOf(subnets, 4), firstOf(subnets, 6)];
  return {
    id,
    label: name,
    cidr: v4?.cidr ?? null,
    netmask: v4?.cidr === undefined ? null : ipaddr.IPv4.subnetMaskFromPrefixLength(Number(v4.cidr.split('/')[1])).toString(),
    gateway: v4?.gateway_ip ?? null,
    broadcast: v4?.cidr === undefined ? null : ipaddr.IPv4.broadcastAddressFromCIDR(v4.cidr).toString(),
    dns1: v4?.dns_nameservers?.[0] ?? null,
    dns2: v4?.dns_nameservers?.[1] ?? null,
    cidr_v6: v6?.cidr ?? null,
    netmask_v6: v6?.cidr?.split('/')[1] ?? null,
    gateway_v6: v6?.gateway_ip ?? null,
  };
}
