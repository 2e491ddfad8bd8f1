/** Security groups and rules between Nova's words and Neutron's (nova/network/security_group_api.py tells the same). Pure. */
import type { components as Compute } from '../../openapi/generated/compute.ts';
import type { components as Network } from '../../openapi/generated/network.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { SecurityGroup, SecurityGroupRule } from '../networks/group-store.ts';

export interface AskedOldRule {
  parent_group_id: string;
  ip_protocol?: string | null;
  from_port?: number | string | null;
  to_port?: number | string | null;
  cidr?: string | null;
  group_id?: string | null;
}

/** What lets in, in Neutron's words; -1 is any. */
export function wordsOf(asked: AskedOldRule): Network['schemas']['SecurityGroupRuleCreate'] {
  const protocol = asked.ip_protocol?.toLowerCase() ?? null;
  const remoteGroup = asked.group_id || null;
  if (protocol === null && remoteGroup === null) throw badRequest('Missing parameter: a rule for a range of addresses needs ip_protocol, from_port and to_port.', { field: 'security_group_rule.ip_protocol' });
  const prefix = remoteGroup === null ? asked.cidr || '0.0.0.0/0' : null;
  const isV6 = prefix?.includes(':') ?? false;
  return {
    security_group_id: asked.parent_group_id,
    direction: 'ingress',
    ethertype: isV6 ? 'IPv6' : 'IPv4',
    protocol: protocol === 'icmp' && isV6 ? 'ipv6-icmp' : protocol,
    port_range_min: anyAsNull(asked.from_port),
    port_range_max: anyAsNull(asked.to_port),
    remote_ip_prefix: prefix,
    remote_group_id: remoteGroup,
  };
}

const anyAsNull = (port: number | string | null | undefined): number | null => (port === null || port === undefined || Number(port) === -1 ? null : Number(port));

/** Of its rules those that let in: older Nova knew no others. */
export const groupView = (group: SecurityGroup, rules: readonly SecurityGroupRule[], names: ReadonlyMap<string, string>): Compute['schemas']['Group'] => ({
  id: group.id,
  name: group.name,
  description: group.description,
  tenant_id: group.projectId,
  rules: rules.filter(({ groupId, direction }) => groupId === group.id && direction === 'ingress').map((rule) => ruleView(rule, names)),
});

/** `names` of groups by id. A rule without ports is one for all of them: 1 to 65535 of tcp and udp, -1 of others. */
export function ruleView(rule: SecurityGroupRule, names: ReadonlyMap<string, string>): Compute['schemas']['Rule'] {
  const { protocol, portRangeMin: min, portRangeMax: max, remoteGroupId, remoteIpPrefix } = rule;
  const [from, to] = min !== null || max !== null || protocol === null ? [min, max] : ['tcp', 'udp'].includes(protocol) ? [1, 65535] : [-1, -1];
  return {
    id: rule.id,
    parent_group_id: rule.groupId,
    ip_protocol: protocol,
    from_port: from,
    to_port: to,
    ip_range: remoteGroupId === null ? { cidr: remoteIpPrefix ?? (rule.ethertype === 'IPv6' ? '::/0' : '0.0.0.0/0') } : {},
    group: remoteGroupId === null ? {} : { name: names.get(remoteGroupId) ?? remoteGroupId, tenant_id: rule.projectId },
  };
}
