/** Users, their passwords, and where they belong. Source: Identity API v3, "Users". */
import { isUniqueViolation } from '../../openapi/serve/db.ts';
import { badRequest } from '../../openapi/serve/fault.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { acceptLogin, checkPassword } from './check-password.ts';
import { defaultDomainId, findDomain } from './domain-store.ts';
import { scopesOf } from './effective-roles.ts';
import { forgetUser } from './forget.ts';
import { groupBody } from './group-handlers.ts';
import { pageGroups } from './group-store.ts';
import { badCredentials, couldNotFind, duplicate, notPermitted } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { listTail, readListing } from './list-reply.ts';
import { countsAsEnabled, dayOf, inactiveSince, newPasswordFields, wasUsedBefore } from './password-rules.ts';
import { projectBody } from './project-handlers.ts';
import { listProjects } from './project-store.ts';
import { confineDomain, mayLook, mayManage, mayTouch } from './reach.ts';
import { requireRules, unmetRules } from './second-factor.ts';
import { findUser, insertUser, pageUsers, replacePassword, updateUser } from './user-store.ts';
import type { NewUser, User } from './user-store.ts';
import { readExpiry, userBody } from './user-view.ts';
import { flag, listLinks, mergeOptions } from './wire.ts';

type UserHandlers = Pick<
  Handlers<'identity'>,
  'listUsers' | 'createUser' | 'getUser' | 'updateUser' | 'deleteUser' | 'changePassword' | 'listUserProjects' | 'listUserGroups'
>;

