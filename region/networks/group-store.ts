import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { Listed } from './kit/list-store.ts';
import { changed, fromStandardRow, standardColumns, toStandardRow } from './kit/standard.ts';
import type { Standard, StandardRow } from './kit/standard.ts';
import { ruleSignature } from './rule.ts';
import type { RuleWords } from './rule.ts';

export interface SecurityGroup extends Standard {
  stateful: boolean;
  /** The group that a project's ports are in when nothing else was asked for. */
  isDefault: boolean;
}

export interface SecurityGroupRule extends Standard, RuleWords {
  groupId: string;
}

/** Throws the database's unique violation when the project has its default group already. */
export async function insertGroup(trx: Trx, group: SecurityGroup): Promise<void> {
  await trx('security_groups').insert({ ...toStandardRow(group), stateful: Number(group.stateful), default_of_project: group.isDefault ? group.projectId : null });
}

/** True when this call made it, false when the project has one. */
export async function insertDefaultGroup(trx: Trx, group: SecurityGroup): Promise<boolean> {
  const row = { ...toStandardRow(group), stateful: Number(group.stateful), default_of_project: group.projectId };
  return (await trx('security_groups').insert(row).onConflict('default_of_project').ignore().returning('id')).length > 0;
}

export async function selectDefaultGroup(db: DbOrTrx, projectId: string): Promise<SecurityGroup | undefined> {
  const row = await db<GroupRow>('security_groups').where({ default_of_project: projectId }).first();
  return row && toGroup(row);
}

export async function selectGroupsById(db: DbOrTrx, ids: readonly string[]): Promise<SecurityGroup[]> {
  return ids.length === 0 ? [] : (await db<GroupRow>('security_groups').whereIn('id', ids)).map(toGroup);
}

/** A project's groups of these names or ids. */
export async function selectGroupsNamed(db: DbOrTrx, projectId: string, words: readonly string[]): Promise<SecurityGroup[]> {
  const rows = await db<GroupRow>('security_groups').where({ project_id: projectId }).where((either) => void either.whereIn('name', words).orWhereIn('id', words));
  return rows.map(toGroup);
}

export async function updateGroup(trx: Trx, id: string, change: { name?: string; description?: string; stateful?: boolean }, at: string): Promise<void> {
  const { stateful, ...texts } = change;
  await trx('security_groups').where({ id }).update(changed({ ...texts, ...(stateful === undefined ? {} : { stateful: Number(stateful) }) }, at, (sql) => trx.raw(sql)));
}

export async function deleteGroup(trx: Trx, id: string): Promise<void> {
  await trx('security_group_rules').where({ group_id: id }).delete();
  await trx('security_groups').where({ id }).delete();
}

export async function isGroupInUse(db: DbOrTrx, id: string): Promise<boolean> {
  if (await db('port_groups').where({ group_id: id }).first('port_id')) return true;
  return (await db('security_group_rules').where({ remote_group_id: id }).whereNot({ group_id: id }).first('id')) !== undefined;
}

/** Names of the groups of many servers, each once, by server. */
export async function selectGroupNames(db: DbOrTrx, serverIds: readonly string[]): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  if (serverIds.length === 0) return names;
  const rows = await db('ports')
    .join('port_groups', 'port_groups.port_id', 'ports.id')
    .join('security_groups', 'security_groups.id', 'port_groups.group_id')
    .whereIn('ports.device_id', serverIds)
    .distinct()
    .orderBy('security_groups.name')
    .select<{ server_id: string; group_id: string; name: string }[]>('ports.device_id as server_id', 'security_groups.id as group_id', 'security_groups.name');
  for (const row of rows) names.set(row.server_id, [...(names.get(row.server_id) ?? []), row.name]);
  return names;
}

