import { inTransaction } from '../../openapi/serve/db.ts';
import type { Db } from '../../openapi/serve/db.ts';
import { badRequest, Fault } from '../../openapi/serve/fault.ts';
import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { Ambient } from '../ambient.ts';
import type { Limits } from '../quotas/limits.ts';
import { countServerGroups, insertServerGroup } from './group-store.ts';
import type { GroupPolicy, ServerGroup } from './group-store.ts';
import { groupView } from './group-view.ts';

/** Makes a group; servers join it by the scheduler hint `group`. */
export function createServerGroup({ db, ambient, limits }: { db: Db; ambient: Ambient; limits: Limits }): HandlerOf<'compute', 'createServerGroup'> {
  return async ({ auth, body, since }) => {
    const { name, policies, policy: single, rules } = body.server_group;
    const policy = (single ?? policies?.[0]) as GroupPolicy;
    // Soft policies came with 2.15.
    if (policy.startsWith('soft-') && !since('2.15')) {
      throw badRequest(`Invalid input for field/attribute policies. Value: ${policy}. '${policy}' is not one of ['anti-affinity', 'affinity'] before microversion 2.15.`, { field: 'server_group.policies' });
    }
    if (rules?.max_server_per_host !== undefined && policy !== 'anti-affinity') {
      throw badRequest('Only anti-affinity policy supports rules: leave out rules, or choose anti-affinity.', { field: 'server_group.rules' });
    }
    const group: ServerGroup = {
      id: ambient.uuid(), projectId: auth.projectId ?? '', userId: auth.userId, name: name.trim(), policy,
      maxPerHost: rules?.max_server_per_host === undefined ? null : Number(rules.max_server_per_host), createdAt: ambient.now().toISOString(),
    };
    await inTransaction(db, async (trx) => {
      const max = await limits.of(trx, group.projectId, 'server_groups');
      if (max >= 0 && (await countServerGroups(trx, group.projectId)) >= max) throw new Fault('quota-exceeded', `Quota exceeded, too many server groups: there may be ${max}. Delete one first.`);
      await insertServerGroup(trx, group);
    });
    return { status: 200, body: { server_group: groupView(group, [], since) } };
  };
}
