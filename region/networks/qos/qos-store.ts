import type { DbOrTrx, Trx } from '../../../openapi/serve/db.ts';
import type { AuthContext } from '../../../openapi/serve/handler.ts';
import { seesAll } from '../kit/list-store.ts';
import type { Listed } from '../kit/list-store.ts';
import { networkNotFound } from '../kit/network-faults.ts';
import { changed, fromStandardRow, standardColumns, toStandardRow } from '../kit/standard.ts';
import type { Standard, StandardRow } from '../kit/standard.ts';

export interface QosPolicy extends Standard {
  shared: boolean;
  isDefault: boolean;
}

export interface BandwidthRule {
  id: string;
  policyId: string;
  direction: 'ingress' | 'egress';
  maxKbps: number;
  maxBurstKbps: number;
}

export async function insertPolicy(trx: Trx, policy: QosPolicy): Promise<void> {
  await trx('qos_policies').insert({ ...toStandardRow(policy), shared: Number(policy.shared), is_default: Number(policy.isDefault) });
}

export async function updatePolicy(trx: Trx, id: string, change: Partial<Pick<QosPolicy, 'name' | 'description' | 'shared' | 'isDefault'>>, at: string): Promise<void> {
  const { shared, isDefault, ...texts } = change;
  const columns = { ...texts, ...(shared === undefined ? {} : { shared: Number(shared) }), ...(isDefault === undefined ? {} : { is_default: Number(isDefault) }) };
  await trx('qos_policies').where({ id }).update(changed(columns, at, (sql) => trx.raw(sql)));
}

export async function deletePolicy(trx: Trx, id: string): Promise<void> {
  await trx('qos_rules').where({ policy_id: id }).delete();
  await trx('qos_policies').where({ id }).delete();
}

/** What a policy is on: the first port, network or floating address found. */
export async function findPolicyUser(db: DbOrTrx, id: string): Promise<string | undefined> {
  for (const [table, word] of [['ports', 'port'], ['networks', 'network'], ['floating_ips', 'floating ip']] as const) {
    const row = (await db(table).where({ qos_policy_id: id }).first('id')) as { id: string } | undefined;
    if (row) return `${word} ${row.id}`;
  }
  return undefined;
}

/** Networks in which a change of the policy is felt. */
export async function networksUnderPolicy(db: DbOrTrx, id: string): Promise<string[]> {
  const direct = (await db('networks').where({ qos_policy_id: id }).pluck('id')) as string[];
  return [...direct, ...((await db('ports').where({ qos_policy_id: id }).distinct().pluck('network_id')) as string[])];
}

/** A policy that is to be put on something must be there and be the caller's to use. */
export async function requirePolicy(db: DbOrTrx, auth: AuthContext, id: string | null | undefined): Promise<void> {
  if (id === undefined || id === null) return;
  const row = (await db('qos_policies').where({ id }).first()) as PolicyRow | undefined;
  if (!row || !(seesAll(auth) || row.shared !== 0 || row.project_id === auth.projectId)) throw networkNotFound('policy', id);
}

export async function selectRules(db: DbOrTrx, policyIds: readonly string[]): Promise<BandwidthRule[]> {
  if (policyIds.length === 0) return [];
  const rows = (await db('qos_rules').whereIn('policy_id', policyIds).orderBy(['policy_id', 'direction'])) as RuleRow[];
  return rows.map((row) => ({ id: row.id, policyId: row.policy_id, direction: row.direction as BandwidthRule['direction'], maxKbps: row.max_kbps, maxBurstKbps: row.max_burst_kbps }));
}

/** Throws the database's unique violation when the policy has one of this direction. */
export async function insertRule(trx: Trx, rule: BandwidthRule): Promise<void> {
  await trx('qos_rules').insert({ id: rule.id, policy_id: rule.policyId, direction: rule.direction, max_kbps: rule.maxKbps, max_burst_kbps: rule.maxBurstKbps });
}

export async function updateRule(trx: Trx, rule: BandwidthRule): Promise<void> {
  await trx('qos_rules').where({ id: rule.id }).update({ direction: rule.direction, max_kbps: rule.maxKbps, max_burst_kbps: rule.maxBurstKbps });
}

export async function deleteRule(trx: Trx, id: string): Promise<void> {
  await trx('qos_rules').where({ id }).delete();
}

export const listedPolicies: Listed = {
  table: 'qos_policies',
  columns: { ...standardColumns, shared: { type: 'bool' }, is_default: { type: 'bool' } },
  visible: (query, projectId) => void query.where('qos_policies.project_id', projectId).orWhere('qos_policies.shared', 1),
};

export interface PolicyRow extends StandardRow {
  shared: number;
  is_default: number;
}

export const toPolicy = (row: PolicyRow): QosPolicy => ({ ...fromStandardRow(row), shared: row.shared !== 0, isDefault: row.is_default !== 0 });

interface RuleRow {
  id: string;
  policy_id: string;
  direction: string;
  max_kbps: number;
  max_burst_kbps: number;
}
