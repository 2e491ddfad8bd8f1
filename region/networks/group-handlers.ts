import { inTransaction, isForeignKeyViolation } from '../../openapi/serve/db.ts';
import type { DbOrTrx } from '../../openapi/serve/db.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { defaultGroup, egressRules, hasDefaultGroup } from './default-group.ts';
import { deleteGroup, insertGroup, insertRules, isGroupInUse, listedGroups, selectRulesOf, toGroup, updateGroup } from './group-store.ts';
import type { GroupRow, SecurityGroup } from './group-store.ts';
import { listBody, onlyFields } from './kit/list-reply.ts';
import { selectPage, selectVisible } from './kit/list-store.ts';
import { networkNotFound, notAllowed, refuse } from './kit/network-faults.ts';
import { given, newStandard } from './kit/standard.ts';
import { forgetTags, selectTags } from './kit/tag-store.ts';
import { touchMaps } from './maps/touch-maps.ts';
import { askedOf, ownerOf, requireOwn } from './network-parts.ts';
import type { NetworkParts } from './network-parts.ts';
import { groupView } from './network-views.ts';
import { requireQuota } from './quota.ts';

type GroupHandlers = Pick<Handlers<'network'>, 'listSecurityGroups' | 'createSecurityGroups' | 'getSecurityGroup' | 'updateSecurityGroup' | 'deleteSecurityGroup'>;

/** Source: Networking API v2.0, "Security groups". A project's default group is there as soon as the project looks. */
export function groupHandlers({ db, ambient, maps }: NetworkParts): GroupHandlers {
  const ensureDefault = async (auth: AuthContext): Promise<void> => {
    const { projectId } = auth;
    if (projectId === null || (await hasDefaultGroup(db, projectId))) return;
    await inTransaction(db, (trx) => defaultGroup(trx, projectId, ambient));
  };
  return {
    async listSecurityGroups(call) {
      await ensureDefault(call.auth);
      const page = await selectPage<GroupRow>(db, listedGroups, call.auth, call.query);
      return { status: 200, body: listBody('security_groups', 'security-groups', call, page, await viewsOf(db, page.rows.map(toGroup))) };
    },
    async createSecurityGroups({ auth, body }) {
      const made = await inTransaction(db, async (trx) => {
        const groups: SecurityGroup[] = [];
        for (const asked of askedOf(body.security_group, body.security_groups)) {
          const projectId = ownerOf(auth, asked);
          await defaultGroup(trx, projectId, ambient);
          if (asked.name === 'default') throw refuse('SecurityGroupDefaultAlreadyExists', 'Default security group already exists.');
          await requireQuota(trx, projectId, 'security_group');
          const group: SecurityGroup = { ...newStandard(ambient, projectId, asked), stateful: asked.stateful ?? true, isDefault: false };
          await insertGroup(trx, group);
          await insertRules(trx, egressRules(group, ambient));
          groups.push(group);
        }
        return groups;
      });
      const views = await viewsOf(db, made);
      return { status: 201, body: body.security_groups ? { security_groups: views } : { security_group: views[0] ?? {} } };
    },
    async getSecurityGroup({ auth, path, query }) {
      const [view] = await viewsOf(db, [await findGroup(db, auth, path.id)]);
      return { status: 200, body: { security_group: onlyFields(view ?? {}, query.fields) } };
    },
    async updateSecurityGroup({ auth, path, body }) {
      const { name, description, stateful } = body.security_group;
      await inTransaction(db, async (trx) => {
        const group = await findGroup(trx, auth, path.id);
        requireOwn(group, auth, 'update_security_group');
        if (group.isDefault && name !== undefined && name !== group.name) throw notAllowed('update_security_group', 'Updating default security group not allowed: its name stays.');
        if (stateful !== undefined && stateful !== group.stateful && (await isGroupInUse(trx, group.id))) throw inUse(group.id);
        await updateGroup(trx, group.id, given({ name, description, stateful }), ambient.now().toISOString());
        await touchMaps(trx, { networkIds: [], groupIds: [group.id] });
      });
      maps.wake();
      const [view] = await viewsOf(db, [await findGroup(db, auth, path.id)]);
      return { status: 200, body: { security_group: view ?? {} } };
    },
    async deleteSecurityGroup({ auth, path }) {
      await inTransaction(db, async (trx) => {
        const group = await findGroup(trx, auth, path.id);
        requireOwn(group, auth, 'delete_security_group');
        if (group.isDefault && !auth.isAdmin) throw refuse('SecurityGroupCannotRemoveDefault', 'Insufficient rights for removing default security group.');
        if (await isGroupInUse(trx, group.id)) throw inUse(group.id);
        await deleteGroup(trx, group.id);
        await forgetTags(trx, [group.id]);
      }).catch((error: unknown) => {
        throw isForeignKeyViolation(error) ? inUse(path.id) : error;
      });
      return { status: 204 };
    },
  };
}

export async function findGroup(db: DbOrTrx, auth: AuthContext, id: string): Promise<SecurityGroup> {
  const row = await selectVisible<GroupRow>(db, listedGroups, auth, id);
  if (!row) throw networkNotFound('security group', id);
  return toGroup(row);
}

async function viewsOf(db: DbOrTrx, groups: readonly SecurityGroup[]) {
  const ids = groups.map(({ id }) => id);
  const [rules, tags] = [await selectRulesOf(db, ids), await selectTags(db, ids)];
  return groups.map((group) => groupView(group, rules, tags.get(group.id)));
}

const inUse = (id: string) => refuse('SecurityGroupInUse', `Security Group ${id} in use: ports are in it, or rules of other groups name it.`);
