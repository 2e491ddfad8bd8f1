import { inTransaction } from '../../../openapi/serve/db.ts';
import type { DbOrTrx } from '../../../openapi/serve/db.ts';
import type { AuthContext, Handlers } from '../../../openapi/serve/handler.ts';
import { listBody, onlyFields } from '../kit/list-reply.ts';
import { selectPage, selectVisible } from '../kit/list-store.ts';
import { networkNotFound, refuse } from '../kit/network-faults.ts';
import { given, newStandard, standardView } from '../kit/standard.ts';
import { forgetTags, selectTags } from '../kit/tag-store.ts';
import { askedOf, ownerOf, requireAdmin, requireOwn } from '../network-parts.ts';
import type { NetworkParts } from '../network-parts.ts';
import { deletePolicy, findPolicyUser, insertPolicy, listedPolicies, selectRules, toPolicy, updatePolicy } from './qos-store.ts';
import type { BandwidthRule, PolicyRow, QosPolicy } from './qos-store.ts';

type PolicyHandlers = Pick<Handlers<'network'>, 'listQosPolicies' | 'createQosPolicies' | 'getQosPolicy' | 'updateQosPolicy' | 'deleteQosPolicy' | 'listQosRuleTypes'>;

/** Source: Networking API v2.0, "QoS policies". Policies are made by admins and used by everybody they are shared with. */
export function policyHandlers({ db, ambient }: NetworkParts): PolicyHandlers {
  return {
    listQosRuleTypes: () => ({ status: 200, body: { rule_types: [{ type: 'bandwidth_limit' }] } }),
    async listQosPolicies(call) {
      const page = await selectPage<PolicyRow>(db, listedPolicies, call.auth, call.query);
      return { status: 200, body: listBody('policies', 'qos/policies', call, page, await viewsOf(db, page.rows.map(toPolicy))) };
    },
    async createQosPolicies({ auth, body }) {
      requireAdmin(auth, 'create_policy', { policy: true });
      const made = await inTransaction(db, async (trx) => {
        const policies: QosPolicy[] = [];
        for (const asked of askedOf(body.policy, body.policies)) {
          const policy = { ...newStandard(ambient, ownerOf(auth, asked), asked), shared: asked.shared ?? false, isDefault: asked.is_default ?? false };
          await insertPolicy(trx, policy);
          policies.push(policy);
        }
        return policies;
      });
      const views = await viewsOf(db, made);
      return { status: 201, body: body.policies ? { policies: views } : { policy: views[0] ?? {} } };
    },
    async getQosPolicy({ auth, path, query }) {
      const [view] = await viewsOf(db, [await findPolicy(db, auth, path.id)]);
      return { status: 200, body: { policy: onlyFields(view ?? {}, query.fields) } };
    },
    async updateQosPolicy({ auth, path, body }) {
      requireAdmin(auth, 'update_policy', { policy: true });
      const { name, description, shared, is_default: isDefault } = body.policy;
      await inTransaction(db, async (trx) => {
        const policy = await findPolicy(trx, auth, path.id);
        requireOwn(policy, auth, 'update_policy');
        await updatePolicy(trx, policy.id, given({ name, description, shared, isDefault }), ambient.now().toISOString());
      });
      const [view] = await viewsOf(db, [await findPolicy(db, auth, path.id)]);
      return { status: 200, body: { policy: view ?? {} } };
    },
    async deleteQosPolicy({ auth, path }) {
      requireAdmin(auth, 'delete_policy', { policy: true });
      await inTransaction(db, async (trx) => {
        const policy = await findPolicy(trx, auth, path.id);
        const user = await findPolicyUser(trx, policy.id);
        if (user !== undefined) throw refuse('QosPolicyInUse', `QoS Policy ${policy.id} is used by ${user}.`);
        await deletePolicy(trx, policy.id);
        await forgetTags(trx, [policy.id]);
      });
      return { status: 204 };
    },
  };
}

export async function findPolicy(db: DbOrTrx, auth: AuthContext, id: string): Promise<QosPolicy> {
  const row = await selectVisible<PolicyRow>(db, listedPolicies, auth, id);
  if (!row) throw networkNotFound('policy', id);
  return toPolicy(row);
}

export const bandwidthView = (rule: BandwidthRule) => ({ id: rule.id, max_kbps: rule.maxKbps, max_burst_kbps: rule.maxBurstKbps, direction: rule.direction });

async function viewsOf(db: DbOrTrx, policies: readonly QosPolicy[]) {
  const ids = policies.map(({ id }) => id);
  const [rules, tags] = [await selectRules(db, ids), await selectTags(db, ids)];
  return policies.map((policy) => ({
    ...standardView(policy, tags.get(policy.id)),
    shared: policy.shared,
    is_default: policy.isDefault,
    rules: rules.filter(({ policyId }) => policyId === policy.id).map((rule) => ({ ...bandwidthView(rule), type: 'bandwidth_limit', qos_policy_id: policy.id })),
  }));
}
