import { canonical, contains, isAddress, parseCidr, addressKey } from './address.ts';
import type { Cidr } from './address.ts';
import { invalid } from './kit/network-faults.ts';
import { cidrOf, defaultGateway, defaultPools, poolComplaint, sortPools } from './pools.ts';
import type { Pool } from './pools.ts';
import type { Route, Subnet } from './subnet-store.ts';

interface Common {
  gateway_ip?: string | null;
  enable_dhcp?: boolean;
  allocation_pools?: Pool[];
  dns_nameservers?: string[];
  host_routes?: Route[];
  service_types?: string[];
}

export interface AskedSubnet extends Common {
  cidr?: string | null;
  ip_version: 4 | 6;
  ipv6_ra_mode?: string | null;
  ipv6_address_mode?: string | null;
  subnetpool_id?: string | null;
}

type Plan = Omit<Subnet, 'id' | 'projectId' | 'name' | 'description' | 'createdAt' | 'updatedAt' | 'revision' | 'networkId'>;

/** A new subnet with what Neutron fills in: the first address for the gateway, the rest for ports. Throws a 400 that names the field. */
export function planSubnet(asked: AskedSubnet): Plan {
  if (asked.subnetpool_id !== undefined && asked.subnetpool_id !== null) throw invalid('subnetpool_id', 'subnet pools are not served here: name a cidr.');
  if (asked.cidr === undefined || asked.cidr === null) throw invalid('cidr', 'a subnet needs one, for example 10.0.0.0/24.', 'BadRequest');
  const cidr = parseCidr(asked.cidr);
  if (!cidr) throw invalid('cidr', `'${asked.cidr}' is not a valid IP subnet.`);
  if (cidr.family !== asked.ip_version) throw invalid('cidr', `${cidr.text} is not of ip_version ${asked.ip_version}.`);
  if (cidr.prefixLength === 0 || cidr.prefixLength === (cidr.family === 4 ? 32 : 128)) throw invalid('cidr', `${cidr.text}: a prefix of /${cidr.prefixLength} is no subnet.`);
  const { raMode, addressMode } = readModes(asked, cidr);
  const gatewayIp = asked.gateway_ip === undefined ? defaultGateway(cidr) : readGateway(asked.gateway_ip, cidr);
  const pools = readPools(asked.allocation_pools, cidr, gatewayIp) ?? defaultPools(cidr, gatewayIp);
  return {
    ipVersion: cidr.family,
    cidr: cidr.text,
    gatewayIp,
    enableDhcp: asked.enable_dhcp ?? true,
    ipv6RaMode: raMode,
    ipv6AddressMode: addressMode,
    pools,
    nameservers: readNameservers(asked.dns_nameservers ?? []),
    hostRoutes: readRoutes('host_routes', asked.host_routes ?? []),
    serviceTypes: asked.service_types ?? [],
  };
}

/** What an update changes; pools are looked at with the gateway that there will be. */
export function replanSubnet(subnet: Subnet, asked: Common & { name?: string; description?: string }): Partial<Subnet> {
  const cidr = cidrOf(subnet.cidr);
  const gatewayIp = asked.gateway_ip === undefined ? undefined : readGateway(asked.gateway_ip, cidr);
  const pools = readPools(asked.allocation_pools, cidr, gatewayIp === undefined ? subnet.gatewayIp : gatewayIp);
  if (gatewayIp !== undefined && pools === undefined) readPools(subnet.pools, cidr, gatewayIp);
  return {
    ...(asked.name === undefined ? {} : { name: asked.name }),
    ...(asked.description === undefined ? {} : { description: asked.description }),
    ...(gatewayIp === undefined ? {} : { gatewayIp }),
    ...(pools === undefined ? {} : { pools }),
    ...(asked.enable_dhcp === undefined ? {} : { enableDhcp: asked.enable_dhcp }),
    ...(asked.dns_nameservers === undefined ? {} : { nameservers: readNameservers(asked.dns_nameservers) }),
    ...(asked.host_routes === undefined ? {} : { hostRoutes: readRoutes('host_routes', asked.host_routes) }),
    ...(asked.service_types === undefined ? {} : { serviceTypes: asked.service_types }),
  };
}

