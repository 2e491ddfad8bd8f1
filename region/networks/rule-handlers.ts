import { inTransaction, isUniqueViolation } from '../../openapi/serve/db.ts';
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { findGroup } from './group-handlers.ts';
import { deleteRule, insertRules, listedRules, selectRulesOf, toRule } from './group-store.ts';
import type { RuleRow, SecurityGroupRule } from './group-store.ts';
import { listBody, onlyFields } from './kit/list-reply.ts';
import { selectPage, selectVisible } from './kit/list-store.ts';
import { networkNotFound, refuse } from './kit/network-faults.ts';
import { newStandard } from './kit/standard.ts';
import { touchMaps } from './maps/touch-maps.ts';
import { askedOf, requireOwn } from './network-parts.ts';
import type { NetworkParts } from './network-parts.ts';
import { ruleView } from './network-views.ts';
import { requireQuota } from './quota.ts';
import { readRule, ruleSignature } from './rule.ts';
import type { components } from '../../openapi/generated/network.ts';

type Asked = components['schemas']['SecurityGroupRuleCreate'];
type RuleHandlers = Pick<Handlers<'network'>, 'listSecurityGroupRules' | 'createSecurityGroupRules' | 'getSecurityGroupRule' | 'deleteSecurityGroupRule'>;

/** Source: Networking API v2.0, "Security group rules". A rule is never changed: it is deleted, and another made. */
export function ruleHandlers(parts: NetworkParts): RuleHandlers {
  const { db, maps } = parts;
  return {
    async listSecurityGroupRules(call) {
      const page = await selectPage<RuleRow>(db, listedRules, call.auth, call.query);
      return { status: 200, body: listBody('security_group_rules', 'security-group-rules', call, page, page.rows.map((row) => ruleView(toRule(row)))) };
    },
    async createSecurityGroupRules({ auth, body }) {
      const made = await inTransaction(db, async (trx) => {
        const rules: SecurityGroupRule[] = [];
        for (const asked of askedOf(body.security_group_rule, body.security_group_rules)) rules.push(await create(trx, asked, auth, parts));
        return rules;
      });
      maps.wake();
      const views = made.map(ruleView);
      return { status: 201, body: body.security_group_rules ? { security_group_rules: views } : { security_group_rule: views[0] ?? {} } };
    },
    async getSecurityGroupRule({ auth, path, query }) {
      return { status: 200, body: { security_group_rule: onlyFields(ruleView(await find(db, auth, path.id)), query.fields) } };
    },
    async deleteSecurityGroupRule({ auth, path }) {
      await inTransaction(db, async (trx) => {
        const rule = await find(trx, auth, path.id);
        requireOwn(rule, auth, 'delete_security_group_rule');
        await touchMaps(trx, { networkIds: [], groupIds: [rule.groupId] });
        await deleteRule(trx, rule.id);
      });
      maps.wake();
      return { status: 204 };
    },
  };
}

async function find(db: DbOrTrx, auth: AuthContext, id: string): Promise<SecurityGroupRule> {
  const row = await selectVisible<RuleRow>(db, listedRules, auth, id);
  if (!row) throw networkNotFound('security group rule', id);
  return toRule(row);
}

async function create(trx: Trx, asked: Asked, auth: AuthContext, { ambient }: NetworkParts): Promise<SecurityGroupRule> {
  const words = readRule(asked);
  const group = await findGroup(trx, auth, asked.security_group_id);
  requireOwn(group, auth, 'create_security_group_rule');
  if (words.remoteGroupId !== null) await findGroup(trx, auth, words.remoteGroupId);
  await requireQuota(trx, group.projectId, 'security_group_rule');
  const rule: SecurityGroupRule = { ...newStandard(ambient, group.projectId, { description: asked.description }), ...words, groupId: group.id };
  const same = (await selectRulesOf(trx, [group.id])).find((other) => ruleSignature(other) === ruleSignature(rule));
  if (same) throw exists(same.id);
  try {
    await insertRules(trx, [rule]);
  } catch (error) {
    throw isUniqueViolation(error) ? exists('made at the same moment') : error;
  }
  await touchMaps(trx, { networkIds: [], groupIds: [group.id] });
  return rule;
}

const exists = (id: string) => refuse('SecurityGroupRuleExists', `Security group rule already exists. Rule id is ${id}.`);