/** Addresses of the groups' members in every network, in order. */
export async function selectMemberAddresses(db: DbOrTrx, groupIds: readonly string[]): Promise<Map<string, string[]>> {
  const members = new Map<string, string[]>();
  if (groupIds.length === 0) return members;
  const rows = await db('port_groups')
    .join('fixed_ips', 'fixed_ips.port_id', 'port_groups.port_id')
    .whereIn('port_groups.group_id', groupIds)
    .distinct()
    .orderBy(['port_groups.group_id', 'fixed_ips.ip_key'])
    .select<{ group_id: string; ip_key: string; ip_address: string }[]>('port_groups.group_id', 'fixed_ips.ip_key', 'fixed_ips.ip_address');
  for (const { group_id: id, ip_address: address } of rows) {
    const known = members.get(id);
    if (known) known.push(address);
    else members.set(id, [address]);
  }
  return members;
}

export async function insertRules(trx: Trx, rules: readonly SecurityGroupRule[]): Promise<void> {
  if (rules.length > 0) await trx('security_group_rules').insert(rules.map(toRuleRow));
}

export async function selectRulesOf(db: DbOrTrx, groupIds: readonly string[]): Promise<SecurityGroupRule[]> {
  return groupIds.length === 0 ? [] : (await db<RuleRow>('security_group_rules').whereIn('group_id', groupIds).orderBy(['created_at', 'id'])).map(toRule);
}

export async function deleteRule(trx: Trx, id: string): Promise<void> {
  await trx('security_group_rules').where({ id }).delete();
}

export const listedGroups: Listed = {
  table: 'security_groups',
  columns: { ...standardColumns, stateful: { type: 'bool' } },
  special: { shared: (query, values) => void (values.some((value) => /^(false|0|no|off)$/i.test(value)) || query.whereRaw('1 = 0')) },
  visible: (query, projectId) => void query.where('security_groups.project_id', projectId),
};

export const listedRules: Listed = {
  table: 'security_group_rules',
  columns: {
    ...standardColumns, security_group_id: { column: 'group_id' }, direction: {}, ethertype: {}, protocol: {}, port_range_min: { type: 'int' }, port_range_max: { type: 'int' },
    remote_ip_prefix: {}, normalized_cidr: { column: 'remote_ip_prefix' }, remote_group_id: {},
  },
  visible: (query, projectId, db) =>
    void query.where('security_group_rules.project_id', projectId).orWhereIn('security_group_rules.group_id', db('security_groups').where({ project_id: projectId }).select('id')),
};

export interface GroupRow extends StandardRow {
  stateful: number;
  default_of_project: string | null;
}

export const toGroup = (row: GroupRow): SecurityGroup => ({ ...fromStandardRow(row), stateful: row.stateful !== 0, isDefault: row.default_of_project !== null });

export interface RuleRow extends StandardRow {
  group_id: string;
  direction: string;
  ethertype: string;
  protocol: string | null;
  port_range_min: number | null;
  port_range_max: number | null;
  remote_ip_prefix: string | null;
  remote_group_id: string | null;
}

export const toRule = (row: RuleRow): SecurityGroupRule => ({
  ...fromStandardRow(row),
  groupId: row.group_id,
  direction: row.direction as RuleWords['direction'],
  ethertype: row.ethertype as RuleWords['ethertype'],
  protocol: row.protocol,
  portRangeMin: row.port_range_min,
  portRangeMax: row.port_range_max,
  remoteIpPrefix: row.remote_ip_prefix,
  remoteGroupId: row.remote_group_id,
});

const toRuleRow = (rule: SecurityGroupRule): RuleRow & { signature: string } => ({
  ...toStandardRow(rule),
  group_id: rule.groupId,
  direction: rule.direction,
  ethertype: rule.ethertype,
  protocol: rule.protocol,
  port_range_min: rule.portRangeMin,
  port_range_max: rule.portRangeMax,
  remote_ip_prefix: rule.remoteIpPrefix,
  remote_group_id: rule.remoteGroupId,
  signature: ruleSignature(rule),
});
