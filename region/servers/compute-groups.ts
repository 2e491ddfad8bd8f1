import type { Handlers } from '../../openapi/serve/handler.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import { listedGroups, selectGroupsById, selectRulesOf, toGroup } from '../networks/group-store.ts';
import type { GroupRow, SecurityGroup, SecurityGroupRule } from '../networks/group-store.ts';
import { selectPage } from '../networks/kit/list-store.ts';
import { selectPortsOf } from '../networks/port-store.ts';
import { findServer } from './find-server.ts';

type GroupHandlers = Pick<Handlers<'compute'>, 'listServerSecurityGroups' | 'listComputeSecurityGroups' | 'getComputeSecurityGroup'>;

/** Security groups in Nova's old form, read only: older clients look them up here before they name them in an action. */
export function computeGroupHandlers({ db }: { db: Db }): GroupHandlers {
  const views = async (groups: readonly SecurityGroup[]) => {
    const rules = await selectRulesOf(db, groups.map(({ id }) => id));
    return groups.map((group) => groupView(group, rules));
  };
  return {
    async listServerSecurityGroups({ auth, path }) {
      const server = await findServer(db, path.id, auth);
      const ids = new Set((await selectPortsOf(db, [server.id])).flatMap(({ groupIds }) => groupIds));
      return { status: 200, body: { security_groups: await views(await selectGroupsById(db, [...ids])) } };
    },
    async listComputeSecurityGroups({ auth }) {
      const page = await selectPage<GroupRow>(db, listedGroups, { ...auth, isAdmin: false, roles: [] }, {});
      return { status: 200, body: { security_groups: await views(page.rows.map(toGroup)) } };
    },
    async getComputeSecurityGroup({ auth, path }) {
      const [group] = await selectGroupsById(db, [path.group_id]);
      const [view] = group && (group.projectId === auth.projectId || auth.isAdmin) ? await views([group]) : [];
      if (!view) throw new Fault('not-found', `Security group ${path.group_id} not found.`);
      return { status: 200, body: { security_group: view } };
    },
  };
}

const groupView = (group: SecurityGroup, rules: readonly SecurityGroupRule[]) => ({
  id: group.id,
  name: group.name,
  description: group.description,
  tenant_id: group.projectId,
  rules: rules
    .filter(({ groupId, direction }) => groupId === group.id && direction === 'ingress')
    .map((rule) => ({
      id: rule.id,
      parent_group_id: group.id,
      ip_protocol: rule.protocol,
      from_port: rule.portRangeMin,
      to_port: rule.portRangeMax,
      ip_range: rule.remoteIpPrefix === null ? {} : { cidr: rule.remoteIpPrefix },
      group: rule.remoteGroupId === null ? {} : { tenant_id: group.projectId, name: rule.remoteGroupId },
    })),
});
