import { inTransaction, isUniqueViolation } from '../../../openapi/serve/db.ts';
import type { DbOrTrx, Trx } from '../../../openapi/serve/db.ts';
import type { AuthContext, Handlers } from '../../../openapi/serve/handler.ts';
import { networkNotFound, refuse } from '../kit/network-faults.ts';
import { touchMaps } from '../maps/touch-maps.ts';
import type { NetworkParts } from '../network-parts.ts';
import { bandwidthView, findPolicy } from './policy-handlers.ts';
import { deleteRule, insertRule, networksUnderPolicy, selectRules, updatePolicy, updateRule } from './qos-store.ts';
import type { BandwidthRule } from './qos-store.ts';

type RuleHandlers = Pick<Handlers<'network'>, 'listBandwidthLimitRules' | 'createBandwidthLimitRule' | 'getBandwidthLimitRule' | 'updateBandwidthLimitRule' | 'deleteBandwidthLimitRule'>;

/** Source: Networking API v2.0, "QoS bandwidth limit rules". A policy has at most one a direction. */
export function bandwidthHandlers({ db, ambient, maps }: NetworkParts): RuleHandlers {
  const change = async (auth: AuthContext, policyId: string, work: (trx: Trx) => Promise<BandwidthRule>): Promise<BandwidthRule> => {
    const rule = await inTransaction(db, async (trx) => {
      await findPolicy(trx, auth, policyId);
      const changed = await work(trx);
      await updatePolicy(trx, policyId, {}, ambient.now().toISOString());
      await touchMaps(trx, { networkIds: await networksUnderPolicy(trx, policyId), groupIds: [] });
      return changed;
    }).catch((error: unknown) => {
      throw isUniqueViolation(error) ? refuse('QoSRulesConflict', `Rule bandwidth_limit conflicts with another one of QoS Policy ${policyId}: a policy has one a direction.`) : error;
    });
    maps.wake();
    return rule;
  };
  return {
    async listBandwidthLimitRules({ auth, path }) {
      const policy = await findPolicy(db, auth, path.id);
      return { status: 200, body: { bandwidth_limit_rules: (await selectRules(db, [policy.id])).map(bandwidthView) } };
    },
    async createBandwidthLimitRule({ auth, path, body }) {
      const { max_kbps: maxKbps, max_burst_kbps: maxBurstKbps = 0, direction = 'egress' } = body.bandwidth_limit_rule;
      const rule = { id: ambient.uuid(), policyId: path.id, direction, maxKbps, maxBurstKbps };
      await change(auth, path.id, async (trx) => {
        await insertRule(trx, rule);
        return rule;
      });
      return { status: 201, body: { bandwidth_limit_rule: bandwidthView(rule) } };
    },
    async getBandwidthLimitRule({ auth, path }) {
      await findPolicy(db, auth, path.id);
      return { status: 200, body: { bandwidth_limit_rule: bandwidthView(await findRule(db, path)) } };
    },
    async updateBandwidthLimitRule({ auth, path, body }) {
      const asked = body.bandwidth_limit_rule;
      const rule = await change(auth, path.id, async (trx) => {
        const before = await findRule(trx, path);
        const after = { ...before, maxKbps: asked.max_kbps ?? before.maxKbps, maxBurstKbps: asked.max_burst_kbps ?? before.maxBurstKbps, direction: asked.direction ?? before.direction };
        await updateRule(trx, after);
        return after;
      });
      return { status: 200, body: { bandwidth_limit_rule: bandwidthView(rule) } };
    },
    async deleteBandwidthLimitRule({ auth, path }) {
      await change(auth, path.id, async (trx) => {
        const rule = await findRule(trx, path);
        await deleteRule(trx, rule.id);
        return rule;
      });
      return { status: 204 };
    },
  };
}

async function findRule(db: DbOrTrx, { id, rule_id: ruleId }: { id: string; rule_id: string }): Promise<BandwidthRule> {
  const rule = (await selectRules(db, [id])).find((one) => one.id === ruleId);
  if (!rule) throw networkNotFound('qos rule', `${ruleId} for policy ${id}`);
  return rule;
}
