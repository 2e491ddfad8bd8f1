import type { components } from '../../openapi/generated/compute.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { selectGroupsById, selectRulesOf } from '../networks/group-store.ts';
import type { SecurityGroup, SecurityGroupRule } from '../networks/group-store.ts';
import { selectPortsOf } from '../networks/port-store.ts';
import { findServer } from '../servers/find-server.ts';
import { callOf, inOwnProject, refusedAsNova } from './proxied-call.ts';
import type { NetworkProxyDeps } from './proxied-call.ts';
import { groupView, ruleView, wordsOf } from './security-group-words.ts';

type GroupOperation =
  | 'listServerSecurityGroups' | 'listComputeSecurityGroups' | 'createComputeSecurityGroup' | 'getComputeSecurityGroup' | 'updateComputeSecurityGroup'
  | 'deleteComputeSecurityGroup' | 'createComputeSecurityGroupRule' | 'deleteComputeSecurityGroupRule';

/** Source: Compute API, "Security groups (os-security-groups) (DEPRECATED)" and "Rules for security group". */
export function securityGroupProxies({ db, network }: NetworkProxyDeps & { db: Db }): Pick<Handlers<'compute'>, GroupOperation> {
  const viewsOf = async (ids: readonly string[]): Promise<components['schemas']['Group'][]> => {
    const known = new Map((await selectGroupsById(db, ids)).map((group) => [group.id, group]));
    const groups = ids.flatMap((id) => known.get(id) ?? []);
    const rules = await selectRulesOf(db, ids);
    const names = await namesOf(db, groups, rules);
    return groups.map((group) => groupView(group, rules, names));
  };
  const viewOf = async (id: string | undefined): Promise<components['schemas']['Group']> => {
    const [view] = id === undefined ? [] : await viewsOf([id]);
    if (!view) throw new Fault('not-found', `Security group ${id} not found.`);
    return view;
  };
  return {
    async listServerSecurityGroups({ auth, path }) {
      const server = await findServer(db, path.id, auth);
      const ids = new Set((await selectPortsOf(db, [server.id])).flatMap(({ groupIds }) => groupIds));
      return { status: 200, body: { security_groups: await viewsOf([...ids]) } };
    },
    async listComputeSecurityGroups(call) {
      const { offset = 0, limit = Number.POSITIVE_INFINITY } = call.query;
      const { body } = await network.listSecurityGroups(callOf(inOwnProject(call), { path: {}, query: { fields: ['id'] }, body: undefined }));
      const ids = body.security_groups.flatMap(({ id }) => id ?? []);
      return { status: 200, body: { security_groups: await viewsOf(ids.slice(offset, offset + limit)) } };
    },
    async createComputeSecurityGroup(call) {
      const { name, description } = call.body.security_group;
      const made = await refusedAsNova(network.createSecurityGroups(callOf(call, { path: {}, query: {}, body: { security_group: { name, description: description ?? '' } } })));
      return { status: 200, body: { security_group: await viewOf('security_group' in made.body ? made.body.security_group?.id : undefined) } };
    },
    async getComputeSecurityGroup(call) {
      const { body } = await network.getSecurityGroup(callOf(call, { path: { id: call.path.group_id }, query: {}, body: undefined }));
      return { status: 200, body: { security_group: await viewOf(body.security_group.id) } };
    },
    async updateComputeSecurityGroup(call) {
      const { name, description } = call.body.security_group;
      const { group_id: id } = call.path;
      await refusedAsNova(network.updateSecurityGroup(callOf(call, { path: { id }, query: {}, body: { security_group: { name, description: description ?? '' } } })));
      return { status: 200, body: { security_group: await viewOf(id) } };
    },
    async deleteComputeSecurityGroup(call) {
      await refusedAsNova(network.deleteSecurityGroup(callOf(call, { path: { id: call.path.group_id }, query: {}, body: undefined })));
      return { status: 202 };
    },
    async createComputeSecurityGroupRule(call) {
      const { body } = await refusedAsNova(network.createSecurityGroupRules(callOf(call, { path: {}, query: {}, body: { security_group_rule: wordsOf(call.body.security_group_rule) } })));
      const rules = await selectRulesOf(db, [call.body.security_group_rule.parent_group_id]);
      const rule = rules.find(({ id }) => 'security_group_rule' in body && id === body.security_group_rule?.id);
      if (!rule) throw badRequest('The rule was deleted again before this was answered.');
      return { status: 200, body: { security_group_rule: ruleView(rule, await namesOf(db, [], [rule])) } };
    },
    async deleteComputeSecurityGroupRule(call) {
      await network.deleteSecurityGroupRule(callOf(call, { path: { id: call.path.rule_id }, query: {}, body: undefined }));
      return { status: 202 };
    },
  };
}

/** Names of groups by id: those that are there already, and those that rules speak of. */
async function namesOf(db: Db, groups: readonly SecurityGroup[], rules: readonly SecurityGroupRule[]): Promise<Map<string, string>> {
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const missing = new Set(rules.flatMap(({ remoteGroupId }) => (remoteGroupId === null || names.has(remoteGroupId) ? [] : [remoteGroupId])));
  for (const { id, name } of await selectGroupsById(db, [...missing])) names.set(id, name);
  return names;
}