export function readRoutes(field: string, routes: readonly Route[]): Route[] {
  return routes.map(({ destination, nexthop }) => {
    const cidr = parseCidr(destination);
    if (!cidr) throw invalid(field, `'${destination}' is not a valid IP subnet.`);
    if (!isAddress(nexthop, cidr.family)) throw invalid(field, `nexthop '${nexthop}' is not an IPv${cidr.family} address.`);
    return { destination: cidr.text, nexthop: canonical(nexthop) };
  });
}

function readModes({ ipv6_ra_mode: ra = null, ipv6_address_mode: address = null, enable_dhcp: dhcp }: AskedSubnet, cidr: Cidr): { raMode: string | null; addressMode: string | null } {
  const given = ra ?? address;
  if (given === null) return { raMode: null, addressMode: null };
  if (cidr.family === 4) throw invalid('ipv6_ra_mode', 'ipv6_ra_mode or ipv6_address_mode cannot be set when ip_version is 4.');
  if (dhcp === false) throw invalid('enable_dhcp', 'ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False.');
  if (ra !== null && address !== null && ra !== address) throw invalid('ipv6_address_mode', `ipv6_ra_mode ${ra} and ipv6_address_mode ${address} must be the same when both are set.`);
  if (given !== 'dhcpv6-stateful' && cidr.prefixLength !== 64) throw invalid('cidr', `Invalid CIDR ${cidr.text} for IPv6 address mode. OpenStack uses the EUI-64 address format, which requires the prefix to be /64.`);
  return { raMode: ra, addressMode: address };
}

function readGateway(gateway: string | null, cidr: Cidr): string | null {
  if (gateway === null || gateway === '') return null;
  if (!isAddress(gateway, cidr.family)) throw invalid('gateway_ip', `'${gateway}' is not an IPv${cidr.family} address.`);
  const isLinkLocal = cidr.family === 6 && /^fe[89ab]/i.test(gateway);
  if (!contains(cidr, addressKey(gateway)) && !isLinkLocal) throw invalid('gateway_ip', `Gateway is not valid on subnet ${cidr.text}.`);
  if (cidr.family === 4 && cidr.prefixLength < 31 && [cidr.first, cidr.last].includes(addressKey(gateway))) throw invalid('gateway_ip', `${gateway} is the network or broadcast address of ${cidr.text}.`);
  return canonical(gateway);
}

function readPools(pools: readonly Pool[] | undefined, cidr: Cidr, gatewayIp: string | null): Pool[] | undefined {
  if (pools === undefined) return undefined;
  for (const { start, end } of pools) {
    const wrong = [start, end].find((address) => !isAddress(address));
    if (wrong !== undefined) throw invalid('allocation_pools', `'${wrong}' is not an IP address.`, 'InvalidAllocationPool');
  }
  const complaint = poolComplaint(pools, cidr, gatewayIp);
  if (complaint !== undefined) throw invalid('allocation_pools', complaint, /overlapping/.test(complaint) ? 'OverlappingAllocationPools' : /Gateway/.test(complaint) ? 'GatewayConflictWithAllocationPools' : 'OutOfBoundsAllocationPool');
  return sortPools(pools.map(({ start, end }) => ({ start: canonical(start), end: canonical(end) })));
}

function readNameservers(servers: readonly string[]): string[] {
  const wrong = servers.find((server) => !isAddress(server));
  if (wrong !== undefined) throw invalid('dns_nameservers', `'${wrong}' is not a valid nameserver. '${wrong}' is not a valid IP address.`);
  return servers.map(canonical);
}
