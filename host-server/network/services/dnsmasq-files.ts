import ipaddr from 'ipaddr.js';
import type { NetworkMap, PortMap, SubnetMap } from '../network-map.ts';
import { metadataAddress } from '../program/tables.ts';

/**
 * What one network's dnsmasq reads (dnsmasq(8)): its configuration, a line a port for DHCP, and the names. A port gets its
 * own addresses and nobody else gets any. Only a change of the first needs a new process.
 */
export interface DnsmasqFiles {
  config: string;
  hosts: string;
  names: string;
}

export interface DnsmasqPlace {
  /** Where the files are. */
  folder: string;
  deviceName: string;
}

/** Whether a network has anything that needs a dnsmasq. */
export const needsDnsmasq = (map: NetworkMap): boolean => servedSubnets(map).length > 0;

export function dnsmasqFiles(map: NetworkMap, { folder, deviceName }: DnsmasqPlace): DnsmasqFiles {
  const domain = map.dns_domain?.replace(/\.$/, '') || defaultDomain;
  const config = [
    `interface=${deviceName}`,
    'except-interface=lo',
    'bind-interfaces',
    'no-resolv',
    'no-hosts',
    'user=nobody',
    `pid-file=${folder}/dnsmasq.pid`,
    `dhcp-leasefile=${folder}/leases`,
    `dhcp-hostsfile=${folder}/hosts`,
    `addn-hosts=${folder}/names`,
    `domain=${domain}`,
    `local=/${domain}/`,
    'expand-hosts',
    // The other address family of a bare name is "none", not "refused", which some resolvers take for a failure of both.
    'domain-needed',
    'dhcp-authoritative',
    'dhcp-ignore=tag:!known',
    'dhcp-lease-max=65536',
    // Names are those of the region, not those that a client asks for.
    'dhcp-ignore-names',
    'quiet-dhcp',
    'quiet-dhcp6',
    'quiet-ra',
    ...servedSubnets(map).flatMap((subnet, index) => (subnet.ip_version === 4 ? subnet4Lines(map, subnet, index) : subnet6Lines(subnet, index))),
    ...(map.subnets.some(({ ipv6_ra: sends }) => sends === true) ? ['enable-ra', `ra-param=${deviceName},mtu:${map.mtu},60`] : []),
  ];
  const ports = map.ports.filter((port) => port.fixed_ips.length > 0);
  return { config: lines(config), hosts: lines(ports.map(hostLine)), names: lines(ports.flatMap((port) => nameLines(port))) };
}

const defaultDomain = 'sampan.internal';

/** Without an address of its own in a subnet nobody can serve there. */
const servedSubnets = (map: NetworkMap): SubnetMap[] => map.subnets.filter((subnet) => subnet.gateway_ip !== undefined && (subnet.dhcp || subnet.ipv6_ra === true));

function subnet4Lines(map: NetworkMap, subnet: SubnetMap, index: number): string[] {
  const [network, prefix] = ipaddr.IPv4.parseCIDR(subnet.cidr);
  const mask = ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString();
  const gateway = subnet.gateway_ip ?? '';
  const servers = subnet.nameservers.filter((address) => !address.includes(':'));
  // A client that takes classless routes ignores the router option, so the default route is among them (RFC 3442).
  const routes = [...subnet.routes, { destination: `${metadataAddress}/32`, nexthop: gateway }, { destination: '0.0.0.0/0', nexthop: gateway }];
  return [
    `dhcp-range=set:s${index},${network.toString()},static,${mask},86400s`,
    `dhcp-option=tag:s${index},option:router,${gateway}`,
    `dhcp-option=tag:s${index},option:dns-server,${servers.length > 0 ? servers.join(',') : gateway}`,
    `dhcp-option=tag:s${index},option:mtu,${map.mtu}`,
    `dhcp-option=tag:s${index},option:classless-static-route,${routes.map(({ destination, nexthop }) => `${destination},${nexthop}`).join(',')}`,
  ];
}

function subnet6Lines(subnet: SubnetMap, index: number): string[] {
  const [network, prefix] = ipaddr.IPv6.parseCIDR(subnet.cidr);
  const servers = subnet.nameservers.filter((address) => address.includes(':'));
  const how = subnet.dhcp ? `static,${prefix},86400s` : `ra-only,${prefix}`;
  return [
    `dhcp-range=set:s${index},${network.toString()},${how}`,
    `dhcp-option=tag:s${index},option6:dns-server,${(servers.length > 0 ? servers : [subnet.gateway_ip ?? '']).map((address) => `[${address}]`).join(',')}`,
  ];
}

function hostLine(port: PortMap): string {
  const addresses = port.fixed_ips.map(({ ip_address: address }) => (address.includes(':') ? `[${address}]` : address));
  return [port.mac_address.toLowerCase(), ...addresses, ...(port.dns_name ? [port.dns_name] : [])].join(',');
}

const nameLines = (port: PortMap): string[] => (port.dns_name ? port.fixed_ips.map(({ ip_address: address }) => `${address} ${port.dns_name}`) : []);

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