export function userHandlers(parts: IdentityParts): UserHandlers {
  const { db, now, newId, hasher, revoker, rules } = parts;
  const nowIso = (): string => new Date(now()).toISOString();
  const visible = async (call: { path: { id: string }; auth: AuthContext }, rule: string): Promise<User> => {
    const { path: { id }, auth } = call;
    const user = await findUser(db, { id });
    mayLook(auth, rule, { domainId: user?.domainId, isOwn: auth.userId === id });
    if (!user) throw couldNotFind('user', id);
    return user;
  };
  const managed = async (call: { path: { id: string }; auth: AuthContext }, rule: string): Promise<User> => {
    const user = await findUser(db, { id: call.path.id });
    mayManage(call.auth, rule, user?.domainId);
    if (!user) throw couldNotFind('user', call.path.id);
    await mayTouch(db, call.auth, rule, { kind: 'user', id: user.id });
    return user;
  };

  /** Who has been away for too long is shown as disabled, and enabled again as others are. */
  const bodyOf = (user: NewUser & Partial<Pick<User, 'lastActiveOn'>>, baseUrl: string) => userBody({ ...user, enabled: countsAsEnabled(user, rules, now()) }, baseUrl);

  return {
    async listUsers(call) {
      const { query } = call;
      const domainId = confineDomain(call.auth, query.domain_id);
      const page = await pageUsers(db, { ...readListing(query), domainId, enabled: flag(query.enabled), inactiveSince: inactiveSince(rules, now()), passwordExpiry: readExpiry(query.password_expires_at) });
      return { status: 200, body: { users: page.items.map((user) => bodyOf(user, call.baseUrl)), ...listTail(call, page) } };
    },

    async createUser(call) {
      const wanted = call.body.user;
      const domainId = wanted.domain_id ?? call.auth.domainId ?? call.auth.projectDomainId ?? defaultDomainId;
      mayManage(call.auth, 'create_user', domainId);
      if (!(await findDomain(db, { id: domainId }))) throw couldNotFind('domain', domainId);
      const hash = typeof wanted.password === 'string' ? await hasher.hash(wanted.password) : null;
      const user: NewUser = {
        id: newId(),
        domainId,
        name: wanted.name,
        passwordHash: hash,
        passwordExpiresAt: hash === null ? null : (newPasswordFields(undefined, hash, rules, now()).passwordExpiresAt ?? null),
        email: wanted.email ?? null,
        description: wanted.description ?? null,
        defaultProjectId: wanted.default_project_id ?? null,
        enabled: wanted.enabled ?? true,
        options: mergeOptions({}, wanted.options),
      };
      requireRules(user.options);
      await insertUser(db, user, nowIso()).catch(refuseDuplicate(user));
      return { status: 201, body: { user: bodyOf(user, call.baseUrl) } };
    },

    async getUser(call) {
      return { status: 200, body: { user: bodyOf(await visible(call, 'get_user'), call.baseUrl) } };
    },

    async updateUser(call) {
      const { password, name, email, description, default_project_id: defaultProjectId, enabled, options, domain_id: domainId } = call.body.user;
      const before = await managed(call, 'update_user');
      if (domainId !== undefined && domainId !== before.domainId) throw badRequest('A user cannot be moved to another domain.', { field: 'user.domain_id' });
      const change = {
        name: name ?? before.name,
        email: email === undefined ? before.email : email,
        description: description === undefined ? before.description : description,
        defaultProjectId: defaultProjectId === undefined ? before.defaultProjectId : defaultProjectId,
        enabled: enabled ?? before.enabled,
        ...(enabled === true && { lastActiveOn: dayOf(now()) }),
        options: mergeOptions(before.options, options),
        ...(password !== undefined && { ...newPasswordFields(before, await hasher.hash(password), rules, now()), failedLogins: 0, failedAt: null }),
      };
      const after: User = { ...before, ...change };
      requireRules(after.options);
      await revoker
        .change(async (trx) => {
          if (!(await updateUser(trx, before.id, change))) throw couldNotFind('user', before.id);
          if (password !== undefined || (before.enabled && !after.enabled)) await revoker.revoke(trx, { userId: before.id });
        })
        .catch(refuseDuplicate(after));
      return { status: 200, body: { user: bodyOf(after, call.baseUrl) } };
    },

    async deleteUser(call) {
      const { id } = await managed(call, 'delete_user');
      await revoker.change(async (trx) => {
        if (!(await forgetUser(trx, id, nowIso()))) throw couldNotFind('user', id);
        await revoker.revoke(trx, { userId: id });
      });
      return { status: 204 };
    },

    async changePassword(call) {
      const { original_password: original, password } = call.body.user;
      const user = await checkPassword(parts, { user: { id: call.path.id }, password: original, remoteAddress: call.remoteAddress }, true);
      if (!unmetRules(user, ['password'])) await acceptLogin(parts, user, ['password']);
      if (user.options['lock_password'] === true) throw notPermitted('identity:change_password', 'The option lock_password of the user is set: an administrator sets its password.');
      if (await wasUsedBefore(hasher, user, password, rules)) {
        throw badRequest(`The new password cannot be identical to a previous password: it must differ from the last ${rules.uniqueLastPasswordCount}.`, { field: 'user.password' });
      }
      const fields = newPasswordFields(user, await hasher.hash(password), rules, now());
      await revoker.change(async (trx) => {
        // Somebody else changed it since it was checked: the original that was given is no longer right.
        if (!(await replacePassword(trx, user.id, user.passwordHash ?? '', fields))) throw badCredentials();
        await revoker.revoke(trx, { userId: user.id });
      });
      return { status: 204 };
    },

    async listUserProjects(call) {
      const user = await visible(call, 'list_user_projects');
      const projects = await listProjects(db, { ids: (await scopesOf(db, user.id)).projectIds });
      return { status: 200, body: { projects: projects.map((project) => projectBody(project, call.baseUrl)), links: listLinks(call) } };
    },

    async listUserGroups(call) {
      const user = await visible(call, 'list_groups_for_user');
      const groups = (await pageGroups(db, { userId: user.id, name: call.query.name })).items;
      return { status: 200, body: { groups: groups.map((group) => groupBody(group, call.baseUrl)), links: listLinks(call) } };
    },
  };
}

const refuseDuplicate = (user: Pick<User, 'name' | 'domainId'>) => (error: unknown): never => {
  throw isUniqueViolation(error) ? duplicate('user', user.name, user.domainId) : error;
};
