import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { isForeignKeyViolation, isUniqueViolation } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { defaultDomainId, findDomain } from './domain-store.ts';
import { forgetGroup } from './forget.ts';
import { addMember, findGroup, insertGroup, isMember, membersOf, pageGroups, removeMember, updateGroup } from './group-store.ts';
import type { Group } from './group-store.ts';
import { couldNotFind, duplicate } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { listTail, readListing } from './list-reply.ts';
import { confineDomain, mayLook, mayManage, mayTouch } from './reach.ts';
import { countsAsEnabled, inactiveSince } from './password-rules.ts';
import { findUser, pageUsers } from './user-store.ts';
import { readExpiry, userBody } from './user-view.ts';
import { flag } from './wire.ts';

type GroupHandlers = Pick<
  Handlers<'identity'>,
  | 'listGroups'
  | 'createGroup'
  | 'getGroup'
  | 'updateGroup'
  | 'deleteGroup'
  | 'listGroupUsers'
  | 'addGroupUser'
  | 'getGroupUser'
  | 'checkGroupUser'
  | 'removeGroupUser'
>;

type GroupBody = ReplyBodyOf<Operation<'identity', 'getGroup'>, 200>['group'];

interface GroupCall {
  path: { id: string };
  auth: AuthContext;
}

interface MemberCall extends GroupCall {
  path: { id: string; user_id: string };
}

/** Source: Identity API v3, "Groups". */
export function groupHandlers({ db, now, newId, revoker, rules }: IdentityParts): GroupHandlers {
  const visible = async ({ path: { id }, auth }: GroupCall, rule: string): Promise<Group> => {
    const group = await findGroup(db, id);
    mayLook(auth, rule, { domainId: group?.domainId, isOwn: group !== undefined && (await isMember(db, id, auth.userId)) });
    if (!group) throw couldNotFind('group', id);
    return group;
  };
  const managed = async ({ path: { id }, auth }: GroupCall, rule: string): Promise<Group> => {
    const group = await findGroup(db, id);
    mayManage(auth, rule, group?.domainId);
    if (!group) throw couldNotFind('group', id);
    await mayTouch(db, auth, rule, { kind: 'group', id });
    return group;
  };
  const mustHaveUser = async ({ path: { user_id: id }, auth }: MemberCall, rule: string): Promise<void> => {
    const user = await findUser(db, { id });
    mayLook(auth, rule, { domainId: user?.domainId });
    if (!user) throw couldNotFind('user', id);
  };
  const check = async (call: MemberCall): Promise<{ status: 204 }> => {
    await visible(call, 'check_user_in_group');
    await mustHaveUser(call, 'check_user_in_group');
    if (!(await isMember(db, call.path.id, call.path.user_id))) throw couldNotFind('user', `${call.path.user_id} in group ${call.path.id}`);
    return { status: 204 };
  };

  return {
    async listGroups(call) {
      const page = await pageGroups(db, { ...readListing(call.query), domainId: confineDomain(call.auth, call.query.domain_id) });
      return { status: 200, body: { groups: page.items.map((group) => groupBody(group, call.baseUrl)), ...listTail(call, page) } };
    },

    async createGroup(call) {
      const { name, description, domain_id: asked } = call.body.group;
      const domainId = asked ?? call.auth.domainId ?? call.auth.projectDomainId ?? defaultDomainId;
      mayManage(call.auth, 'create_group', domainId);
      if (!(await findDomain(db, { id: domainId }))) throw couldNotFind('domain', domainId);
      const group: Group = { id: newId(), domainId, name, description: description ?? '' };
      await insertGroup(db, group, new Date(now()).toISOString()).catch(refuseDuplicate(group));
      return { status: 201, body: { group: groupBody(group, call.baseUrl) } };
    },

    async getGroup(call) {
      return { status: 200, body: { group: groupBody(await visible(call, 'get_group'), call.baseUrl) } };
    },

    async updateGroup(call) {
      const { name, description, domain_id: domainId } = call.body.group;
      const before = await managed(call, 'update_group');
      if (domainId !== undefined && domainId !== before.domainId) throw badRequest('A group cannot be moved to another domain.', { field: 'group.domain_id' });
      const after: Group = { ...before, name: name ?? before.name, description: description === undefined ? before.description : (description ?? '') };
      const found = await updateGroup(db, after.id, { name: after.name, description: after.description }).catch(refuseDuplicate(after));
      if (!found) throw couldNotFind('group', after.id);
      return { status: 200, body: { group: groupBody(after, call.baseUrl) } };
    },

    async deleteGroup(call) {
      const { id } = await managed(call, 'delete_group');
      await revoker.change(async (trx) => {
        const members = await membersOf(trx, [id]);
        if (!(await forgetGroup(trx, id))) throw couldNotFind('group', id);
        for (const { userId } of members) await revoker.revoke(trx, { userId });
      });
      return { status: 204 };
    },

    async listGroupUsers(call) {
      const { id } = await visible(call, 'list_users_in_group');
      const { name, enabled, password_expires_at: expiry } = call.query;
      const { items } = await pageUsers(db, { groupId: id, name, enabled: flag(enabled), inactiveSince: inactiveSince(rules, now()), passwordExpiry: readExpiry(expiry) });
      return { status: 200, body: { users: items.map((user) => userBody({ ...user, enabled: countsAsEnabled(user, rules, now()) }, call.baseUrl)), ...listTail({ ...call, query: {} }, { items, more: false }) } };
    },

    async addGroupUser(call) {
      await managed(call, 'add_user_to_group');
      await mustHaveUser(call, 'add_user_to_group');
      await addMember(db, call.path.id, call.path.user_id).catch((error: unknown) => {
        throw isForeignKeyViolation(error) ? couldNotFind('group', call.path.id) : error;
      });
      return { status: 204 };
    },

    getGroupUser: check,
    checkGroupUser: check,

    async removeGroupUser(call) {
      await managed(call, 'remove_user_from_group');
      const { id, user_id: userId } = call.path;
      await mustHaveUser(call, 'remove_user_from_group');
      await revoker.change(async (trx) => {
        if (!(await removeMember(trx, id, userId))) throw couldNotFind('user', `${userId} in group ${id}`);
        await revoker.revoke(trx, { userId });
      });
      return { status: 204 };
    },
  };
}

export const groupBody = (group: Group, baseUrl: string): GroupBody => ({
  ...{ id: group.id, name: group.name, domain_id: group.domainId, description: group.description },
  links: { self: `${baseUrl}/v3/groups/${group.id}` },
});

const refuseDuplicate = (group: Group) => (error: unknown): never => {
  throw isUniqueViolation(error) ? duplicate('group', group.name, group.domainId) : error;
};
