import type { HandlerOf } from '../../openapi/serve/handler.ts';
import { networkNotFound } from './kit/network-faults.ts';

/** Version discovery, without a token. */
export const listNetworkVersions: HandlerOf<'network', 'listNetworkVersions'> = ({ baseUrl }) => ({
  status: 200,
  body: { versions: [{ id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: `${baseUrl}/v2.0/` }] }] },
});

export const listNetworkResources: HandlerOf<'network', 'listNetworkResources'> = ({ baseUrl }) => ({
  status: 200,
  body: {
    resources: collections.map(([name, collection]) => ({ name, collection, links: [{ rel: 'self', href: `${baseUrl}/v2.0/${collection}` }] })),
  },
});

const collections = [
  ['network', 'networks'], ['subnet', 'subnets'], ['port', 'ports'], ['router', 'routers'], ['floatingip', 'floatingips'], ['security_group', 'security-groups'],
  ['security_group_rule', 'security-group-rules'], ['quota', 'quotas'], ['agent', 'agents'], ['extension', 'extensions'],
] as const;

/** Clients believe this list, so only what is served stands in it. */
export const listExtensions: HandlerOf<'network', 'listExtensions'> = () => ({ status: 200, body: { extensions } });

export const getExtension: HandlerOf<'network', 'getExtension'> = ({ path }) => {
  const extension = extensions.find(({ alias }) => alias === path.alias);
  if (!extension) throw networkNotFound('extension', path.alias);
  return { status: 200, body: { extension } };
};

const extensions = [
  ['agent', 'agent', 'Hosts are listed as agents.'],
  ['allowed-address-pairs', 'Allowed Address Pairs', 'Ports send from further addresses.'],
  ['availability_zone', 'Availability Zone', 'Zones are listed.'],
  ['binding', 'Port Binding', 'Admins see the host of ports.'],
  ['dns-integration', 'DNS Integration', 'Ports and floating addresses have a dns_name.'],
  ['external-net', 'Neutron external network', 'Networks that lead out.'],
  ['ext-gw-mode', 'Neutron L3 Configurable external gateway mode', 'Source NAT of a router can be switched off.'],
  ['extra_dhcp_opt', 'Neutron Extra DHCP options', 'Ports carry DHCP options.'],
  ['extraroute', 'Neutron Extra Route', 'Routers have routes.'],
  ['net-mtu', 'Network MTU', 'Networks show their MTU.'],
  ['net-mtu-writable', 'Network MTU (writable)', 'The MTU of networks can be set.'],
  ['network-ip-availability', 'Network IP Availability', 'How many addresses are used.'],
  ['pagination', 'Pagination support', 'Lists go by pages.'],
  ['port-security', 'Port Security', 'The guard of ports can be taken away.'],
  ['project-id', 'project_id field enabled', 'Resources have project_id beside tenant_id.'],
  ['provider', 'Provider Network', 'Admins see type and segment of networks.'],
  ['qos', 'Quality of Service', 'Policies with limits of bandwidth.'],
  ['qos-bw-limit-direction', 'Direction for QoS bandwidth limit rule', 'Limits either way.'],
  ['quota_details', 'Quota details management support', 'What is used of a quota.'],
  ['quotas', 'Quota management support', 'Limits of what a project has.'],
  ['router', 'Neutron L3 Router', 'Routers and floating addresses.'],
  ['dvr', 'Distributed Virtual Router', 'Every router is on every host that needs it.'],
  ['security-group', 'security-group', 'Security groups.'],
  ['stateful-security-group', 'Stateful security group', 'Groups may be stateless.'],
  ['sorting', 'Sorting support', 'Lists are sorted by fields.'],
  ['standard-attr-description', 'standard-attr-description', 'Resources have a description.'],
  ['standard-attr-revisions', 'Resource revision numbers', 'Resources have a revision_number.'],
  ['standard-attr-tag', 'Tag support for resources with standard attribute: network, subnet, port, router, floatingip, policy, security_group', 'Resources have tags.'],
  ['standard-attr-timestamp', 'Resource timestamps', 'Resources have created_at and updated_at.'],
].map(([alias = '', name = '', description = '']) => ({ alias, name, description, updated: '2026-11-01T00:00:00Z', links: [] }));
