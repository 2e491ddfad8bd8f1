import { randomUUID } from 'node:crypto';
import type { NetworkMap, PortMap, SecurityGroupMap, SecurityGroupRule } from '../../host-server/network/network-map.ts';

/** A network map with one IPv4 subnet, as the region would push it. */
export function networkMap(overrides: Partial<NetworkMap> = {}): NetworkMap {
  return {
    id: randomUUID(), revision: 1, project_id: 'a'.repeat(32), name: 'demo', type: 'vxlan', segment: 5, mtu: 1450, port_security: true,
    subnets: [{ id: randomUUID(), ip_version: 4, cidr: '10.7.0.0/24', gateway_ip: '10.7.0.1', dhcp: false, nameservers: [], routes: [] }],
    ports: [], security_groups: [], hosts: [], ...overrides,
  };
}

export function portMap(network: Pick<NetworkMap, 'subnets'>, ipAddress: string, overrides: Partial<PortMap> = {}): PortMap {
  const subnet = network.subnets.find(({ ip_version: version }) => version === (ipAddress.includes(':') ? 6 : 4));
  const last = Number.parseInt(ipAddress.split(/[.:]/).at(-1) ?? '0', ipAddress.includes(':') ? 16 : 10) % 256;
  return {
    id: randomUUID(), mac_address: `fa:16:3e:07:00:${last.toString(16).padStart(2, '0')}`,
    fixed_ips: [{ subnet_id: subnet?.id ?? randomUUID(), ip_address: ipAddress }],
    security_group_ids: [], allowed_address_pairs: [], port_security: true, admin_state_up: true, ...overrides,
  };
}

export const groupRule = (rule: Partial<SecurityGroupRule> = {}): SecurityGroupRule => ({ id: randomUUID(), direction: 'ingress', ethertype: 'IPv4', ...rule });

export const group = (rules: SecurityGroupRule[], more: Partial<SecurityGroupMap> = {}): SecurityGroupMap => ({ id: randomUUID(), stateful: true, rules, members: [], ...more });

/** What Neutron's default group says: out to everybody, in from the group's own. */
export function defaultGroup(members: string[]): SecurityGroupMap {
  const id = randomUUID();
  const families = ['IPv4', 'IPv6'] as const;
  return group(families.flatMap((ethertype) => [groupRule({ ethertype, direction: 'egress' }), groupRule({ ethertype, remote_group_id: id })]), { id, members });
}

/** The next revision of a map. */
export const nextMap = (map: NetworkMap, changes: Partial<NetworkMap>): NetworkMap => ({ ...map, revision: map.revision + 1, ...changes });
